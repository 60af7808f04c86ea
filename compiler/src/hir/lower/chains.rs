//! Operators between and behind operands, which chain: `a + b + c`, `a.b(c)[d]!`.
//!
//! A chain is read from its innermost operand outwards, in a loop, so that its length needs no
//! stack. Later passes recurse into what comes out; hence a limit to how long it may get.

use orchestra_diagnostics::Span;
use orchestra_plan::expr::BinaryOperator;
use orchestra_syntax::ast::{self, View as _};
use smallvec::SmallVec;

use super::lowering::Lowering;
use crate::{
    exact::gathered,
    hir::{Argument, ExprId, ExprKind, MethodCall},
};

/// The most operators and postfixes around any expression. What a person writes stays far below;
/// recursion over so many fits the stack of any thread.
pub(super) const LONGEST_CHAIN: usize = 500;

impl Lowering {
    pub(super) fn chain(&mut self, outermost: ast::Expr<'_>) -> ExprId {
        let mut links: SmallVec<[ast::Expr<'_>; 8]> = SmallVec::new();
        let mut next = Some(outermost);
        while let Some(link) = next.filter(|expr| is_link(*expr)) {
            links.push(link);
            next = inner(link);
        }
        let around = self.chained;
        if around + links.len() > LONGEST_CHAIN {
            let allowed = LONGEST_CHAIN.saturating_sub(around);
            let first_beyond = links[links.len() - 1 - allowed.min(links.len() - 1)];
            self.too_long(link_span(first_beyond));
            return self.missing(outermost.span());
        }
        self.chained = around + links.len();
        let innermost = links.last().map_or(outermost.span(), |link| link.span());
        let mut value = self.expr(next, innermost);
        while let Some(link) = links.pop() {
            self.chained = around + links.len() + 1;
            let method = links.last().and_then(|outer| method_call(*outer, link));
            value = match method {
                Some(apply) => {
                    links.pop();
                    self.method(apply, link, value)
                }
                None => self.link(link, value),
            };
        }
        self.chained = around;
        value
    }

    pub(super) fn too_long(&mut self, span: Span) {
        let sentence = format!("a chain of more than {LONGEST_CHAIN} operations");
        self.unexpected(span, sentence, Some("split it with `let`"));
    }

    /// One operator around `value`.
    fn link(&mut self, link: ast::Expr<'_>, value: ExprId) -> ExprId {
        let span = link.span();
        let kind = match link {
            ast::Expr::Binary(binary) => self.binary(binary, value),
            ast::Expr::Unary(unary) => match unary.operator() {
                Some(ast::UnaryOperator::Not) => ExprKind::Not { of: value },
                Some(ast::UnaryOperator::Negate) => ExprKind::Negate { of: value },
                None => ExprKind::Missing,
            },
            ast::Expr::Field(field) => match field.key() {
                Some(key) => {
                    let name = self.key(key);
                    ExprKind::Field { of: value, name, safe: field.is_optional() }
                }
                None => ExprKind::Nameless { of: value },
            },
            ast::Expr::Apply(apply) => {
                let (arguments, list) = self.arguments(apply);
                ExprKind::Apply { callee: value, arguments, list }
            }
            ast::Expr::Index(index) => {
                let index = self.expr(index.index(), span);
                ExprKind::Index { of: value, index }
            }
            ast::Expr::NonNull(_) => ExprKind::NonNull { of: value },
            ast::Expr::Into(into) => {
                let ty = self.ty(into.into_type(), span);
                ExprKind::Into { of: value, ty }
            }
            _ => ExprKind::Missing,
        };
        self.expr_at(span, kind)
    }

    fn method(&mut self, apply: ast::Apply<'_>, field: ast::Expr<'_>, of: ExprId) -> ExprId {
        let ast::Expr::Field(field) = field else { return self.missing(apply.span()) };
        let Some(key) = field.key() else { return self.missing(apply.span()) };
        let name = self.key(key);
        let (arguments, list) = self.arguments(apply);
        let safe = field.is_optional();
        let method = MethodCall { of, name, safe, arguments, list };
        let kind = ExprKind::Method(Box::new(method));
        self.expr_at(apply.span(), kind)
    }

    fn arguments(&mut self, apply: ast::Apply<'_>) -> (Vec<Argument>, crate::hir::Site) {
        let list = apply.argument_list().map_or(apply.span(), ast::View::span);
        let site = self.site(list);
        let arguments = gathered(apply.arguments().map(|argument| {
            let name = argument.name().map(|name| self.name(name));
            let value = self.expr(argument.value(), argument.span());
            Argument { name, value }
        }));
        if let Some(list) = apply.argument_list() {
            self.insertion(site, list.node());
        }
        let names = arguments.iter().filter_map(|argument| argument.name.as_ref());
        self.refuse_twice(names, "argument");
        (arguments, site)
    }

    fn binary(&mut self, binary: ast::Binary<'_>, left: ExprId) -> ExprKind {
        let right = self.expr(binary.right(), binary.span());
        let Some(operator) = binary.operator() else { return ExprKind::Missing };
        let operator = match operator {
            ast::BinaryOperator::Coalesce => return ExprKind::Coalesce { left, right },
            ast::BinaryOperator::Or => return ExprKind::Or { left, right },
            ast::BinaryOperator::And => return ExprKind::And { left, right },
            ast::BinaryOperator::Equal => BinaryOperator::Equal,
            ast::BinaryOperator::NotEqual => BinaryOperator::NotEqual,
            ast::BinaryOperator::Less => BinaryOperator::Less,
            ast::BinaryOperator::LessEqual => BinaryOperator::LessEqual,
            ast::BinaryOperator::Greater => BinaryOperator::Greater,
            ast::BinaryOperator::GreaterEqual => BinaryOperator::GreaterEqual,
            ast::BinaryOperator::In => BinaryOperator::In,
            ast::BinaryOperator::Add => BinaryOperator::Add,
            ast::BinaryOperator::Subtract => BinaryOperator::Subtract,
            ast::BinaryOperator::Multiply => BinaryOperator::Multiply,
            ast::BinaryOperator::Divide => BinaryOperator::Divide,
            ast::BinaryOperator::Remainder => BinaryOperator::Remainder,
        };
        ExprKind::Binary { operator, left, right }
    }
}

fn is_link(expr: ast::Expr<'_>) -> bool {
    matches!(
        expr,
        ast::Expr::Binary(_)
            | ast::Expr::Unary(_)
            | ast::Expr::Field(_)
            | ast::Expr::Apply(_)
            | ast::Expr::Index(_)
            | ast::Expr::NonNull(_)
            | ast::Expr::Into(_)
    )
}

/// The operand that a link of a chain goes on in: the first.
fn inner(link: ast::Expr<'_>) -> Option<ast::Expr<'_>> {
    match link {
        ast::Expr::Binary(binary) => binary.left(),
        ast::Expr::Unary(unary) => unary.operand(),
        ast::Expr::Field(field) => field.object(),
        ast::Expr::Apply(apply) => apply.callee(),
        ast::Expr::Index(index) => index.object(),
        ast::Expr::NonNull(non_null) => non_null.operand(),
        ast::Expr::Into(into) => into.operand(),
        _ => None,
    }
}

/// The application of `field` as a method, if `outer` is one.
fn method_call<'t>(outer: ast::Expr<'t>, field: ast::Expr<'t>) -> Option<ast::Apply<'t>> {
    match (outer, field) {
        (ast::Expr::Apply(apply), ast::Expr::Field(_)) => Some(apply),
        _ => None,
    }
}

/// What a link adds to its operand: the operator, or all that stands behind the operand.
fn link_span(link: ast::Expr<'_>) -> Span {
    match link {
        ast::Expr::Binary(binary) => binary.operator_span().unwrap_or(link.span()),
        _ => match inner(link) {
            Some(operand) if operand.span().end < link.span().end => {
                Span::new(operand.span().end, link.span().end)
            }
            _ => link.span(),
        },
    }
}
