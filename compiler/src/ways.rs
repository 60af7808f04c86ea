//! What a template leads to, and by which way: what whoever permits it has to be shown.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use orchestra_ledger_model::UsedKind;
use orchestra_plan::node::SysOperation;

use crate::{
    callees::{Callee, callees},
    db::Package,
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
}

/// The shortest way from `template` to each end, one for each package whose source calls it; in the
/// order of their lengths.
#[must_use]
pub fn ways(db: &dyn salsa::Database, template: ItemId) -> Vec<Way> {
    let mut found = Vec::new();
    let mut ends: HashSet<(Package, End)> = HashSet::new();
    let mut callers: HashMap<ItemId, Option<ItemId>> = HashMap::from([(template, None)]);
    let mut layer = vec![template];
    while !layer.is_empty() {
        let mut below = Vec::new();
        for item in layer {
            for (_, callee) in callees(db, item) {
                let end = match callee {
                    Callee::Ledger(UsedKind::Operation, name) => End::Operation(name),
                    Callee::Sys(operation) => End::Sys(operation),
                    Callee::Ledger(..) => continue,
                    Callee::Template(other) => {
                        if let Entry::Vacant(unseen) = callers.entry(other) {
                            unseen.insert(Some(item));
                            below.push(other);
                        }
                        continue;
                    }
                };
                let package = item.file(db).path(db).package().clone();
                if ends.insert((package, end.clone())) {
                    found.push(Way { through: way_to(&callers, item), end });
                }
            }
        }
        layer = below;
    }
    found
}

/// The items by which `item` is come to, itself last.
fn way_to(callers: &HashMap<ItemId, Option<ItemId>>, item: ItemId) -> Vec<ItemId> {
    let mut way = vec![item];
    let mut next = callers.get(&item).copied().flatten();
    while let Some(caller) = next {
        way.push(caller);
        next = callers.get(&caller).copied().flatten();
    }
    way.reverse();
    way
}
