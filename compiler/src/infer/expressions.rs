//! Which function infers which kind of expression.

use std::sync::Arc;

use orchestra_diagnostics::nearest;
use orchestra_plan::Money;
use orchestra_syntax::meant_unit;

use super::{Inferer, Use, ledger_types::COMMON_CURRENCIES};
use crate::{
    diagnostics::{Fact, MalformedLiteral, Subject, UnknownName, WrongArguments},
    hir::{ExprId, ExprKind, Name},
    items::ItemKind,
    types::{Finite, Literal, Type},
};

impl Inferer<'_> {
    /// The type of `id`'s value, before any conversion.
    pub(super) fn expression(&mut self, id: ExprId, expected: Option<&Type>) -> Type {
        let body = self.body;
        match body.expr(id) {
            ExprKind::Missing => Type::Error,
            ExprKind::Null => Type::Null,
            ExprKind::Bool(value) => Type::Literal(Literal::Bool(*value)),
            ExprKind::Int(value) => Type::Literal(Literal::Int(*value)),
            ExprKind::Float(bits) => Finite::new(f64::from_bits(*bits))
                .map_or(Type::Error, |value| Type::Literal(Literal::Float(value))),
            ExprKind::Duration(_) => Type::Duration,
            ExprKind::Money(money) => self.money(id, money),
            ExprKind::String { text, .. } => Type::Literal(Literal::String(Arc::clone(text))),
            ExprKind::Text { parts } => self.text(parts),
            ExprKind::Local(local) => {
                let ty = self.result.local(*local).clone();
                self.known(id, ty)
            }
            ExprKind::Name(name) => self.name(id, name),
            ExprKind::Field { of, name, safe } => self.field(id, *of, name, *safe),
            ExprKind::Nameless { of } => self.nameless(*of),
            ExprKind::Method(method) => self.method(id, method),
            ExprKind::Apply { callee, arguments, .. } => {
                self.apply(id, *callee, arguments, expected)
            }
            ExprKind::Index { of, index } => self.index(*of, *index),
            ExprKind::NonNull { of } => self.non_null(*of, expected),
            ExprKind::Into { of, ty } => self.read_as(*of, *ty),
            ExprKind::Not { of } => {
                self.truth(id, *of, "!");
                Type::Bool
            }
            ExprKind::Negate { of } => self.negate(id, *of),
            ExprKind::Binary { operator, left, right } => {
                self.binary(id, *operator, *left, *right, expected)
            }
            ExprKind::And { left, right } => self.and(id, *left, *right),
            ExprKind::Or { left, right } => self.or(id, *left, *right),
            ExprKind::Coalesce { left, right } => self.coalesce(*left, *right, expected),
            ExprKind::Record { entries, .. } => self.record(entries, expected),
            ExprKind::List { entries } => self.list(entries, expected),
            ExprKind::Lambda { body, .. } => self.stray_lambda(id, *body),
            ExprKind::Block(block) => self.block(block, expected),
            ExprKind::If { branches, otherwise } => self.if_else(branches, *otherwise, expected),
            ExprKind::Match { head, arms, head_site } => {
                self.match_arms(id, *head, arms, *head_site, expected)
            }
            ExprKind::For(each) => self.for_each(id, each, expected),
            ExprKind::Repeat(repeat) => self.repeat(id, repeat),
            ExprKind::Fail { message } => {
                self.check(*message, &Type::string(), &Subject::new("the message of `fail`"));
                Type::Never
            }
            ExprKind::Call(call) => self.call(id, call, expected),
            ExprKind::Calls(target) => self.calls_of(id, target),
        }
    }

    /// What is known here of the place that `id` reads, beyond its type.
    pub(super) fn known(&self, id: ExprId, ty: Type) -> Type {
        if self.flow.is_empty() {
            return ty;
        }
        self.place(id).and_then(|place| self.flow.find(&place).cloned()).unwrap_or(ty)
    }

    fn money(&mut self, id: ExprId, money: &Money) -> Type {
        let known = super::ledger_types::is_currency(self.db, &money.currency);
        if !known {
            let word = &*money.currency;
            let sentence = format!("`{word}` is no currency");
            let near = || nearest(word, COMMON_CURRENCIES).map(str::to_owned);
            let meant = meant_unit(word).or_else(near).map(|meant| (word.to_owned(), meant));
            let at = self.body.site(id);
            self.report(Fact::MalformedLiteral(MalformedLiteral { at, sentence, meant }));
            return Type::Error;
        }
        Type::Money(Some(Arc::clone(&money.currency)))
    }

    /// A name of the file, as a value.
    fn name(&mut self, id: ExprId, name: &Name) -> Type {
        let Some(item) = self.scope.item(&name.text) else {
            self.unknown_name(name);
            return Type::Error;
        };
        match item.kind(self.db) {
            ItemKind::Const => {
                self.mean(id, Use::Constant(item));
                super::constant::constant_type(self.db, item)
            }
            kind => {
                let (sentence, help) = match kind {
                    ItemKind::Function => (
                        format!("`{}` is a function, not a value", name.text),
                        Some(format!("apply it: `{}(…)`", name.text)),
                    ),
                    ItemKind::Template => (
                        format!("`{}` is a template, not a value", name.text),
                        Some(format!("run it with `call {} {{ … }}`", name.text)),
                    ),
                    ItemKind::Enum => (
                        format!("`{}` is an enum, not a value", name.text),
                        Some(format!("name one of its variants: `{}.…`", name.text)),
                    ),
                    _ => (format!("`{}` is a type, not a value", name.text), None),
                };
                let fact = WrongArguments::new(name.at, sentence).with_help(help);
                self.report(Fact::WrongArguments(fact));
                Type::Error
            }
        }
    }

    /// Reports a name that nothing defines.
    pub(super) fn unknown_name(&mut self, name: &Name) {
        if self.scope.is_broken(&name.text) {
            return;
        }
        let mut known: Vec<String> =
            self.body.locals.iter().map(|local| local.name.text.to_string()).collect();
        known.extend(
            self.scope.names_of(self.db, &[ItemKind::Const, ItemKind::Function, ItemKind::Enum]),
        );
        known.retain(|known| known != "_");
        known.sort();
        known.dedup();
        let fact = UnknownName { at: name.at, name: name.text.to_string(), known };
        self.report(Fact::UnknownName(fact));
    }

    fn stray_lambda(&mut self, id: ExprId, body: ExprId) -> Type {
        self.infer(body);
        let sentence = "a function can't stand here as a value".to_owned();
        let help = "it may be an argument of a method, a policy or half a provider".to_owned();
        let fact = WrongArguments::new(self.body.site(id), sentence).with_help(Some(help));
        self.report(Fact::WrongArguments(fact));
        Type::Error
    }
}
