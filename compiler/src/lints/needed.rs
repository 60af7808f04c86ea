//! The items of a package that something leads to: from what is run, or offered to other files.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::{
    db::{Package, Project, SourceFile, problems},
    items::{Declared, Entry, ItemId, ItemKind, Items, items},
    mentioned::named,
    scope::scope,
};

/// The items of `package` that something leads to.
///
/// It begins at templates, providers, tests, imported names and names that begin with `_`; in a file
/// without template or provider, which is there to be imported from, tests or not, at all items. None
/// where a file can't be read: it may be what leads to an item.
#[salsa::tracked(returns(clone))]
pub(super) fn needed(
    db: &dyn salsa::Database,
    project: Project,
    package: Package,
) -> Option<Arc<FxHashSet<ItemId>>> {
    let files = project.files(db).iter().filter(|(path, _)| *path.package() == package);
    let mut waiting: Vec<ItemId> = Vec::new();
    for (_, file) in files {
        if !is_readable(db, *file) {
            return None;
        }
        let items = items(db, *file);
        let is_offered = !items.declared().any(|it| is_end(it) && it.kind != ItemKind::Test);
        let begins = items
            .declared()
            .filter(|it| is_offered || is_end(it) || it.name.text.starts_with('_'))
            .map(|it| it.id);
        waiting.extend(begins);
        waiting.extend(imported(db, *file, &items));
    }
    let mut found: FxHashSet<ItemId> = FxHashSet::default();
    while let Some(item) = waiting.pop() {
        if !found.insert(item) {
            continue;
        }
        waiting.extend(named(db, item).iter());
    }
    Some(Arc::new(found))
}

/// Whether all of `file` could be read. Apart from what is wrong, so that most edits stop here.
#[salsa::tracked(returns(copy))]
fn is_readable(db: &dyn salsa::Database, file: SourceFile) -> bool {
    problems(db, file).is_empty()
}

/// Whether an item is there for its own sake.
fn is_end(declared: &Declared) -> bool {
    declared.kind == ItemKind::Template || !declared.kind.is_named()
}

fn imported(db: &dyn salsa::Database, file: SourceFile, items: &Items) -> Vec<ItemId> {
    let scope = scope(db, file);
    let modules = items.entries.iter().filter_map(|entry| match entry {
        Entry::Module(module) => Some(module),
        _ => None,
    });
    let names = modules.flat_map(|module| &module.names);
    names.filter_map(|alias| scope.item(&alias.local.text)).collect()
}
