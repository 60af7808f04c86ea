//! A part of an expression becomes a binding above the statement that it stands in.
//!
//! Between the two nothing may decide whether the part is evaluated at all: a binding that is used is
//! evaluated in any case, and a part that can fail behind `&&` would fail before it.

use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, NodeRef, TokenKind, ast, ast::View as _};

use super::{
    CodeAction, CodeActionKind,
    extracted::Extracted,
    selected::{Selected, is_name},
};

pub(super) fn action(selected: &Selected<'_>) -> Option<CodeAction> {
    let extracted = Extracted::of(selected)?;
    if extracted.is_shaped() {
        return None;
    }
    let name = selected.fresh(name_of(extracted.node));
    let text = extracted.node.text();
    let replaced = (extracted.node.span(), name.clone());
    let edits = match place(selected, extracted.level)? {
        Place::Statement(statement) => {
            let start = statement.span().start;
            let indentation = selected.indentation(start);
            let binding = format!("let {name} = {text}\n{indentation}");
            vec![(Span::at(start), binding), replaced]
        }
        Place::Body { from, body } => {
            let (start, end) = (body.span().start, Span::at(body.span().end));
            let opened = format!("{{\n  let {name} = {text}\n  ");
            vec![(Span::new(from, start), opened), replaced, (end, "\n}".to_owned())]
        }
    };
    Some(CodeAction::new(
        format!("Extract into the binding `{name}`"),
        CodeActionKind::Extract,
        edits,
    ))
}

/// Where the binding comes to stand.
enum Place<'a> {
    /// Above a statement, or the value of a block.
    Statement(NodeRef<'a>),
    /// In a block that a function gets instead of `=`.
    Body { from: u32, body: NodeRef<'a> },
}

fn place<'a>(selected: &Selected<'a>, level: usize) -> Option<Place<'a>> {
    for above in (0..level).rev() {
        let (around, part) = (selected.path[above], selected.path[above + 1]);
        // It would go on with the binding above it.
        let continues = || part.first_token().is_some_and(|it| it.kind() == TokenKind::Minus);
        match around.kind() {
            // A whole statement, or a whole value, has its place already.
            NodeKind::Block if above + 1 == level || continues() => return None,
            NodeKind::Let if above + 1 == level => return None,
            NodeKind::Block => return Some(Place::Statement(part)),
            NodeKind::FnItem if above + 1 == level || continues() => return None,
            NodeKind::FnItem => {
                let from = around.token(TokenKind::Equal)?.span().start;
                return Some(Place::Body { from, body: part });
            }
            _ if is_always_evaluated(around, part) => {}
            _ => return None,
        }
    }
    None
}

/// Whether `part` is evaluated whenever `around` is, once, and before what else `around` does.
fn is_always_evaluated(around: NodeRef<'_>, part: NodeRef<'_>) -> bool {
    let is = |expr: Option<ast::Expr<'_>>| expr.is_some_and(|expr| expr.node() == part);
    match around.kind() {
        NodeKind::Paren
        | NodeKind::Unary
        | NodeKind::FieldAccess
        | NodeKind::Index
        | NodeKind::NonNull
        | NodeKind::Into
        | NodeKind::Record
        | NodeKind::RecordField
        | NodeKind::Spread
        | NodeKind::List
        | NodeKind::Interpolation
        | NodeKind::StringLiteral
        | NodeKind::Let
        | NodeKind::Arguments
        | NodeKind::Argument => true,
        NodeKind::Binary => {
            let lazy =
                [ast::BinaryOperator::And, ast::BinaryOperator::Or, ast::BinaryOperator::Coalesce];
            let binary = ast::Binary::cast(around);
            let operator = binary.and_then(ast::Binary::operator);
            is(binary.and_then(ast::Binary::left))
                || operator.is_some_and(|operator| !lazy.contains(&operator))
        }
        // Behind `?.`, arguments aren't looked at where there is null.
        NodeKind::Apply => {
            let callee = ast::Apply::cast(around).and_then(ast::Apply::callee);
            let optional = |callee: ast::Expr<'_>| {
                ast::FieldAccess::cast(callee.node()).is_some_and(ast::FieldAccess::is_optional)
            };
            is(callee) || !callee.is_some_and(optional)
        }
        NodeKind::Call => part.kind() == NodeKind::Record,
        NodeKind::Ensure => is(ast::Ensure::cast(around).and_then(ast::Ensure::condition)),
        NodeKind::If => is(ast::If::cast(around).and_then(ast::If::condition)),
        NodeKind::Match => is(ast::Match::cast(around).and_then(ast::Match::scrutinee)),
        NodeKind::For => is(ast::For::cast(around).and_then(ast::For::list)),
        NodeKind::Repeat => is(ast::Repeat::cast(around).and_then(ast::Repeat::initial)),
        _ => false,
    }
}

/// What a value may be called: as the field that it is read from.
fn name_of(node: NodeRef<'_>) -> &str {
    let key = node.child(NodeKind::Key).filter(|_| node.kind() == NodeKind::FieldAccess);
    key.map(|key| key.text()).filter(|name| is_name(name)).unwrap_or("value")
}
