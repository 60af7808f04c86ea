//! What a template leads to, and by which way: what whoever permits it has to be shown.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    fmt,
};

use orchestra_diagnostics::Span;
use orchestra_ledger_model::UsedKind;
use orchestra_plan::node::SysOperation;

use crate::{
    callees::{Callee, callees},
    db::Package,
    diagnostics::Reporter,
    hir::Site,
    items::ItemId,
};

/// What the calls of templates end at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// An operation, by its full name: `acme.find`.
    Operation(String),
    /// What is built in.
    Sys(SysOperation),
}

/// How a template comes to call something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The template, those that it calls, and at last the one that calls the end; each calls the next.
    pub through: Vec<ItemId>,
    /// What the last of them calls.
    pub end: End,
    /// The template's own call with which the way begins.
    pub span: Span,
}

impl Way {
    /// The package whose source calls the end.
    #[must_use]
    pub fn package(&self, db: &dyn salsa::Database) -> Package {
        self.through.last().map_or(Package::Root, |it| it.file(db).path(db).package().clone())
    }

    /// The chain of calls by names, the end last.
    #[must_use]
    pub fn names(&self, db: &dyn salsa::Database) -> Vec<String> {
        let through = self.through.iter().map(|item| item.name(db).to_string());
        through.chain([self.end.to_string()]).collect()
    }
}

impl fmt::Display for End {
    /// As a `call` names it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(name) => f.write_str(name),
            Self::Sys(operation) => write!(f, "sys.{}", operation.name()),
        }
    }
}

/// The shortest way from `template` to each end, one for each package whose source calls it; in the
/// order of their lengths.
#[must_use]
pub fn ways(db: &dyn salsa::Database, template: ItemId) -> Vec<Way> {
    let reporter = Reporter::of_item(db, template);
    let mut found = Vec::new();
    let mut ends: HashSet<(Package, End)> = HashSet::new();
    // By whom each was come to first, and with which call of the template's own.
    let mut callers: HashMap<ItemId, Option<(ItemId, Site)>> = HashMap::from([(template, None)]);
    let mut layer = vec![template];
    while !layer.is_empty() {
        let mut below = Vec::new();
        for item in layer {
            for (at, callee) in callees(db, item) {
                let first = callers.get(&item).copied().flatten().map_or(at, |(_, first)| first);
                let end = match callee {
                    Callee::Ledger(UsedKind::Operation, name) => End::Operation(name),
                    Callee::Sys(operation) => End::Sys(operation),
                    Callee::Ledger(..) => continue,
                    Callee::Template(other) => {
                        if let Entry::Vacant(unseen) = callers.entry(other) {
                            unseen.insert(Some((item, first)));
                            below.push(other);
                        }
                        continue;
                    }
                };
                let package = item.file(db).path(db).package().clone();
                if ends.insert((package, end.clone())) {
                    let span = reporter.span(first);
                    found.push(Way { through: way_to(&callers, item), end, span });
                }
            }
        }
        layer = below;
    }
    found
}

/// The items by which `item` is come to, itself last.
fn way_to(callers: &HashMap<ItemId, Option<(ItemId, Site)>>, item: ItemId) -> Vec<ItemId> {
    let mut way = vec![item];
    let mut next = callers.get(&item).copied().flatten();
    while let Some((caller, _)) = next {
        way.push(caller);
        next = callers.get(&caller).copied().flatten();
    }
    way.reverse();
    way
}
