//! Expressions without parts of their own, texts and lambdas.

use std::sync::Arc;

use orchestra_diagnostics::Span;
use orchestra_plan::Money;
use orchestra_syntax::{LiteralValue, ast, ast::View as _};
use rust_decimal::Decimal;

use super::lowering::Lowering;
use crate::hir::{ExprId, ExprKind, LocalId, Name, Target, TextPart};

impl Lowering {
    /// The expression, or what stands for a missing one at `around`.
    pub(super) fn expr(&mut self, expr: Option<ast::Expr<'_>>, around: Span) -> ExprId {
        let Some(expr) = expr else { return self.missing(around) };
        match expr {
            ast::Expr::Name(name) => self.name_value(name),
            ast::Expr::Literal(literal) => self.literal(literal.value(), literal.span()),
            ast::Expr::String(string) => self.string(string),
            ast::Expr::Lambda(lambda) => self.lambda(lambda),
            ast::Expr::Binary(_)
            | ast::Expr::Unary(_)
            | ast::Expr::Field(_)
            | ast::Expr::Apply(_)
            | ast::Expr::Index(_)
            | ast::Expr::NonNull(_)
            | ast::Expr::Into(_) => self.chain(expr),
            ast::Expr::Paren(paren) => self.expr(paren.inner(), paren.span()),
            ast::Expr::Record(record) => self.record(record),
            ast::Expr::List(list) => self.list(list),
            ast::Expr::If(branch) => self.if_else(branch),
            ast::Expr::Match(choice) => self.match_arms(choice),
            ast::Expr::For(each) => self.for_each(each),
            ast::Expr::Repeat(repeat) => self.repeat(repeat),
            ast::Expr::Fail(fail) => {
                let message = self.purely(|own| own.expr(fail.message(), fail.span()));
                self.expr_at(fail.span(), ExprKind::Fail { message })
            }
            ast::Expr::Calls(calls) => self.calls(calls),
            ast::Expr::Call(call) => self.call(call),
        }
    }

    fn name_value(&mut self, name: ast::NameExpr<'_>) -> ExprId {
        self.value_of_name(name.name(), name.span())
    }

    /// The value that a name has here: a binding, or what the file calls so.
    pub(super) fn value_of_name(&mut self, name: &str, span: Span) -> ExprId {
        let at = self.site(span);
        let kind = match self.local(name) {
            Some(local) => ExprKind::Local(local),
            None => ExprKind::Name(Name { text: self.words.word(name), at }),
        };
        self.expr_of_site(at, kind)
    }

    pub(super) fn literal(&mut self, value: Option<LiteralValue>, span: Span) -> ExprId {
        let kind = match value {
            None => ExprKind::Missing,
            Some(LiteralValue::Null) => ExprKind::Null,
            Some(LiteralValue::Bool(value)) => ExprKind::Bool(value),
            Some(LiteralValue::Int(value)) => ExprKind::Int(value),
            Some(LiteralValue::Float(value)) => ExprKind::Float(value.to_bits()),
            Some(LiteralValue::Duration(value)) => ExprKind::Duration(value),
            Some(LiteralValue::Text(text)) => ExprKind::String { text: text.into(), raw: false },
            Some(LiteralValue::Raw(text)) => ExprKind::String { text: text.into(), raw: true },
            Some(LiteralValue::Money { amount, currency }) => self.money(&amount, &currency, span),
        };
        self.expr_at(span, kind)
    }

    fn money(&mut self, amount: &str, currency: &str, span: Span) -> ExprKind {
        let Ok(amount) = Decimal::from_str_exact(amount) else {
            let at = self.site(span);
            let sentence = "an amount has at most 28 digits".to_owned();
            self.mistakes.malformed.push((at, sentence));
            return ExprKind::Missing;
        };
        ExprKind::Money(Money { amount, currency: currency.into() })
    }

    fn string(&mut self, string: ast::StringLiteral<'_>) -> ExprId {
        let span = string.span();
        if let Some(text) = string.plain_text() {
            return self.expr_at(span, ExprKind::String { text: text.into(), raw: false });
        }
        let at = self.site(span);
        let parts = string
            .parts()
            .into_iter()
            .map(|part| match part {
                ast::StringPart::Text { text, .. } => TextPart::Text(text.into()),
                ast::StringPart::Interpolation(interpolation) => {
                    let value =
                        self.purely(|own| own.expr(interpolation.value(), interpolation.span()));
                    TextPart::Value(value)
                }
            })
            .collect();
        self.expr_of_site(at, ExprKind::Text { parts })
    }

    fn lambda(&mut self, lambda: ast::Lambda<'_>) -> ExprId {
        let at = self.site(lambda.span());
        self.scoped(|own| {
            let params: Vec<Option<LocalId>> = lambda
                .params()
                .into_iter()
                .map(|param| match param {
                    ast::LambdaParam::Name(name) => {
                        let name = own.name(name);
                        Some(own.bind(name, "parameter"))
                    }
                    ast::LambdaParam::Wildcard(_) => None,
                })
                .collect();
            let body = own.purely(|own| own.expr(lambda.body(), lambda.span()));
            own.expr_of_site(at, ExprKind::Lambda { params, body })
        })
    }

    /// `a.b`, or a template's name; none where a word is missing.
    pub(super) fn target(&mut self, target: Option<ast::Target<'_>>) -> Option<Target> {
        let target = target?;
        if target.has_point() && target.second().is_none() {
            return None;
        }
        let at = self.site(target.span());
        let first = self.name(target.first()?);
        let second = target.second().map(|name| self.name(name));
        Some(Target { at, first, second })
    }

    /// The text of a name that stands nowhere.
    pub(super) fn nameless(&mut self, span: Span) -> Name {
        Name { text: Arc::from("_"), at: self.site(span) }
    }
}
