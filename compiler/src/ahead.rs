//! What [`check`](crate::check) and [`lint`](crate::lint) of a file need, in parts, for threads that
//! work side by side: whoever asks for a file afterwards finds most of it made.
//!
//! The order matters only for speed. What one thread needs another may be making, and waits for:
//! reading first, of all files, then examining leaves little to wait for. What is made for all of a
//! project at once, and only by one thread, stands beside what others can do meanwhile: [`resolve`]
//! beside [`read_item`], [`find_cycles`] beside [`name_item`], [`find_needed`] beside
//! [`examine_item`].

use crate::{
    db::{Project, SourceFile, problems},
    hir::lower::body,
    infer::infer,
    items::{ItemId, items},
    lints,
    lower::broken_promises,
    recursion::{follow, recursion},
    scope::{may_provide, scope},
};

/// The modules that are looked at whatever is asked: those of packages, and the shipped ones that may hold
/// providers. Other shipped ones are, where something leads to them.
pub fn files(db: &dyn salsa::Database) -> Vec<SourceFile> {
    let all = Project::get(db).files(db).iter();
    all.filter(|(path, _)| may_provide(path)).map(|(_, file)| *file).collect()
}

/// Reads `file`: what it declares, and all else that is only seen in its tree, but for bodies.
pub fn read(db: &dyn salsa::Database, file: SourceFile) -> Vec<ItemId> {
    problems(db, file);
    lints::allowed(db, file);
    items(db, file).declared().map(|declared| declared.id).collect()
}

/// Reads what `item` says, which needs no other.
pub fn read_item(db: &dyn salsa::Database, item: ItemId) {
    body(db, item);
}

/// Finds out what names mean in all [`files`], which parses the Ledger's entries.
pub fn resolve(db: &dyn salsa::Database) {
    for file in files(db) {
        scope(db, file);
    }
}

/// Looks up the items that `item`, of a file whose names have a meaning, leads to.
pub fn follow_item(db: &dyn salsa::Database, item: ItemId) {
    follow(db, item);
}

/// Finds the items that lead back to themselves, once all have been followed.
pub fn find_cycles(db: &dyn salsa::Database) {
    recursion(db, Project::get(db));
}

/// Gathers the names that `item`, which has been read, mentions.
pub fn name_item(db: &dyn salsa::Database, item: ItemId) {
    lints::gather_names(db, item);
}

/// Finds the package's items that something leads to, once what all of them mention is gathered.
pub fn find_needed(db: &dyn salsa::Database) {
    lints::find_needed(db);
}

/// Makes what is known of `item`: its types, and what lints find in it if it is sound.
pub fn examine_item(db: &dyn salsa::Database, item: ItemId) {
    let inference = infer(db, item);
    if inference.facts.is_empty() {
        if inference.promises() {
            broken_promises(db, item);
        }
        lints::examine(db, item);
    }
}
