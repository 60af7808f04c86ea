//! Who can provide what.
//!
//! A package's calls are answered by its own providers, then by those that it imports from the
//! packages that it needs, then by shipped ones; of one pair the first counts. What a dependency
//! provides answers nobody who hasn't imported it. Shipped templates are answered as the root is, on
//! whose behalf they are run.

use std::{collections::BTreeMap, sync::Arc};

use rustc_hash::FxHashSet;

use super::{module_of_use, scope, visible_modules};
use crate::{
    db::{ModulePath, Package, Project, SourceFile},
    diagnostics::{Fact, ProviderTwice, ProvidersClash},
    hir::Site,
    items::{Entry, ItemId, items},
};

/// The providers of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ProviderIndex {
    /// Who answers the calls of a package; those of the standard library are answered as the root's.
    serving: BTreeMap<Package, Serving>,
    /// A pair that a package provides twice: the later item, the earlier one.
    twice: Vec<(ItemId, ItemId)>,
    /// Pairs that a package imports twice.
    clashes: Vec<Clash>,
}

/// Who answers the calls of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Serving {
    /// By capability, in the order in which they count; of each subnet and operation one.
    by_capability: BTreeMap<Arc<str>, Vec<(Pair, ItemId)>>,
    /// All of them.
    pairs: BTreeMap<Pair, ItemId>,
}

/// A pair that is imported where another provider of it has been imported already.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Clash {
    file: SourceFile,
    /// The word `provide`.
    at: Site,
    item: ItemId,
    first: ItemId,
}

/// What a package provides once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    capability: Arc<str>,
    slug: Arc<str>,
    operation: Arc<str>,
}

/// The providers of `capability`, `search.web`, that answer calls of `package`.
#[must_use]
pub fn providers(db: &dyn salsa::Database, package: &Package, capability: &str) -> Vec<ItemId> {
    let index = provider_index(db, Project::get(db));
    let serving = index.serving_of(package);
    let found = serving.and_then(|it| it.by_capability.get(capability));
    found.into_iter().flatten().map(|(_, item)| *item).collect()
}

/// Every capability with an operation that answers for it in the root package, by full names,
/// sorted; what can't be called any more is left out.
#[must_use]
pub fn provided(db: &dyn salsa::Database, project: Project) -> Vec<(String, String)> {
    let ledger = project.ledger(db);
    let callable = |slug: &str, operation: &str| {
        let subnet = ledger.subnet(slug).filter(|subnet| !subnet.is_gone());
        let listed = subnet.and_then(|subnet| subnet.operations.get(operation));
        listed.is_some_and(|it| it.deprecated.as_ref().is_none_or(|why| !why.withdrawn))
    };
    let index = provider_index(db, project);
    let pairs = index.serving_of(&Package::Root).into_iter().flat_map(|it| it.pairs.keys());
    let pairs = pairs.filter(|pair| callable(&pair.slug, &pair.operation));
    pairs.map(|it| (it.capability.to_string(), format!("{}.{}", it.slug, it.operation))).collect()
}

/// Providers of `file` whose pair the package has already, and those that it imports beside others.
pub(crate) fn provider_facts(db: &dyn salsa::Database, file: SourceFile) -> Vec<Fact> {
    let project = Project::get(db);
    let index = provider_index(db, project);
    let here = index.twice.iter().filter(|(later, _)| later.file(db) == file);
    let twice =
        here.map(|(item, first)| Fact::ProviderTwice(ProviderTwice { item: *item, first: *first }));
    let clashes = index.clashes.iter().filter(|clash| clash.file == file);
    let clashes = clashes.map(|it| {
        Fact::ProvidersClash(ProvidersClash { at: it.at, item: it.item, first: it.first })
    });
    twice.chain(clashes).collect()
}

/// The modules of other packages from which `file` could import a provider of `capability`, as `use`
/// names them; shipped ones aside, which needn't be imported.
pub(crate) fn importable_providers(
    db: &dyn salsa::Database,
    file: SourceFile,
    capability: &str,
) -> Vec<String> {
    let here = file.path(db);
    let modules = visible_modules(db, file).into_iter().filter(|(_, module)| {
        let path = module.path(db);
        path.package().is_dependency()
            && path.package() != here.package()
            && provided_in(db, *module).iter().any(|(pair, _)| *pair.capability == *capability)
    });
    modules.map(|(name, _)| name).collect()
}

/// Whether a module may hold providers: of the shipped ones, those in `providers/` alone.
pub(crate) fn may_provide(path: &ModulePath) -> bool {
    !path.package().is_std() || path.path().starts_with("providers/")
}

#[salsa::tracked(returns(clone))]
fn provider_index(db: &dyn salsa::Database, project: Project) -> Arc<ProviderIndex> {
    let mut index = ProviderIndex::default();
    // Files are in order of their paths, and so package by package.
    for (path, file) in project.files(db).iter().filter(|(path, _)| may_provide(path)) {
        for (pair, item) in provided_in(db, *file) {
            let own = index.serving.entry(path.package().clone()).or_default();
            if let Some(first) = own.add(pair, item) {
                index.twice.push((item, first));
            }
        }
    }
    let shipped = index.serving.remove(&Package::Std).unwrap_or_default();
    index.import(db, project);
    // Whoever has none is answered by shipped ones alone, and isn't listed.
    index.serving.entry(Package::Root).or_default();
    for serving in index.serving.values_mut() {
        for (pair, item) in shipped.by_capability.values().flatten() {
            serving.add(pair.clone(), *item);
        }
    }
    index.serving.insert(Package::Std, shipped);
    Arc::new(index)
}

/// The providers that `file` declares, of subnets that it uses.
fn provided_in(db: &dyn salsa::Database, file: SourceFile) -> Vec<(Pair, ItemId)> {
    let declared = items(db, file);
    let provided = declared.declared().filter_map(|declared| {
        let provides = declared.provides.as_ref()?;
        let slug = scope(db, file).subnet(&provides.subnet)?;
        let capability = Arc::clone(&provides.capability);
        let pair = Pair { capability, slug, operation: Arc::clone(&provides.operation) };
        Some((pair, declared.id))
    });
    provided.collect()
}

impl Serving {
    /// Adds a provider, unless there is one of its pair, which is returned.
    fn add(&mut self, pair: Pair, item: ItemId) -> Option<ItemId> {
        if let Some(first) = self.pairs.get(&pair) {
            return Some(*first);
        }
        let of_capability = self.by_capability.entry(Arc::clone(&pair.capability)).or_default();
        of_capability.push((pair.clone(), item));
        self.pairs.insert(pair, item);
        None
    }
}

impl ProviderIndex {
    /// Who answers the calls of `package`.
    fn serving_of(&self, package: &Package) -> Option<&Serving> {
        match package {
            Package::Std => self.serving.get(&Package::Root),
            _ => self.serving.get(package).or_else(|| self.serving.get(&Package::Std)),
        }
    }

    /// Adds to each package what it imports of others.
    fn import(&mut self, db: &dyn salsa::Database, project: Project) {
        let mut imported: FxHashSet<(Package, ItemId)> = FxHashSet::default();
        for (path, file) in project.files(db).iter().filter(|(path, _)| !path.package().is_std()) {
            for entry in &items(db, *file).entries {
                let Entry::Module(module) = entry else { continue };
                let Some(at) = module.providers else { continue };
                let Some(used) = module_of_use(db, *file, &module.source) else { continue };
                if !used.path(db).package().is_dependency()
                    || used.path(db).package() == path.package()
                {
                    continue;
                }
                for (pair, item) in provided_in(db, used) {
                    let serving = self.serving.entry(path.package().clone()).or_default();
                    match serving.add(pair, item) {
                        None => drop(imported.insert((path.package().clone(), item))),
                        // The package's own wins, and what is imported twice is the same.
                        Some(first) if first == item => {}
                        Some(first) if imported.contains(&(path.package().clone(), first)) => {
                            self.clashes.push(Clash { file: *file, at, item, first });
                        }
                        Some(_) => {}
                    }
                }
            }
        }
    }
}
