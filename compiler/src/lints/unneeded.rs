//! The items of a package that nothing leads to: neither what is run, nor what is offered to other files.

use std::sync::Arc;

use crate::{
    db::{Package, Project, SourceFile, problems},
    items::{Declared, Entry, ItemId, ItemKind, Items, items},
    mentioned::named,
    scope::scope,
};

/// The items of `package` that nothing leads to, sorted: hardly ever any.
///
/// What leads to others begins at templates, providers, tests, imported names and names that begin with `_`; in a
/// file without template or provider, which is there to be imported from, tests or not, at all items. None
/// are told where a file can't be read: it may be what leads to an item.
#[salsa::tracked(returns(clone))]
pub(super) fn unneeded(
    db: &dyn salsa::Database,
    project: Project,
    package: Package,
) -> Arc<[ItemId]> {
    let files = project.files(db).iter().filter(|(path, _)| *path.package() == package);
    let files: Vec<SourceFile> = files.map(|(_, file)| *file).collect();
    if !files.iter().all(|file| is_readable(db, *file)) {
        return Arc::default();
    }
    let mut all: Vec<ItemId> = Vec::with_capacity(files.len());
    let mut waiting: Vec<ItemId> = Vec::new();
    for file in files {
        let items = items(db, file);
        let is_offered = !items.declared().any(|it| is_end(it) && it.kind != ItemKind::Test);
        let begins = items
            .declared()
            .filter(|it| is_offered || is_end(it) || it.name.text.starts_with('_'))
            .map(|it| it.id);
        waiting.extend(begins);
        waiting.extend(imported(db, file, &items));
        all.extend(items.declared().map(|it| it.id));
    }
    all.sort_unstable();
    let mut is_reached = vec![false; all.len()];
    while let Some(item) = waiting.pop() {
        // Items of other packages lead to none of this one.
        let Ok(at) = all.binary_search(&item) else { continue };
        if !std::mem::replace(&mut is_reached[at], true) {
            waiting.extend(named(db, item).iter());
        }
    }
    all.into_iter()
        .zip(is_reached)
        .filter(|(_, is_reached)| !is_reached)
        .map(|(item, _)| item)
        .collect()
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
