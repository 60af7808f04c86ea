//! Who can provide what: the project's own providers before shipped ones of the same pair.

use std::{collections::BTreeMap, sync::Arc};

use super::scope;
use crate::{
    db::{Package, Project, SourceFile},
    diagnostics::{Fact, ProviderTwice},
    items::{ItemId, items},
};

/// Providers of a project, for all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ProviderIndex {
    /// By capability; of each subnet and operation one.
    by_capability: BTreeMap<Arc<str>, Vec<ItemId>>,
    /// All of them, sorted.
    pairs: Vec<Pair>,
    /// A pair that a package provides twice: the later item, the earlier one.
    twice: Vec<(ItemId, ItemId)>,
}

/// What a package provides once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    capability: Arc<str>,
    slug: Arc<str>,
    operation: Arc<str>,
}

/// The providers of `capability`, `search.web`.
#[must_use]
pub fn providers(db: &dyn salsa::Database, capability: &str) -> Vec<ItemId> {
    let project = Project::get(db);
    provider_index(db, project).by_capability.get(capability).cloned().unwrap_or_default()
}

/// Every capability with an operation that answers for it, by full names, sorted; what can't be
/// called any more is left out.
#[must_use]
pub fn provided(db: &dyn salsa::Database, project: Project) -> Vec<(String, String)> {
    let ledger = project.ledger(db);
    let callable = |slug: &str, operation: &str| {
        let subnet = ledger.subnet(slug).filter(|subnet| !subnet.is_gone());
        let listed = subnet.and_then(|subnet| subnet.operations.get(operation));
        listed.is_some_and(|it| it.deprecated.as_ref().is_none_or(|why| !why.withdrawn))
    };
    let index = provider_index(db, project);
    let pairs = index.pairs.iter().filter(|pair| callable(&pair.slug, &pair.operation));
    pairs.map(|it| (it.capability.to_string(), format!("{}.{}", it.slug, it.operation))).collect()
}

/// Providers of `file` whose pair the package has already.
pub(crate) fn provider_facts(db: &dyn salsa::Database, file: SourceFile) -> Vec<Fact> {
    let project = Project::get(db);
    let index = provider_index(db, project);
    let here = index.twice.iter().filter(|(later, _)| later.file(db) == file);
    here.map(|(item, first)| Fact::ProviderTwice(ProviderTwice { item: *item, first: *first }))
        .collect()
}

#[salsa::tracked(returns(clone))]
fn provider_index(db: &dyn salsa::Database, project: Project) -> Arc<ProviderIndex> {
    let mut index = ProviderIndex::default();
    let mut pairs: BTreeMap<Pair, ItemId> = BTreeMap::new();
    // Files are in order of their paths, the project's own before shipped ones.
    for (path, file) in project.files(db).iter() {
        let declared = items(db, *file);
        for declared in declared.declared() {
            let Some(provides) = &declared.provides else { continue };
            let Some(slug) = scope(db, *file).subnet(&provides.subnet) else { continue };
            let capability = Arc::clone(&provides.capability);
            let operation = Arc::clone(&provides.operation);
            let pair = Pair { capability: Arc::clone(&capability), slug, operation };
            if let Some(first) = pairs.get(&pair) {
                let of_root = first.file(db).path(db).package() == Package::Root;
                if !of_root || path.package() == Package::Root {
                    index.twice.push((declared.id, *first));
                }
                continue;
            }
            pairs.insert(pair, declared.id);
            index.by_capability.entry(capability).or_default().push(declared.id);
        }
    }
    index.pairs = pairs.into_keys().collect();
    Arc::new(index)
}
