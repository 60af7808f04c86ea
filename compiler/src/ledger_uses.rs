//! What of the Ledger a file calls, and where: what a lock has to keep, and where it is told that
//! what was locked has changed.
//!
//! Of the file's own package each file is asked by itself. Templates of others are followed, since
//! their call is all that the package has of them.

use std::collections::{BTreeSet, HashSet};

use orchestra_diagnostics::Span;
use orchestra_ledger_model::UsedKind;

use crate::{
    db::SourceFile,
    diagnostics::Reporter,
    hir::{ExprId, ExprKind, Root, Site, Target, lower::body},
    infer::{CallTarget, Use, infer},
    items::{ItemId, items},
    scope::{Scope, scope},
};

/// One operation or capability that a file calls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerUse {
    /// Where it is named, or the capability or template by which it is reached.
    pub span: Span,
    /// Which of the two it is.
    pub kind: UsedKind,
    /// Its full name in the Ledger: `desearch.web_search`.
    pub name: String,
    /// The template of another package that is called there, and calls it.
    pub through: Option<String>,
}

/// All that `file` calls of the Ledger, in the order of the text: what it names, of a capability the
/// operations that may be asked, and what templates of other packages call. What the Ledger lacks is
/// among them.
pub fn ledger_uses(db: &dyn salsa::Database, file: SourceFile) -> Vec<LedgerUse> {
    let package = file.path(db).package();
    let mut uses = Vec::new();
    for declared in items(db, file).declared() {
        let reporter = Reporter::of_item(db, declared.id);
        for (at, callee) in callees(db, declared.id) {
            let span = reporter.span(at);
            match callee {
                Callee::Ledger(kind, name) => {
                    uses.push(LedgerUse { span, kind, name, through: None });
                }
                Callee::Template(item) if item.file(db).path(db).package() != package => {
                    let through = Some(item.name(db).to_string());
                    let used =
                        |(kind, name)| LedgerUse { span, kind, name, through: through.clone() };
                    uses.extend(reached(db, item).into_iter().map(used));
                }
                Callee::Template(_) => {}
            }
        }
    }
    uses.sort();
    uses.dedup();
    uses
}

/// What a template calls of the Ledger, by itself and by the templates that it calls.
fn reached(db: &dyn salsa::Database, template: ItemId) -> BTreeSet<(UsedKind, String)> {
    let (mut found, mut seen) = (BTreeSet::new(), HashSet::from([template]));
    let mut waiting = vec![template];
    while let Some(item) = waiting.pop() {
        for (_, callee) in callees(db, item) {
            match callee {
                Callee::Ledger(kind, name) => drop(found.insert((kind, name))),
                Callee::Template(other) if seen.insert(other) => waiting.push(other),
                Callee::Template(_) => {}
            }
        }
    }
    found
}

/// What can be called.
enum Callee {
    /// An operation or capability.
    Ledger(UsedKind, String),
    /// A template.
    Template(ItemId),
}

/// What an item calls, and where.
fn callees(db: &dyn salsa::Database, item: ItemId) -> Vec<(Site, Callee)> {
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
            CallTarget::Operation { .. } | CallTarget::Sys(_) => {}
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
