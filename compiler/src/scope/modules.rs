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
    /// A package that the manifest asks for.
    Dependency,
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
            let visible = |file: &SourceFile| is_visible(db, from, *file);
            if let Some(file) = modules.get(&name).filter(|file| visible(file)) {
                return Resolved::File(*file);
            }
            let first = name.split('.').next().unwrap_or_default();
            let is_asked_for =
                project.dependencies(db).iter().any(|known| known.replace('-', "_") == first);
            if is_asked_for && from.path(db).package() == Package::Root {
                return Resolved::Dependency;
            }
            let known = modules.iter().filter(|(_, file)| visible(file));
            let known = known.map(|(name, _)| name.clone()).collect();
            Resolved::Unknown { name, why: None, known }
        }
    }
}

/// Every module that has a name, by that name: `std.text`, `market_kit.scores`.
#[salsa::tracked(returns(clone))]
fn module_names(db: &dyn salsa::Database, project: Project) -> Arc<BTreeMap<String, SourceFile>> {
    let mut names = BTreeMap::new();
    for (path, file) in project.files(db).iter() {
        if let Some(name) = name_of_module(db, path) {
            names.entry(name).or_insert(*file);
        }
    }
    Arc::new(names)
}

/// The name that a module has at `path`, whether there is one or not; none in a folder without a
/// manifest.
#[must_use]
pub fn name_of_module(db: &dyn salsa::Database, path: &ModulePath) -> Option<String> {
    let package = Project::get(db).name(db);
    let (package, falls_away) = match path.package() {
        Package::Std => ("std".to_owned(), "std/"),
        Package::Root => (package?.replace('-', "_"), "src/"),
    };
    Some(module_name(&package, falls_away, path.path()))
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
        Resolved::Dependency | Resolved::Unknown { .. } => None,
    }
}

/// The modules that `file` may use by name, with these names, sorted; itself aside.
#[must_use]
pub fn visible_modules(db: &dyn salsa::Database, file: SourceFile) -> Vec<(String, SourceFile)> {
    let modules = module_names(db, Project::get(db));
    let visible = |used: &SourceFile| is_visible(db, file, *used) && *used != file;
    let named = modules.iter().filter(|(_, used)| visible(used));
    named.map(|(name, used)| (name.clone(), *used)).collect()
}

/// Whether `file` may use `used` by its name: what ships with the tools knows no project.
fn is_visible(db: &dyn salsa::Database, file: SourceFile, used: SourceFile) -> bool {
    used.path(db).package() == Package::Std || file.path(db).package() == Package::Root
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
