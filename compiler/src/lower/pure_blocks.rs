//! Blocks, branches and loops without calls.

use std::sync::Arc;

use orchestra_plan::{
    Expr, Slot, Value,
    expr::{EnsureExpr, ForExpr, RepeatExpr, Shown},
    node::OnError,
};

use super::pure::{Lowerer, constant, text_constant};
use crate::{
    hir::{Block, ExprId, For, IfBranch, MatchArm, PatternId, PatternKind, Repeat, Statement},
    infer::Use,
};

/// When an arm is taken (none: always), and what it binds.
type ArmTest = (Option<Expr>, Vec<(Slot, Expr)>);

impl Lowerer<'_, '_> {
    pub(super) fn pure_block(&mut self, block: &Block) -> Option<Expr> {
        let mut wrappers: Vec<Wrapper> = Vec::new();
        for statement in &block.statements {
            match statement {
                Statement::Let { binder, value, .. } => {
                    self.pure_let(*binder, *value, &mut wrappers)?;
                }
                Statement::Ensure { condition, message, shown } => {
                    let mark = self.mark(*condition);
                    let ensure = EnsureExpr {
                        condition: self.expr(*condition)?,
                        message: self.optional(*message)?,
                        shown: self.shown(shown)?,
                        mark,
                        body: constant(Value::Null),
                    };
                    wrappers.push(Wrapper::Ensure(Box::new(ensure)));
                }
                Statement::Expr(id) => {
                    if self.purity.gates(*id) {
                        let value = self.expr(*id)?;
                        wrappers.push(Wrapper::Let(self.builder.slot(), value));
                    }
                }
            }
        }
        let value = match block.value {
            Some(value) => self.expr(value)?,
            None => constant(Value::Null),
        };
        Some(wrappers.into_iter().rev().fold(value, |body, wrapper| match wrapper {
            Wrapper::Let(slot, value) => wrap(slot, value, body),
            Wrapper::Ensure(ensure) => Expr::Ensure(Box::new(EnsureExpr { body, ..*ensure })),
        }))
    }

    fn pure_let(
        &mut self,
        binder: PatternId,
        value: ExprId,
        wrappers: &mut Vec<Wrapper>,
    ) -> Option<()> {
        let mut used = false;
        let body = self.body;
        body.bound(binder, &mut |local| used |= self.purity.reads(local));
        if !used && !self.purity.gates(value) {
            return Some(());
        }
        let value = self.expr(value)?;
        if let PatternKind::Bind { local, .. } = body.pattern(binder).kind {
            wrappers.push(Wrapper::Let(self.bind(local), value));
            return Some(());
        }
        let slot = self.builder.slot();
        wrappers.push(Wrapper::Let(slot, value));
        let mut found = Vec::new();
        self.bindings(binder, Expr::Slot { slot }, &mut found);
        let bound = self.binding(found);
        wrappers.extend(bound.into_iter().map(|(slot, value)| Wrapper::Let(slot, value)));
        Some(())
    }

    pub(super) fn optional(&mut self, id: Option<ExprId>) -> Option<Option<Expr>> {
        match id {
            Some(id) => self.expr(id).map(Some),
            None => Some(None),
        }
    }

    pub(super) fn shown(&mut self, shown: &[(Arc<str>, ExprId)]) -> Option<Vec<Shown>> {
        shown
            .iter()
            .map(|(text, id)| Some(Shown { text: text.to_string(), value: self.expr(*id)? }))
            .collect()
    }

    pub(super) fn pure_if(
        &mut self,
        branches: &[IfBranch],
        otherwise: Option<ExprId>,
    ) -> Option<Expr> {
        let mut lowered = Vec::new();
        for branch in branches {
            lowered.push((self.expr(branch.condition)?, self.expr(branch.body)?));
        }
        let otherwise = match otherwise {
            Some(otherwise) => self.expr(otherwise)?,
            None => constant(Value::Null),
        };
        Some(lowered.into_iter().rev().fold(otherwise, |otherwise, (condition, then)| Expr::If {
            condition: Box::new(condition),
            then: Box::new(then),
            otherwise: Box::new(otherwise),
        }))
    }

    pub(super) fn pure_match(
        &mut self,
        id: ExprId,
        head: ExprId,
        arms: &[MatchArm],
    ) -> Option<Expr> {
        let value = self.expr(head)?;
        let slot = self.builder.slot();
        let mut lowered = Vec::new();
        for arm in arms {
            let (test, bound) = self.arm_test(arm, slot)?;
            let body = self.expr(arm.body)?;
            let body =
                bound.into_iter().rev().fold(body, |body, (slot, value)| wrap(slot, value, body));
            let total = test.is_none();
            lowered.push((test, body));
            if total {
                break;
            }
        }
        let mark = self.mark(id);
        let message = Box::new(text_constant("no arm takes this value"));
        let mut chain = Expr::Fail { message, mark };
        for (test, body) in lowered.into_iter().rev() {
            chain = match test {
                None => body,
                Some(test) => Expr::If {
                    condition: Box::new(test),
                    then: Box::new(body),
                    otherwise: Box::new(chain),
                },
            };
        }
        Some(wrap(slot, value, chain))
    }

    pub(super) fn arm_test(&mut self, arm: &MatchArm, head: Slot) -> Option<ArmTest> {
        let value = Expr::Slot { slot: head };
        let test = self.test(arm.pattern, &value);
        let mut found = Vec::new();
        self.bindings(arm.pattern, value, &mut found);
        let bound = self.binding(found);
        let Some(guard) = arm.guard else { return Some((test, bound)) };
        let guard = self.expr(guard)?;
        let guard = bound
            .iter()
            .rev()
            .fold(guard, |guard, (slot, value)| wrap(*slot, value.clone(), guard));
        let test = match test {
            Some(test) => Expr::And { left: Box::new(test), right: Box::new(guard) },
            None => guard,
        };
        // The body's names get places of their own: a slot is bound once in a plan.
        let mut found = Vec::new();
        self.bindings(arm.pattern, Expr::Slot { slot: head }, &mut found);
        let bound = self.binding(found);
        Some((Some(test), bound))
    }

    pub(super) fn pure_for(&mut self, id: ExprId, each: &For) -> Option<Expr> {
        let list = self.expr(each.list)?;
        let (item, bound) = self.item(each.binder);
        let index = each.index.map(|index| self.bind(index));
        let around = |inner: Expr| {
            bound.iter().rev().fold(inner, |inner, (slot, value)| wrap(*slot, value.clone(), inner))
        };
        let filter = self.optional(each.filter)?.map(around);
        let body = around(self.expr(each.body)?);
        let Some(Use::For(policies)) = self.inference.uses.get(&id) else { return None };
        let skip_failed = policies.on_error == OnError::Skip;
        Some(Expr::For(Box::new(ForExpr { list, item, index, filter, skip_failed, body })))
    }

    /// A place for a loop's item, and the names that are taken out of it.
    pub(super) fn item(&mut self, binder: PatternId) -> (Slot, Vec<(Slot, Expr)>) {
        let body = self.body;
        if let PatternKind::Bind { local, .. } = body.pattern(binder).kind {
            return (self.bind(local), Vec::new());
        }
        let item = self.builder.slot();
        let mut found = Vec::new();
        self.bindings(binder, Expr::Slot { slot: item }, &mut found);
        (item, self.binding(found))
    }

    pub(super) fn pure_repeat(&mut self, id: ExprId, repeat: &Repeat) -> Option<Expr> {
        let Some(Use::Repeat(policies)) = self.inference.uses.get(&id) else { return None };
        let init = self.expr(repeat.init)?;
        let state = self.bind(repeat.state);
        let body = self.expr(repeat.body)?;
        let until = self.expr(repeat.until)?;
        let max = policies.max;
        Some(Expr::Repeat(Box::new(RepeatExpr { state, init, until, max, body })))
    }
}

enum Wrapper {
    Let(Slot, Expr),
    Ensure(Box<EnsureExpr>),
}

/// `let slot = value` around `body`.
pub(super) fn wrap(slot: Slot, value: Expr, body: Expr) -> Expr {
    Expr::Let { slot, value: Box::new(value), body: Box::new(body) }
}
