//! What of the Ledger a file calls, and where: what a lock has to keep, and where it is told that
//! what was locked has changed.
//!
//! Of the file's own package each file is asked by itself. Templates of others are followed, since
//! their call is all that the package has of them.

use std::collections::{BTreeSet, HashSet};

use orchestra_diagnostics::Span;
use orchestra_ledger_model::UsedKind;

use crate::{
    callees::{Callee, callees},
    db::SourceFile,
    diagnostics::Reporter,
    items::{ItemId, items},
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
    let path = file.path(db);
    let mut uses = Vec::new();
    for declared in items(db, file).declared() {
        let reporter = Reporter::of_item(db, declared.id);
        for (at, callee) in callees(db, declared.id) {
            let span = reporter.span(at);
            match callee {
                Callee::Ledger(kind, name) => {
                    uses.push(LedgerUse { span, kind, name, through: None });
                }
                Callee::Template(item) if item.file(db).path(db).package() != path.package() => {
                    let through = Some(item.name(db).to_string());
                    let used =
                        |(kind, name)| LedgerUse { span, kind, name, through: through.clone() };
                    uses.extend(reached(db, item).into_iter().map(used));
                }
                Callee::Template(_) | Callee::Sys(_) => {}
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
                Callee::Template(_) | Callee::Sys(_) => {}
            }
        }
    }
    found
}
