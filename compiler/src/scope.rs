//! What names mean in a file: its items and what it imports, and beside them subnets and families.
//!
//! A name that can't be found where it is imported from is reported there, once, and is *broken*
//! from then on: whoever reads it keeps silent.

mod collect;
mod modules;
mod providers;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    db::SourceFile,
    diagnostics::Fact,
    items::{ItemId, ItemKind},
};

pub use modules::{imported_files, module_of_use, name_of_module, visible_modules};
pub(crate) use providers::{importable_providers, may_provide, provider_facts};
pub use providers::{provided, providers};

/// What names mean in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Items and imported names.
    names: FxHashMap<Arc<str>, ItemId>,
    /// Slugs, by the name that the file gives them.
    subnets: FxHashMap<Arc<str>, Arc<str>>,
    families: FxHashSet<Arc<str>>,
    /// Names that were asked for and can't be had.
    broken: FxHashSet<Arc<str>>,
    facts: Vec<Fact>,
}

/// What names mean in `file`.
#[salsa::tracked]
pub fn scope(db: &dyn salsa::Database, file: SourceFile) -> Scope {
    collect::collect(db, file)
}

impl Scope {
    /// The item called `name`, of this file or imported.
    #[must_use]
    pub fn item(&self, name: &str) -> Option<ItemId> {
        self.names.get(name).copied()
    }

    /// What the file calls `item`; the first of several names.
    #[must_use]
    pub fn name_of(&self, item: ItemId) -> Option<&str> {
        let named = self.names.iter().filter(|(_, known)| **known == item);
        named.map(|(name, _)| &**name).min()
    }

    /// The slug of the subnet called `name`.
    #[must_use]
    pub fn subnet(&self, name: &str) -> Option<Arc<str>> {
        self.subnets.get(name).cloned()
    }

    /// Whether the file uses the family `name`.
    #[must_use]
    pub fn family(&self, name: &str) -> bool {
        self.families.contains(name)
    }

    /// Whether `name` was asked for and can't be had, which has been reported.
    #[must_use]
    pub fn is_broken(&self, name: &str) -> bool {
        self.broken.contains(name)
    }

    /// What the first word of a target may be, sorted.
    #[must_use]
    pub fn target_names(&self) -> Vec<String> {
        let mut names = self.subnet_names();
        names.extend(self.families.iter().map(ToString::to_string));
        names.push("sys".to_owned());
        names.sort();
        names
    }

    /// The file's names of subnets, sorted.
    #[must_use]
    pub fn subnet_names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.subnets.keys().map(ToString::to_string).collect();
        names.sort();
        names
    }

    /// The families that the file uses, sorted.
    #[must_use]
    pub fn family_names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.families.iter().map(ToString::to_string).collect();
        names.sort();
        names
    }

    /// The names of items of the file and imported, with what they mean, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<(Arc<str>, ItemId)> {
        let mut names: Vec<_> =
            self.names.iter().map(|(name, item)| (Arc::clone(name), *item)).collect();
        names.sort_by(|a, b| a.0.cmp(&b.0));
        names
    }

    /// The names of items of these kinds, sorted.
    #[must_use]
    pub fn names_of(&self, db: &dyn salsa::Database, kinds: &[ItemKind]) -> Vec<String> {
        let meant = self.names.iter().filter(|(_, item)| kinds.contains(&item.kind(db)));
        let mut names: Vec<_> = meant.map(|(name, _)| name.to_string()).collect();
        names.sort();
        names
    }

    /// What is wrong with the file's uses and names; sites are the file's.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }
}
