//! What a failed `ensure` shows: the values that its condition compared.

use std::sync::Arc;

use orchestra_plan::expr::BinaryOperator;
use orchestra_syntax::{
    NodeRef, Token, TokenKind,
    ast::{self, View as _},
};

use super::lowering::Lowering;
use crate::hir::{ExprId, ExprKind};

impl Lowering {
    /// The operands of the comparisons in `condition`, and what is joined by `&&` and `||`, each
    /// with its text, once. Literals say what they are already.
    pub(super) fn shown(
        &self,
        condition: ast::Expr<'_>,
        lowered: ExprId,
    ) -> Vec<(Arc<str>, ExprId)> {
        let mut shown = Vec::new();
        self.shown_in(condition, lowered, false, &mut shown);
        shown
    }

    /// `is_joined`: whether this is one of several conditions, so that its own value tells more.
    fn shown_in(
        &self,
        written: ast::Expr<'_>,
        id: ExprId,
        is_joined: bool,
        shown: &mut Vec<(Arc<str>, ExprId)>,
    ) {
        match (written, &self.body.exprs[id.0 as usize].kind) {
            (ast::Expr::Paren(paren), _) => {
                if let Some(inner) = paren.inner() {
                    self.shown_in(inner, id, is_joined, shown);
                }
            }
            (
                ast::Expr::Binary(binary),
                ExprKind::And { left, right } | ExprKind::Or { left, right },
            ) => {
                for (side, id) in [(binary.left(), *left), (binary.right(), *right)] {
                    if let Some(side) = side {
                        self.shown_in(side, id, true, shown);
                    }
                }
            }
            (ast::Expr::Unary(unary), ExprKind::Not { of }) => {
                if let Some(operand) = unary.operand() {
                    self.shown_in(operand, *of, is_joined, shown);
                }
            }
            (ast::Expr::Binary(binary), ExprKind::Binary { operator, left, right })
                if compares(*operator) =>
            {
                for (side, id) in [(binary.left(), *left), (binary.right(), *right)] {
                    if let Some(side) = side {
                        self.show(side, id, shown);
                    }
                }
            }
            _ if is_joined => self.show(written, id, shown),
            _ => {}
        }
    }

    fn show(&self, written: ast::Expr<'_>, id: ExprId, shown: &mut Vec<(Arc<str>, ExprId)>) {
        let text: Arc<str> = spaced(written.node()).into();
        let is_known = shown.iter().any(|(known, _)| *known == text);
        if !is_known && !is_literal(&self.body.exprs[id.0 as usize].kind) {
            shown.push((text, id));
        }
    }
}

fn compares(operator: BinaryOperator) -> bool {
    use BinaryOperator as Operator;
    matches!(
        operator,
        Operator::Equal
            | Operator::NotEqual
            | Operator::Less
            | Operator::LessEqual
            | Operator::Greater
            | Operator::GreaterEqual
            | Operator::In
    )
}

fn is_literal(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Missing
            | ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Duration(_)
            | ExprKind::Money(_)
            | ExprKind::String { .. }
    )
}

/// The text of `node` on one line, without comments, however it is laid out.
fn spaced(node: NodeRef<'_>) -> String {
    let tree = node.tree();
    let range = node.token_range();
    let tokens = &tree.tokens()[range.start as usize..range.end as usize];
    let mut text = String::new();
    let mut previous: Option<&Token> = None;
    for token in tokens {
        if previous.is_some_and(|previous| has_space(previous, token)) {
            text.push(' ');
        }
        text.push_str(tree.slice(token.span()));
        previous = Some(token);
    }
    text
}

/// Whether a space stands between two tokens in the canonical layout. Where a sign has two uses, the
/// text tells which it is.
fn has_space(left: &Token, right: &Token) -> bool {
    use TokenKind as Kind;
    let apart = left.end < right.start;
    match (left.kind, right.kind) {
        (Kind::Dot | Kind::QuestionDot | Kind::LeftParen | Kind::LeftBracket, _)
        | (
            _,
            Kind::Dot
            | Kind::QuestionDot
            | Kind::RightParen
            | Kind::RightBracket
            | Kind::Comma
            | Kind::Colon,
        ) => false,
        (Kind::Comma | Kind::Colon, _) => true,
        (left, right) if is_between(left) || is_between(right) => true,
        (Kind::LeftBrace, Kind::RightBrace) => false,
        (Kind::LeftBrace, _) | (_, Kind::RightBrace) => true,
        _ => apart,
    }
}

/// Whether a token only ever stands between two operands.
fn is_between(kind: TokenKind) -> bool {
    use TokenKind as Kind;
    matches!(
        kind,
        Kind::EqualEqual
            | Kind::NotEqual
            | Kind::LessEqual
            | Kind::Plus
            | Kind::Star
            | Kind::Slash
            | Kind::Percent
            | Kind::And
            | Kind::Or
            | Kind::Coalesce
            | Kind::FatArrow
            | Kind::In
            | Kind::Into
    )
}
