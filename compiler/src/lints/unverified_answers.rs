//! Where answers go: which values depend on an answer that nothing has checked.
//!
//! The body is followed once, in the order of the text. What depends on an answer is told by its
//! call; an `ensure` about any such value checks the answer from there on in its block, a `verify`
//! everywhere, `sys.approve` all answers above. What is decided by an answer, in an `if` or a
//! `match`, doesn't depend on it: only values do.

use std::collections::BTreeSet;

use super::{linted_item::LintedItem, unverified_write::UnverifiedWrite};
use crate::{
    hir::{Call, ExprId, ExprKind, LocalId, Root, Statement},
    infer::CallTarget,
    items::ItemId,
    recursion::recursive,
};

/// Calls whose answers a value depends on.
type Sources = BTreeSet<ExprId>;

/// What was learnt of a body.
pub(super) struct Answers<'a, 'db> {
    item: &'a LintedItem<'db>,
    /// By bound name: what it depends on.
    locals: Vec<Sources>,
    /// Calls whose answers have been checked; in the order in which they were.
    checked: Vec<ExprId>,
    /// Calls met so far.
    asked: Vec<ExprId>,
    /// Arguments of writes that depend on what hasn't been checked.
    pub(super) writes: Vec<UnverifiedWrite>,
}

/// Whether the result of `template` depends on an answer that nothing in it has checked.
#[salsa::tracked(returns(copy))]
fn answers_unverified(db: &dyn salsa::Database, template: ItemId) -> bool {
    if recursive(db, template) {
        return false;
    }
    let item = LintedItem::new(db, template);
    let Root::Template { body, .. } = &item.body.root else { return false };
    let mut answers = Answers::new(&item);
    !answers.value(*body).is_empty()
}

impl<'a, 'db> Answers<'a, 'db> {
    fn new(item: &'a LintedItem<'db>) -> Self {
        let locals = vec![Sources::new(); item.body.locals.len()];
        Self { item, locals, checked: Vec::new(), asked: Vec::new(), writes: Vec::new() }
    }

    /// Follows the answers in the body of a template.
    pub(super) fn follow(item: &'a LintedItem<'db>, body: ExprId) -> Self {
        let mut answers = Self::new(item);
        answers.value(body);
        answers
    }

    /// What the value of `id` depends on, as far as it isn't checked here.
    fn value(&mut self, id: ExprId) -> Sources {
        let body = &self.item.body;
        let mut found = Sources::new();
        match body.expr(id) {
            ExprKind::Local(local) => found.clone_from(&self.locals[local.0 as usize]),
            ExprKind::Call(call) => found = self.call(id, call),
            ExprKind::Block(_) => found = self.block(id),
            ExprKind::If { branches, otherwise } => {
                for branch in branches {
                    found.extend(self.value(branch.body));
                }
                if let Some(otherwise) = otherwise {
                    found.extend(self.value(*otherwise));
                }
            }
            ExprKind::Match { head, arms, .. } => {
                let of_head = self.value(*head);
                for arm in arms {
                    self.bind(arm.pattern, &of_head);
                    found.extend(self.value(arm.body));
                }
            }
            ExprKind::For(each) => {
                let of_list = self.value(each.list);
                self.bind(each.binder, &of_list);
                found = self.value(each.body);
            }
            ExprKind::Repeat(repeat) => {
                let of_init = self.value(repeat.init);
                self.depend(repeat.state, of_init.clone());
                found = self.value(repeat.body);
                found.extend(of_init);
            }
            _ => body.children(id, &mut |child| found.extend(self.value(child))),
        }
        found.retain(|call| !self.checked.contains(call));
        found
    }

    fn block(&mut self, id: ExprId) -> Sources {
        let body = &self.item.body;
        let ExprKind::Block(block) = body.expr(id) else { return Sources::new() };
        let checked = self.checked.len();
        for statement in &block.statements {
            match statement {
                Statement::Let { binder, value, .. } => {
                    let of_value = self.value(*value);
                    self.bind(*binder, &of_value);
                }
                Statement::Ensure { condition, .. } => {
                    let about = self.value(*condition);
                    self.checked.extend(about);
                }
                Statement::Expr(value) => drop(self.value(*value)),
            }
        }
        let found = block.value.map(|value| self.value(value)).unwrap_or_default();
        self.checked.truncate(checked);
        found
    }

    fn bind(&mut self, pattern: crate::hir::PatternId, sources: &Sources) {
        let body = &self.item.body;
        body.bound(pattern, &mut |local| self.depend(local, sources.clone()));
    }

    fn depend(&mut self, local: LocalId, sources: Sources) {
        self.locals[local.0 as usize] = sources;
    }

    fn call(&mut self, id: ExprId, call: &Call) -> Sources {
        let of_arguments = self.arguments(id, call);
        let is_approval = &*call.target.first.text == "sys"
            && call.target.second.as_ref().is_some_and(|name| &*name.text == "approve");
        if is_approval {
            self.checked.extend(self.asked.iter().copied());
        }
        let mut found = Sources::new();
        if let Some(meaning) = self.item.call_use(id) {
            let is_answer = match &meaning.target {
                CallTarget::Operation { .. } | CallTarget::Capability { .. } => {
                    meaning.policies.verify.is_none()
                }
                CallTarget::Template(template) => {
                    // It may hand on what it was given.
                    found.extend(of_arguments);
                    answers_unverified(self.item.db, *template)
                }
                CallTarget::Sys(_) => false,
            };
            if is_answer {
                self.asked.push(id);
                found.insert(id);
            }
        }
        if let Some(otherwise) = call.otherwise {
            found.extend(self.value(otherwise));
        }
        found
    }

    /// What the arguments of a call depend on; those of a write that depend on anything are noted.
    fn arguments(&mut self, id: ExprId, call: &Call) -> Sources {
        let writes = self.item.call_use(id).is_some_and(|meaning| self.item.writes(meaning));
        let mut all = Sources::new();
        let mut arguments = Vec::new();
        self.item.body.children(call.arguments, &mut |argument| arguments.push(argument));
        for argument in arguments {
            let found = self.value(argument);
            if let Some(source) = found.first().filter(|_| writes) {
                self.note(id, argument, *source);
            }
            all.extend(found);
        }
        all
    }

    fn note(&mut self, write: ExprId, argument: ExprId, source: ExprId) {
        let (Some(writer), Some(asked)) = (self.item.call_use(write), self.item.call_use(source))
        else {
            return;
        };
        let ExprKind::Call(call) = self.item.body.expr(source) else { return };
        self.writes.push(UnverifiedWrite {
            at: self.item.body.site(argument),
            callee: writer.name.clone(),
            source: asked.name.clone(),
            asked_at: call.target.at,
        });
    }
}
