//! What an item calls by itself.

use orchestra_ledger_model::UsedKind;
use orchestra_plan::node::SysOperation;

use crate::{
    hir::{ExprId, ExprKind, Root, Site, Target, lower::body},
    infer::{CallTarget, Use, infer},
    items::ItemId,
    scope::{Scope, scope},
};

/// What can be called.
pub(crate) enum Callee {
    /// An operation or capability.
    Ledger(UsedKind, String),
    /// A template.
    Template(ItemId),
    /// What is built in.
    Sys(SysOperation),
}

/// What an item calls, and where.
pub(crate) fn callees(db: &dyn salsa::Database, item: ItemId) -> Vec<(Site, Callee)> {
    let scope = scope(db, item.file(db));
    let (body, inference) = (body(db, item), infer(db, item));
    let mut callees = Vec::new();
    let listed = |target: &Target| {
        let (kind, name) = named(scope, target)?;
        Some((target.at, Callee::Ledger(kind, name)))
    };
    if let Root::Provide { capability, operation, .. } = &body.root {
        callees.extend(listed(capability));
        callees.extend(listed(operation));
    }
    for (index, expr) in (0_u32..).zip(&body.exprs) {
        let ExprKind::Call(call) = &expr.kind else { continue };
        callees.extend(listed(&call.target));
        let Some(Use::Call(meaning)) = inference.uses.get(&ExprId(index)) else { continue };
        let at = call.target.at;
        match &meaning.target {
            CallTarget::Capability { providers } => {
                let full = providers.iter().map(|it| format!("{}.{}", it.slug, it.operation));
                let asked = full.map(|name| (at, Callee::Ledger(UsedKind::Operation, name)));
                callees.extend(asked);
            }
            CallTarget::Template(template) => callees.push((at, Callee::Template(*template))),
            CallTarget::Sys(operation) => callees.push((at, Callee::Sys(*operation))),
            CallTarget::Operation { .. } => {}
        }
    }
    callees
}

/// The full name that a target stands for; none of a template and of `sys`.
fn named(scope: &Scope, target: &Target) -> Option<(UsedKind, String)> {
    let (first, second) = (&target.first.text, &target.second.as_ref()?.text);
    if &**first == "sys" {
        return None;
    }
    if scope.family(first) {
        return Some((UsedKind::Capability, format!("{first}.{second}")));
    }
    let slug = scope.subnet(first).unwrap_or_else(|| first.clone());
    Some((UsedKind::Operation, format!("{slug}.{second}")))
}
