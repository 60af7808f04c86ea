//! From what a file declares to what its names mean.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    Scope,
    modules::{Resolved, resolve},
};
use crate::{
    db::{Project, SourceFile, problems},
    diagnostics::{
        Fact, NameTaken, NameTwice, NotExported, PrivateImport, UnknownModule, UnlistedFamily,
        UnlistedSubnet,
    },
    hir::{Name, Site},
    items::{Alias, Entry, ItemId, ItemKind, ModuleUse, items},
};

/// Names of targets that the language has itself.
const TAKEN: [&str; 2] = ["std", "sys"];

pub(super) fn collect(db: &dyn salsa::Database, file: SourceFile) -> Scope {
    let project = Project::get(db);
    let mut collector = Collector {
        db,
        project,
        file,
        scope: Scope::default(),
        names: FxHashMap::default(),
        targets: FxHashMap::default(),
        tests: FxHashMap::default(),
    };
    for entry in &items(db, file).entries {
        match entry {
            Entry::Subnets(aliases) => aliases.iter().for_each(|alias| collector.subnet(alias)),
            Entry::Families(names) => names.iter().for_each(|name| collector.family(name)),
            Entry::Module(module) => collector.module(module),
            Entry::Item(declared) if declared.kind.is_named() => {
                collector.declare(&declared.name, Some(declared.id));
            }
            Entry::Item(declared) if declared.kind == ItemKind::Test => {
                collector.test(&declared.name);
            }
            Entry::Item(_) => {}
        }
    }
    collector.scope
}

struct Collector<'db> {
    db: &'db dyn salsa::Database,
    project: Project,
    file: SourceFile,
    scope: Scope,
    /// Where each name was first declared.
    names: FxHashMap<Arc<str>, Site>,
    /// Likewise of subnets and families.
    targets: FxHashMap<Arc<str>, Site>,
    /// Likewise of tests, by their titles. One without a title is reported already.
    tests: FxHashMap<Arc<str>, Site>,
}

impl Collector<'_> {
    /// A name of the file; without an item it is broken. Of two the first holds.
    fn declare(&mut self, name: &Name, item: Option<ItemId>) {
        if let Some(first) = self.names.get(&name.text) {
            let first = *first;
            return self.twice(name, first);
        }
        self.names.insert(Arc::clone(&name.text), name.at);
        match item {
            Some(item) => {
                self.scope.names.insert(Arc::clone(&name.text), item);
            }
            None => {
                self.scope.broken.insert(Arc::clone(&name.text));
            }
        }
    }

    fn test(&mut self, title: &Name) {
        let first = *self.tests.entry(Arc::clone(&title.text)).or_insert(title.at);
        if first != title.at && !title.text.is_empty() {
            let (at, name) = (title.at, title.text.to_string());
            let fact = NameTwice { at, name, kind: "test", first };
            self.scope.facts.push(Fact::NameTwice(fact));
        }
    }

    fn twice(&mut self, name: &Name, first: Site) {
        let fact = NameTwice { at: name.at, name: name.text.to_string(), kind: "name", first };
        self.scope.facts.push(Fact::NameTwice(fact));
    }

    /// Whether `name` is free for a subnet or family; reported where it isn't.
    fn is_free(&mut self, name: &Name) -> bool {
        if TAKEN.contains(&&*name.text) {
            let fact = NameTaken { at: name.at, name: name.text.to_string() };
            self.scope.facts.push(Fact::NameTaken(fact));
            return false;
        }
        if let Some(first) = self.targets.get(&name.text) {
            let first = *first;
            self.twice(name, first);
            return false;
        }
        self.targets.insert(Arc::clone(&name.text), name.at);
        true
    }

    fn subnet(&mut self, alias: &Alias) {
        if !self.is_free(&alias.local) {
            return;
        }
        let (slug, local) = (Arc::clone(&alias.name.text), Arc::clone(&alias.local.text));
        let ledger = self.project.ledger(self.db);
        if ledger.has_subnet(&slug) {
            self.scope.subnets.insert(local, slug);
            return;
        }
        self.scope.broken.insert(local);
        if !ledger.is_broken(&slug) {
            let known = ledger.slugs().map(str::to_owned).collect();
            let fact = UnlistedSubnet { at: alias.name.at, name: slug.to_string(), known };
            self.scope.facts.push(Fact::UnlistedSubnet(fact));
        }
    }

    fn family(&mut self, name: &Name) {
        if !self.is_free(name) {
            return;
        }
        let ledger = self.project.ledger(self.db);
        if ledger.has_family(&name.text) {
            self.scope.families.insert(Arc::clone(&name.text));
            return;
        }
        self.scope.broken.insert(Arc::clone(&name.text));
        if !ledger.is_broken(&name.text) {
            let known = ledger.families().map(|family| family.family.clone()).collect();
            let fact = UnlistedFamily { at: name.at, name: name.text.to_string(), known };
            self.scope.facts.push(Fact::UnlistedFamily(fact));
        }
    }

    fn module(&mut self, module: &ModuleUse) {
        match resolve(self.db, self.file, &module.source) {
            Resolved::File(file) => self.import(module, file),
            // That it isn't there is told where the manifest asks for it.
            Resolved::Missing => self.broken(module),
            Resolved::Unknown { name, why, known } => {
                self.broken(module);
                let fact = UnknownModule { at: module.at, name, why, known };
                self.scope.facts.push(Fact::UnknownModule(fact));
            }
        }
    }

    fn broken(&mut self, module: &ModuleUse) {
        module.names.iter().for_each(|alias| self.declare(&alias.local, None));
    }

    fn import(&mut self, module: &ModuleUse, from: SourceFile) {
        let found = items(self.db, from);
        for alias in &module.names {
            let Some(item) = found.by_name.get(&alias.name.text).copied() else {
                self.declare(&alias.local, None);
                self.not_exported(module, from, &alias.name);
                continue;
            };
            let private = alias.name.text.starts_with('_');
            self.declare(&alias.local, (!private).then_some(item));
            if private {
                let (at, name) = (alias.name.at, alias.name.text.to_string());
                let fact = PrivateImport { at, name, item };
                self.scope.facts.push(Fact::PrivateImport(fact));
            }
        }
        if let Some(at) = module.providers
            && !found.declared().any(|declared| declared.provides.is_some())
        {
            let name = Name { text: "provide".into(), at };
            self.not_exported(module, from, &name);
        }
    }

    /// Silent where the module itself can't be read as a whole: the name may stand in what is
    /// broken.
    fn not_exported(&mut self, module: &ModuleUse, from: SourceFile, name: &Name) {
        if !problems(self.db, from).is_empty() {
            return;
        }
        let found = items(self.db, from);
        let imported = found.entries.iter().any(|entry| match entry {
            Entry::Module(inner) => inner.names.iter().any(|it| it.local.text == name.text),
            _ => false,
        });
        let exported = found.named().map(|declared| declared.name.text.to_string());
        let fact = NotExported {
            at: name.at,
            name: name.text.to_string(),
            module: module.source.to_string(),
            known: exported.filter(|known| !known.starts_with('_')).collect(),
            imported,
        };
        self.scope.facts.push(Fact::NotExported(fact));
    }
}
