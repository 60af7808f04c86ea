//! Which module a `use` means.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    db::{ModulePath, Package, Project, SourceFile},
    items::{Entry, ModuleSource, items},
};

/// What a `use` leads to.
pub(super) enum Resolved {
    /// A module.
    File(SourceFile),
    /// A package that the manifest asks for, and that isn't there.
    Missing,
    /// Nothing, with what would have been there.
    Unknown { name: String, why: Option<&'static str>, known: Vec<String> },
}

pub(super) fn resolve(
    db: &dyn salsa::Database,
    from: SourceFile,
    source: &ModuleSource,
) -> Resolved {
    let project = Project::get(db);
    let name = source.to_string();
    match source {
        ModuleSource::File(relative) => {
            let Some(path) = from.path(db).join(relative) else {
                let why = "a file is named relative to this one, with `/`, and lies in its package";
                return Resolved::Unknown { name, why: Some(why), known: Vec::new() };
            };
            match project.files(db).get(&path) {
                Some(file) => Resolved::File(*file),
                None => Resolved::Unknown { name, why: None, known: Vec::new() },
            }
        }
        ModuleSource::Path(_) => {
            let modules = module_names(db, project);
            let here = from.path(db);
            let usable = || usable_packages(db, here.package());
            let found = usable().into_iter().find_map(|it| modules.get(&it)?.get(&name).copied());
            if let Some(file) = found {
                return Resolved::File(file);
            }
            let first = name.split('.').next().unwrap_or_default();
            let dependencies = project.dependencies(db);
            let mut missing = dependencies
                .asked_for(here.package())
                .filter(|asked| dependencies.missing.contains(*asked));
            if missing.any(|missing| identifier(missing) == first) {
                return Resolved::Missing;
            }
            let known = usable().into_iter().filter_map(|it| Some(modules.get(&it)?.keys()));
            Resolved::Unknown { name, why: None, known: known.flatten().cloned().collect() }
        }
    }
}

/// The packages whose modules those of `package` may use, itself first.
fn usable_packages(db: &dyn salsa::Database, package: &Package) -> Vec<Package> {
    let dependencies = Project::get(db).dependencies(db);
    let mut usable = vec![package.clone()];
    let asked = dependencies.asked_for(package);
    usable.extend(asked.map(|name| Package::Dependency(Arc::clone(name))));
    if !package.is_std() {
        usable.push(Package::Std);
    }
    usable
}

type ModuleNames = BTreeMap<Package, BTreeMap<String, SourceFile>>;

/// Every module that has a name, by its package and that name: `std.text`, `market_kit.scores`.
#[salsa::tracked(returns(clone))]
fn module_names(db: &dyn salsa::Database, project: Project) -> Arc<ModuleNames> {
    let mut names = ModuleNames::new();
    for (path, file) in project.files(db).iter() {
        if let Some(name) = name_of_module(db, path) {
            names.entry(path.package().clone()).or_default().entry(name).or_insert(*file);
        }
    }
    Arc::new(names)
}

/// The name that a module has at `path`, whether there is one or not; none in a folder without a
/// manifest.
#[must_use]
pub fn name_of_module(db: &dyn salsa::Database, path: &ModulePath) -> Option<String> {
    let (package, falls_away) = match path.package() {
        Package::Std => ("std".to_owned(), "std/"),
        Package::Dependency(name) => (identifier(name), "src/"),
        Package::Root => (identifier(&Project::get(db).name(db)?), "src/"),
    };
    Some(module_name(&package, falls_away, path.path()))
}

/// A package's name as `use` writes it.
fn identifier(package: &str) -> String {
    package.replace('-', "_")
}

/// A folder that `falls_away` in front does so, and `lib` behind.
fn module_name(package: &str, falls_away: &str, path: &str) -> String {
    let path = path.strip_prefix(falls_away).unwrap_or(path);
    let path = path.strip_suffix(".orch").unwrap_or(path);
    let path = if path == "lib" { "" } else { path.strip_suffix("/lib").unwrap_or(path) };
    if path.is_empty() {
        package.to_owned()
    } else {
        format!("{package}.{}", path.replace('/', "."))
    }
}

/// The module that `source`, in a `use` of `file`, means; none where there isn't one.
#[must_use]
pub fn module_of_use(
    db: &dyn salsa::Database,
    file: SourceFile,
    source: &ModuleSource,
) -> Option<SourceFile> {
    match resolve(db, file, source) {
        Resolved::File(used) => Some(used),
        Resolved::Missing | Resolved::Unknown { .. } => None,
    }
}

/// The modules that `file` may use by name, with these names, sorted; itself aside.
#[must_use]
pub fn visible_modules(db: &dyn salsa::Database, file: SourceFile) -> Vec<(String, SourceFile)> {
    let modules = module_names(db, Project::get(db));
    let usable = usable_packages(db, file.path(db).package()).into_iter();
    let named = usable.filter_map(|package| modules.get(&package)).flatten();
    let mut named: Vec<_> = named
        .filter(|(_, used)| **used != file)
        .map(|(name, used)| (name.clone(), *used))
        .collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    named
}

/// The modules that `file` uses, in the order of the text; those that aren't there are left out.
#[must_use]
pub fn imported_files(db: &dyn salsa::Database, file: SourceFile) -> Vec<SourceFile> {
    let entries = items(db, file);
    let mut found = Vec::new();
    for entry in &entries.entries {
        if let Entry::Module(module) = entry
            && let Some(used) = module_of_use(db, file, &module.source)
            && !found.contains(&used)
        {
            found.push(used);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::module_name;

    #[test]
    fn src_and_lib_fall_away() {
        assert_eq!(module_name("kit", "src/", "scores/market.orch"), "kit.scores.market");
        assert_eq!(module_name("kit", "src/", "src/scores.orch"), "kit.scores");
        assert_eq!(module_name("kit", "src/", "src/lib.orch"), "kit");
        assert_eq!(module_name("kit", "src/", "scores/lib.orch"), "kit.scores");
        assert_eq!(module_name("std", "std/", "std/text.orch"), "std.text");
        assert_eq!(module_name("std", "std/", "providers/acme.orch"), "std.providers.acme");
    }
}
