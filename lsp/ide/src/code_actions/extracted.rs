//! Which expressions can be given a name.

use orchestra_compiler::types::Type;
use orchestra_syntax::{NodeKind, NodeRef, TokenKind, ast, ast::View as _};

use super::selected::{Selected, nodes_in};

/// An expression whose value can stand elsewhere.
pub(super) struct Extracted<'a> {
    pub(super) node: NodeRef<'a>,
    /// Its place in the path.
    pub(super) level: usize,
    pub(super) ty: Type,
}

impl<'a> Extracted<'a> {
    /// The selected expression, where it is free of calls, is a value by itself, and nothing there has
    /// to be constant.
    pub(super) fn of(selected: &Selected<'a>) -> Option<Self> {
        let level = selected.expression()?;
        let node = selected.path[level];
        let parent = selected.path[level.checked_sub(1)?];
        let is_value = match node.kind() {
            // A pattern is written where it is used.
            NodeKind::Literal => {
                node.first_token().is_some_and(|token| token.kind() != TokenKind::Raw)
            }
            NodeKind::StringLiteral
            | NodeKind::Binary
            | NodeKind::Unary
            | NodeKind::FieldAccess
            | NodeKind::Apply
            | NodeKind::Index
            | NodeKind::NonNull
            | NodeKind::Into
            | NodeKind::Paren
            | NodeKind::Record
            | NodeKind::List
            | NodeKind::If
            | NodeKind::Match
            | NodeKind::For
            | NodeKind::Repeat => true,
            _ => false,
        };
        let is_method = parent.kind() == NodeKind::Apply && parent.children().next() == Some(node);
        let is_arguments = parent.kind() == NodeKind::Call;
        if !is_value || is_method || is_arguments || is_constant(selected, level) {
            return None;
        }
        let impure =
            [NodeKind::Call, NodeKind::Calls, NodeKind::FailExpr, NodeKind::Mock, NodeKind::Error];
        let inside = nodes_in(node);
        let is_pure = !inside.iter().any(|it| impure.contains(&it.kind()) || it.is_broken());
        let has_comments = !selected.tree().comments_in(node.span()).is_empty();
        let ty = selected.at.type_of(node)?;
        // What follows from a comparison with null is known only where it stands.
        let is_test = inside.iter().chain([&parent]).any(|it| compares_with_null(*it));
        (is_pure && !is_test && !has_comments && ty != Type::Never).then_some(Self {
            node,
            level,
            ty,
        })
    }

    /// Whether what is expected of the value shapes it: it would have another type by itself.
    pub(super) fn is_shaped(&self) -> bool {
        is_shaped(self.node)
    }
}

/// Whether a constant must stand there: a policy, a default, how often something is repeated.
fn is_constant(selected: &Selected<'_>, level: usize) -> bool {
    let pairs = selected.path[..=level].windows(2);
    pairs.into_iter().any(|pair| {
        let (around, part) = (pair[0], pair[1]);
        match around.kind() {
            NodeKind::Policies | NodeKind::Param | NodeKind::ConstItem => true,
            NodeKind::Repeat => ast::Repeat::cast(around)
                .and_then(ast::Repeat::max)
                .is_some_and(|max| max.node() == part),
            _ => false,
        }
    })
}

fn is_shaped(node: NodeRef<'_>) -> bool {
    match node.kind() {
        NodeKind::Record | NodeKind::List => true,
        NodeKind::Lambda | NodeKind::Arguments | NodeKind::Guard => false,
        _ => node.children().any(is_shaped),
    }
}

fn compares_with_null(node: NodeRef<'_>) -> bool {
    let Some(binary) = ast::Binary::cast(node) else { return false };
    let compares = [ast::BinaryOperator::Equal, ast::BinaryOperator::NotEqual];
    let is_null = |side: Option<ast::Expr<'_>>| side.is_some_and(|it| it.node().text() == "null");
    binary.operator().is_some_and(|operator| compares.contains(&operator))
        && (is_null(binary.left()) || is_null(binary.right()))
}
