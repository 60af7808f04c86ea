//! What of the Ledger a file calls, and where: what a lock has to keep, and where it is told that
//! what was locked has changed.

use orchestra_diagnostics::Span;
use orchestra_ledger_model::UsedKind;

use crate::{
    db::SourceFile,
    diagnostics::Reporter,
    hir::{ExprKind, Root, Target, lower::body},
    infer::{CallTarget, Use, infer},
    items::items,
    scope::{Scope, scope},
};

/// One operation or capability that a file calls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerUse {
    /// Where it is named, or the capability by which it is reached.
    pub span: Span,
    /// Which of the two it is.
    pub kind: UsedKind,
    /// Its full name in the Ledger: `desearch.web_search`.
    pub name: String,
}

/// All that `file` calls of the Ledger, in the order of the text: what it names, and of a
/// capability the operations that may be asked. What the Ledger lacks is among them.
pub fn ledger_uses(db: &dyn salsa::Database, file: SourceFile) -> Vec<LedgerUse> {
    let scope = scope(db, file);
    let mut uses = Vec::new();
    for declared in items(db, file).declared() {
        let (body, inference) = (body(db, declared.id), infer(db, declared.id));
        let reporter = Reporter::of_item(db, declared.id);
        let mut add = |target: &Target, kind, name| {
            uses.push(LedgerUse { span: reporter.span(target.at), kind, name });
        };
        for (index, expr) in (0_u32..).zip(&body.exprs) {
            let ExprKind::Call(call) = &expr.kind else { continue };
            if let Some((kind, name)) = named(scope, &call.target) {
                add(&call.target, kind, name);
            }
            if let Some(Use::Call(meaning)) = inference.uses.get(&crate::hir::ExprId(index))
                && let CallTarget::Capability { providers } = &meaning.target
            {
                for provider in providers {
                    let name = format!("{}.{}", provider.slug, provider.operation);
                    add(&call.target, UsedKind::Operation, name);
                }
            }
        }
        if let Root::Provide { capability, operation, .. } = &body.root {
            for target in [capability, operation] {
                if let Some((kind, name)) = named(scope, target) {
                    add(target, kind, name);
                }
            }
        }
    }
    uses.sort();
    uses.dedup();
    uses
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
