//! What [`check`](crate::check) and [`lint`](crate::lint) of a file need, in parts, for threads that
//! work side by side: whoever asks for a file afterwards finds most of it made.
//!
//! The order matters only for speed. What one thread needs another may be making, and waits for:
//! reading first, of all files, then examining leaves little to wait for. What is made for all of a
//! project at once, and only by one thread, is made by two: one can [`find_cycles`], another
//! [`find_needed`]. What isn't wanted any more is let go of at once: what comes next is made in its place.

mod wanted;

use crate::{
    db::{Project, SourceFile, forget_tree, problems},
    hir::lower::body,
    infer::outcome,
    items::{ItemId, items},
    lints,
    lower::broken_promises,
    mentioned::{mentioned, named},
    recursion::recursion,
    scope::{may_provide, scope},
};

pub use wanted::Wanted;

/// Bytes of a text from which on its items are worth being read by several threads.
const LONG: usize = 64 << 10;

/// The modules that are looked at whatever is asked: those of packages, and the shipped ones that may hold
/// providers. Other shipped ones are, where something leads to them.
pub fn files(db: &dyn salsa::Database) -> Vec<SourceFile> {
    let all = Project::get(db).files(db).iter();
    all.filter(|(path, _)| may_provide(path)).map(|(_, file)| *file).collect()
}

/// Reads `file`: what it declares, and all else that is only seen in its tree; of a long one not what its
/// items say, which several threads can read.
pub fn read(db: &dyn salsa::Database, file: SourceFile) -> Vec<ItemId> {
    problems(db, file);
    lints::allowed(db, file);
    let items: Vec<ItemId> = items(db, file).declared().map(|declared| declared.id).collect();
    if !is_long(db, file) {
        items.iter().for_each(|item| read_item(db, *item));
        forget_tree(db, file);
    }
    items
}

/// Whether what the items of `file` say isn't read with it.
pub fn is_long(db: &dyn salsa::Database, file: SourceFile) -> bool {
    file.text(db).len() >= LONG
}

/// Reads what `item` says, which needs no other.
pub fn read_item(db: &dyn salsa::Database, item: ItemId) {
    body(db, item);
    mentioned(db, item);
}

/// Lets go of the tree of `file`, of which nothing more is wanted once its items have been read.
pub fn forget(db: &dyn salsa::Database, file: SourceFile) {
    forget_tree(db, file);
}

/// Finds out what names mean in `file`, which parses the Ledger's entries that it calls.
pub fn resolve(db: &dyn salsa::Database, file: SourceFile) {
    scope(db, file);
}

/// Looks up the items that `item`, of a file whose names have a meaning, leads to, and counts it among those who want them.
pub fn follow_item(db: &dyn salsa::Database, item: ItemId, wanted: Option<&Wanted>) {
    let named = named(db, item);
    if let Some(wanted) = wanted {
        wanted.want(named);
    }
}

/// Finds the items that lead back to themselves, once all have been followed.
pub fn find_cycles(db: &dyn salsa::Database) {
    recursion(db, Project::get(db));
}

/// Finds the package's items that something leads to, once what all of them mention is gathered.
pub fn find_needed(db: &dyn salsa::Database) {
    lints::find_needed(db);
}

/// Makes what is known of `items`: their types, and what lints find in those that are sound. Where it is counted
/// who wants it, what nobody does any more is let go of.
pub fn examine(db: &dyn salsa::Database, items: &[ItemId], wanted: Option<&Wanted>) {
    // One thing after the other, each for all of them: a processor holds the code of one.
    let outcomes = items.iter().map(|item| (*item, outcome(db, *item)));
    let outcomes: Vec<_> = outcomes.filter(|(_, outcome)| outcome.facts.is_empty()).collect();
    for (item, _) in outcomes.iter().filter(|(_, outcome)| outcome.promises) {
        broken_promises(db, *item);
    }
    outcomes.iter().for_each(|(item, _)| lints::examine(db, *item));
    if let Some(wanted) = wanted {
        items.iter().for_each(|item| wanted.release(db, *item));
    }
}
