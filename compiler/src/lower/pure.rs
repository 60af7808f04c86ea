//! Pure expressions.

use std::{cell::OnceCell, sync::Arc};

use orchestra_plan::{
    Expr, Lambda, Mark, Slot, Value,
    expr::{Access, Argument, BinaryOperator, ListEntry, RecordEntry},
    value::Money,
};
use rustc_hash::FxHashMap;

use super::{builder::PlanBuilder, default_value, purity::Purity};
use crate::{
    deep::deep,
    hir::{self, Body, ExprId, ExprKind, LocalId, Site, TextPart},
    infer::{Conversion, Inference, Use, specialized},
    items::ItemId,
    types::{Type, operators::PlanOperator},
};

/// The lowering of one item's body.
pub(super) struct Lowerer<'a, 'db> {
    pub(super) builder: &'a mut PlanBuilder<'db>,
    pub(super) item: ItemId,
    pub(super) body: &'db Body,
    pub(super) inference: &'a Inference,
    /// The same for the very types that functions are given, where that says more.
    specialized: OnceCell<Option<Inference>>,
    pub(super) purity: Purity,
    slots: FxHashMap<LocalId, Slot>,
    /// Expressions that have become nodes.
    placed: FxHashMap<ExprId, Slot>,
}

impl<'a, 'db> Lowerer<'a, 'db> {
    pub(super) fn new(
        builder: &'a mut PlanBuilder<'db>,
        item: ItemId,
        inference: &'a Inference,
    ) -> Self {
        let body = crate::hir::lower::body(builder.db, item);
        let purity = Purity::of(body);
        Self {
            builder,
            item,
            body,
            inference,
            specialized: OnceCell::new(),
            purity,
            slots: FxHashMap::default(),
            placed: FxHashMap::default(),
        }
    }

    /// The type of an expression where functions yield what they do for what they are given.
    pub(super) fn exact(&self, id: ExprId) -> &Type {
        let found = self
            .specialized
            .get_or_init(|| specialized(self.builder.db, self.item, self.inference));
        found.as_ref().unwrap_or(self.inference).expr(id)
    }

    /// A place for a bound name.
    pub(super) fn bind(&mut self, local: LocalId) -> Slot {
        let slot = self.builder.slot();
        self.slots.insert(local, slot);
        slot
    }

    /// Lets a bound name stand for a place that there is.
    pub(super) fn alias(&mut self, local: LocalId, slot: Slot) {
        self.slots.insert(local, slot);
    }

    /// Whether anything in `id` reads a name that isn't bound inside it.
    pub(super) fn reads_locals(&self, id: ExprId) -> bool {
        self.purity.reads_locals(self.body, id)
    }

    pub(super) fn mark(&mut self, id: ExprId) -> Mark {
        let site = self.body.site(id);
        self.mark_site(site)
    }

    pub(super) fn mark_site(&mut self, site: Site) -> Mark {
        self.builder.mark(self.item, site)
    }

    /// A pure expression, made to fit its place; none where it holds a mistake.
    pub(super) fn expr(&mut self, id: ExprId) -> Option<Expr> {
        if let Some(slot) = self.placed.get(&id) {
            return Some(Expr::Slot { slot: *slot });
        }
        let bare = deep(|| self.bare(id))?;
        Some(self.converted(id, bare))
    }

    /// A pure expression as it is, around what has become nodes.
    pub(super) fn unconverted(&mut self, id: ExprId) -> Option<Expr> {
        deep(|| self.bare(id))
    }

    /// `id`, made to fit its place, has become a node.
    pub(super) fn place(&mut self, id: ExprId, slot: Slot) {
        self.placed.insert(id, slot);
    }

    /// The value of `id` made to fit its place.
    pub(super) fn converted(&mut self, id: ExprId, value: Expr) -> Expr {
        let Some(conversion) = self.inference.conversions.get(&id) else { return value };
        let mark = self.mark(id);
        self.made(conversion, value, mark)
    }

    fn made(&mut self, conversion: &Conversion, value: Expr, mark: Mark) -> Expr {
        let shape = self.builder.shape(&conversion.to);
        Expr::Convert { of: Box::new(value), shape, what: conversion.what.clone(), mark }
    }

    fn boxed(&mut self, id: ExprId) -> Option<Box<Expr>> {
        self.expr(id).map(Box::new)
    }

    fn bare(&mut self, id: ExprId) -> Option<Expr> {
        let body = self.body;
        Some(match body.expr(id) {
            ExprKind::Missing
            | ExprKind::Nameless { .. }
            | ExprKind::Call(_)
            | ExprKind::Calls(_)
            | ExprKind::Lambda { .. } => return None,
            ExprKind::Null => constant(Value::Null),
            ExprKind::Bool(value) => constant(Value::Bool(*value)),
            ExprKind::Int(value) => constant(Value::Int(*value)),
            ExprKind::Float(bits) => constant(Value::Float(f64::from_bits(*bits))),
            ExprKind::Duration(millis) => constant(Value::Duration(*millis)),
            ExprKind::Money(Money { amount, currency }) => {
                constant(Value::Money(Money { amount: *amount, currency: Arc::clone(currency) }))
            }
            ExprKind::String { text, .. } => text_constant(text),
            ExprKind::Text { parts } => Expr::Text { parts: self.parts(parts)? },
            ExprKind::Local(local) => Expr::Slot { slot: *self.slots.get(local)? },
            ExprKind::Name(_) => self.name(id)?,
            ExprKind::Field { of, name, safe } => self.field(id, *of, &name.text, *safe)?,
            ExprKind::Method(method) => {
                self.method(id, method.of, method.safe, &method.arguments)?
            }
            ExprKind::Apply { .. } => self.apply(id)?,
            ExprKind::Index { of, index } => {
                let access = self.access(*of, false);
                let mark = self.mark(id);
                Expr::Index { of: self.boxed(*of)?, index: self.boxed(*index)?, access, mark }
            }
            ExprKind::NonNull { of } => {
                let mark = self.mark(id);
                Expr::NonNull { of: self.boxed(*of)?, mark }
            }
            ExprKind::Into { of, ty } => {
                let target = self.inference.written.get(ty)?.clone();
                let shape = self.builder.shape(&target);
                let mark = self.mark(id);
                Expr::Into { of: self.boxed(*of)?, shape, mark }
            }
            ExprKind::Not { of } => Expr::Not { of: self.boxed(*of)? },
            ExprKind::Negate { of } => {
                let mark = self.mark(id);
                Expr::Negate { of: self.boxed(*of)?, mark }
            }
            ExprKind::Binary { left, right, .. } => {
                let (left, right) = (self.expr(*left)?, self.expr(*right)?);
                self.binary(id, left, right)?
            }
            ExprKind::And { left, right } => {
                Expr::And { left: self.boxed(*left)?, right: self.boxed(*right)? }
            }
            ExprKind::Or { left, right } => {
                Expr::Or { left: self.boxed(*left)?, right: self.boxed(*right)? }
            }
            ExprKind::Coalesce { left, right } => {
                Expr::Coalesce { left: self.boxed(*left)?, right: self.boxed(*right)? }
            }
            ExprKind::Record { entries, .. } => self.record(entries)?,
            ExprKind::List { entries } => self.list(entries)?,
            ExprKind::Block(block) => self.pure_block(block)?,
            ExprKind::If { branches, otherwise } => self.pure_if(branches, *otherwise)?,
            ExprKind::Match { head, arms, .. } => self.pure_match(id, *head, arms)?,
            ExprKind::For(each) => self.pure_for(id, each)?,
            ExprKind::Repeat(repeat) => self.pure_repeat(id, repeat)?,
            ExprKind::Fail { message } => {
                let mark = self.mark(id);
                Expr::Fail { message: self.boxed(*message)?, mark }
            }
        })
    }

    fn parts(&mut self, parts: &[TextPart]) -> Option<Vec<Expr>> {
        parts
            .iter()
            .map(|part| match part {
                TextPart::Text(text) => Some(text_constant(text)),
                TextPart::Value(value) => self.expr(*value),
            })
            .collect()
    }

    fn name(&mut self, id: ExprId) -> Option<Expr> {
        match self.inference.uses.get(&id)? {
            Use::Constant(item) => {
                let value = crate::infer::constant_value(self.builder.db, *item)?;
                Some(constant(value))
            }
            _ => None,
        }
    }

    fn access(&self, of: ExprId, safe: bool) -> Access {
        match self.inference.expr(of).head(&self.builder.environment) {
            Type::Json => Access::Json,
            _ if safe => Access::Safe,
            _ => Access::Plain,
        }
    }

    fn field(&mut self, id: ExprId, of: ExprId, name: &str, safe: bool) -> Option<Expr> {
        if let Some(Use::Variant(variant)) = self.inference.uses.get(&id) {
            return Some(text_constant(variant));
        }
        let access = self.access(of, safe);
        let mark = self.mark(id);
        Some(Expr::Field { of: self.boxed(of)?, name: name.to_owned(), access, mark })
    }

    /// The operator that inference found, of two operands.
    pub(super) fn binary(&mut self, id: ExprId, left: Expr, right: Expr) -> Option<Expr> {
        let mark = self.mark(id);
        let Some(Use::Operator(operator)) = self.inference.uses.get(&id) else { return None };
        Some(match operator {
            PlanOperator::Binary(operator) => Expr::Binary {
                operator: *operator,
                left: Box::new(left),
                right: Box::new(right),
                mark,
            },
            PlanOperator::Method(method) => Expr::Method {
                method: (*method).to_owned(),
                of: Box::new(left),
                arguments: vec![Argument::Value { value: right }],
                mark,
            },
            PlanOperator::Instants { operator, nullable } => Expr::Binary {
                operator: *operator,
                left: Box::new(self.instant(left, *nullable, mark)),
                right: Box::new(self.instant(right, *nullable, mark)),
                mark,
            },
        })
    }

    /// The instant that a datetime names, as text that is equal where the instants are.
    fn instant(&mut self, of: Expr, nullable: bool, mark: Mark) -> Expr {
        let call = |of: Expr| Expr::Method {
            method: "datetime.instant".to_owned(),
            of: Box::new(of),
            arguments: Vec::new(),
            mark,
        };
        if !nullable {
            return call(of);
        }
        let slot = self.builder.slot();
        Expr::Let {
            slot,
            value: Box::new(of),
            body: Box::new(Expr::If {
                condition: Box::new(is_null(slot, mark)),
                then: Box::new(constant(Value::Null)),
                otherwise: Box::new(call(Expr::Slot { slot })),
            }),
        }
    }

    fn method(
        &mut self,
        id: ExprId,
        of: ExprId,
        safe: bool,
        arguments: &[hir::Argument],
    ) -> Option<Expr> {
        let Some(Use::Method(method)) = self.inference.uses.get(&id) else { return None };
        let receiver = self.expr(of)?;
        let arguments = arguments
            .iter()
            .map(|argument| self.argument(argument.value))
            .collect::<Option<Vec<_>>>()?;
        let mark = self.mark(id);
        let call = |of: Expr, arguments| Expr::Method {
            method: (*method).to_owned(),
            of: Box::new(of),
            arguments,
            mark,
        };
        if !safe {
            return Some(call(receiver, arguments));
        }
        let slot = self.builder.slot();
        Some(Expr::Let {
            slot,
            value: Box::new(receiver),
            body: Box::new(Expr::If {
                condition: Box::new(is_null(slot, mark)),
                then: Box::new(constant(Value::Null)),
                otherwise: Box::new(call(Expr::Slot { slot }, arguments)),
            }),
        })
    }

    fn argument(&mut self, id: ExprId) -> Option<Argument> {
        let is_function = matches!(self.inference.uses.get(&id), Some(Use::Function { .. }))
            || matches!(self.body.expr(id), ExprKind::Lambda { .. });
        if is_function {
            return Some(Argument::Lambda { lambda: self.lambda(id)? });
        }
        Some(Argument::Value { value: self.expr(id)? })
    }

    /// A lambda, or a function's name in its place.
    pub(super) fn lambda(&mut self, id: ExprId) -> Option<Lambda> {
        let body = self.body;
        if let Some(Use::Function { function: item, given }) = self.inference.uses.get(&id) {
            let function = self.builder.function(*item)?;
            let params: Vec<Slot> = given.iter().map(|_| self.builder.slot()).collect();
            let mark = self.mark(id);
            let arguments = params.iter().zip(given).map(|(slot, conversion)| {
                let value = Expr::Slot { slot: *slot };
                let Some(conversion) = conversion else { return value };
                self.made(conversion, value, mark)
            });
            let arguments = arguments.collect();
            let body = self.converted(id, Expr::Apply { function, arguments, mark });
            return Some(Lambda { params, body: Box::new(body) });
        }
        let ExprKind::Lambda { params, body } = body.expr(id) else { return None };
        let params = params
            .iter()
            .map(|param| match param {
                Some(local) => self.bind(*local),
                None => self.builder.slot(),
            })
            .collect();
        Some(Lambda { params, body: self.boxed(*body)? })
    }

    fn apply(&mut self, id: ExprId) -> Option<Expr> {
        let Some(Use::Apply { function: item, arguments }) = self.inference.uses.get(&id) else {
            return None;
        };
        let function = self.builder.function(*item)?;
        let values = arguments
            .iter()
            .enumerate()
            .map(|(index, argument)| match argument {
                Some(argument) => self.expr(*argument),
                None => {
                    let db = self.builder.db;
                    let default = default_value(db, *item, index);
                    Some(constant(default.unwrap_or(Value::Null)))
                }
            })
            .collect::<Option<Vec<_>>>()?;
        let mark = self.mark(id);
        Some(Expr::Apply { function, arguments: values, mark })
    }

    fn record(&mut self, entries: &[hir::RecordEntry]) -> Option<Expr> {
        let entries = entries
            .iter()
            .map(|entry| {
                Some(match entry {
                    hir::RecordEntry::Field { name, value } => RecordEntry::Field {
                        name: name.text.to_string(),
                        value: self.expr(*value)?,
                        optional: false,
                    },
                    hir::RecordEntry::Spread { value } => {
                        RecordEntry::Spread { value: self.expr(*value)? }
                    }
                })
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Expr::Record { entries })
    }

    fn list(&mut self, entries: &[hir::ListEntry]) -> Option<Expr> {
        let entries = entries
            .iter()
            .map(|entry| {
                Some(match entry {
                    hir::ListEntry::Item { value } => ListEntry::Item { value: self.expr(*value)? },
                    hir::ListEntry::Spread { value } => {
                        ListEntry::Spread { value: self.expr(*value)? }
                    }
                })
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Expr::List { entries })
    }
}

/// A known value.
pub(super) fn constant(value: Value) -> Expr {
    Expr::Const { value }
}

/// A known text.
pub(super) fn text_constant(text: &str) -> Expr {
    constant(Value::String(text.into()))
}

/// Whether a place holds null.
pub(super) fn is_null(slot: Slot, mark: Mark) -> Expr {
    Expr::Binary {
        operator: BinaryOperator::Equal,
        left: Box::new(Expr::Slot { slot }),
        right: Box::new(constant(Value::Null)),
        mark,
    }
}
