//! A call that asks again what has been answered.

use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_plan::node::SysOperation;

use super::{Finding, linted_item::LintedItem, same_value::same_value};
use crate::{
    diagnostics::Reporter,
    hir::{Call, ExprId, ExprKind, PatternKind, Root, Site, Statement},
    infer::{CallTarget, CallUse},
};

/// A call that asks again what has been answered: `duplicate-call`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DuplicateCall {
    /// The later target.
    at: Site,
    /// All of the later call.
    whole: Site,
    /// The earlier target.
    first: Site,
    /// As messages name it.
    callee: String,
    /// The name that the earlier answer has, where the later one would be the same.
    answer: Option<String>,
}

/// A call whose answer is known.
struct Answered {
    call: ExprId,
    name: Option<String>,
}

struct Search<'a, 'db> {
    item: &'a LintedItem<'db>,
    found: &'a mut Vec<Finding>,
    /// Calls above whose answers are known here.
    answered: Vec<Answered>,
}

impl DuplicateCall {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        let is_asking_twice = item.calls().nth(1).is_some();
        if let Root::Template { body, .. } = &item.body.root
            && is_asking_twice
        {
            Search { item, found, answered: Vec::new() }.visit(*body);
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("{} has been asked the same above", self.callee);
        let found = reporter
            .error(Code::DuplicateCall, self.at, message)
            .with_label(reporter.span(self.first), "this answer is known");
        match &self.answer {
            Some(name) => {
                found.with_suggestion(format!("read `{name}`"), reporter.span(self.whole), name)
            }
            None => found.with_help("read the first answer again: it is paid for"),
        }
    }
}

impl Search<'_, '_> {
    fn visit(&mut self, id: ExprId) {
        let body = &self.item.body;
        match body.expr(id) {
            ExprKind::Call(call) => self.call(id, call),
            ExprKind::Block(block) => {
                for statement in &block.statements {
                    match statement {
                        Statement::Let { binder, value, .. } => {
                            self.visit(*value);
                            if let PatternKind::Bind { local, .. } = &body.pattern(*binder).kind
                                && let Some(last) = self.answered.last_mut()
                                && last.call == *value
                            {
                                last.name = Some(body.local(*local).name.text.to_string());
                            }
                        }
                        Statement::Expr(value) => self.visit(*value),
                        Statement::Ensure { .. } => {}
                    }
                }
                block.value.iter().for_each(|value| self.visit(*value));
            }
            // What is asked in one branch, or for one item, isn't known outside.
            ExprKind::If { .. } | ExprKind::Match { .. } | ExprKind::Coalesce { .. } => {
                body.children(id, &mut |child| self.inside(child));
            }
            ExprKind::For(each) => {
                self.visit(each.list);
                if self.changes(each.body) {
                    self.answered.clear();
                }
                self.inside(each.body);
            }
            ExprKind::Repeat(repeat) => {
                self.visit(repeat.init);
                // It is there to ask again.
                self.answered.clear();
                self.inside(repeat.body);
            }
            _ => body.children(id, &mut |child| self.visit(child)),
        }
    }

    fn inside(&mut self, id: ExprId) {
        let known = self.answered.len();
        self.visit(id);
        self.answered.truncate(known);
    }

    fn call(&mut self, id: ExprId, call: &Call) {
        self.visit(call.arguments);
        let Some(meaning) = self.item.call_use(id) else { return };
        if self.is_change(meaning) {
            // What was answered before may be otherwise now.
            self.answered.clear();
        } else if is_question(self.item, meaning) {
            self.compare(id, call, meaning);
            self.answered.push(Answered { call: id, name: None });
        }
        if let Some(otherwise) = call.otherwise {
            let known = self.answered.pop().filter(|last| last.call == id);
            self.inside(otherwise);
            self.answered.extend(known);
        }
    }

    fn compare(&mut self, id: ExprId, call: &Call, meaning: &CallUse) {
        let body = &self.item.body;
        let same = self.answered.iter().find_map(|answered| {
            let ExprKind::Call(other) = body.expr(answered.call) else { return None };
            let earlier = self.item.call_use(answered.call)?;
            let is_same = asks_the_same(earlier, meaning)
                && same_value(body, call.arguments, other.arguments);
            is_same.then_some((answered, other))
        });
        let Some((answered, other)) = same else { return };
        let is_plain = |call: &Call| {
            call.otherwise.is_none() && call.into.is_none() && call.policies.is_empty()
        };
        let finding = DuplicateCall {
            at: call.target.at,
            whole: body.site(id),
            first: other.target.at,
            callee: meaning.name.clone(),
            answer: answered.name.clone().filter(|_| is_plain(call) && is_plain(other)),
        };
        self.found.push(finding.into());
    }

    /// Whether something in `id` may make an earlier answer stale.
    fn changes(&self, id: ExprId) -> bool {
        let own = self.item.call_use(id).is_some_and(|meaning| self.is_change(meaning));
        let mut any = own;
        self.item.body.children(id, &mut |child| any = any || self.changes(child));
        any
    }

    fn is_change(&self, meaning: &CallUse) -> bool {
        let waits_or_hides = match &meaning.target {
            CallTarget::Template(_) => true,
            CallTarget::Sys(operation) => {
                !matches!(operation, SysOperation::Now | SysOperation::Uuid | SysOperation::Random)
            }
            _ => false,
        };
        waits_or_hides || self.item.writes(meaning)
    }
}

/// Whether two calls ask the same of the same. A capability is asked of the providers of its route, in
/// their order; what several of them agree on is another answer than that of the first.
fn asks_the_same(a: &CallUse, b: &CallUse) -> bool {
    let asks_one = |it: &CallUse| it.policies.quorum.is_none();
    a.target == b.target && a.name == b.name && asks_one(a) && asks_one(b)
}

/// Whether a call asks what has one answer: text that a model writes differs each time.
fn is_question(item: &LintedItem<'_>, meaning: &CallUse) -> bool {
    let ledger = item.project.ledger(item.db);
    match &meaning.target {
        CallTarget::Operation { slug, operation } => {
            item.operation(slug, operation).is_some_and(|it| it.generates_text.is_none())
        }
        CallTarget::Capability { .. } => {
            ledger.capability(&meaning.name).is_some_and(|it| it.generates_text.is_none())
        }
        CallTarget::Template(_) | CallTarget::Sys(_) => false,
    }
}
