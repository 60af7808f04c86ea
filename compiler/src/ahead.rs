//! What [`check`](crate::check) and [`lint`](crate::lint) of a file need, in parts, for threads that
//! work side by side: whoever asks for a file afterwards finds most of it made.
//!
//! The order matters only for speed. What one thread needs another may be making, and waits for:
//! reading first, of all files, then examining leaves little to wait for. What is made for all of a
//! project at once, and only by one thread, is made by two: one can [`find_cycles`], another
//! [`find_unneeded`]. What isn't wanted any more is let go of at once: what comes next is made in its place.

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

/// Reads `files`: what each declares, and all else that is only seen in its tree; of a long one not what its
/// items say, which several threads can read.
pub fn read(db: &dyn salsa::Database, files: &[SourceFile]) -> Vec<Vec<ItemId>> {
    // One thing after the other, here and below, each for all of them: a processor holds the code of one.
    for file in files {
        problems(db, *file);
    }
    let declared = files.iter().map(|file| {
        lints::allowed(db, *file);
        items(db, *file).declared().map(|declared| declared.id).collect()
    });
    let declared: Vec<Vec<ItemId>> = declared.collect();
    let short = files.iter().zip(&declared).filter(|(file, _)| !is_long(db, **file));
    let items: Vec<ItemId> = short.clone().flat_map(|(_, items)| items).copied().collect();
    read_items(db, &items);
    short.for_each(|(file, _)| forget_tree(db, *file));
    declared
}

/// Whether what the items of `file` say isn't read with it.
pub fn is_long(db: &dyn salsa::Database, file: SourceFile) -> bool {
    file.text(db).len() >= LONG
}

/// Reads what `items` say, which needs no others.
pub fn read_items(db: &dyn salsa::Database, items: &[ItemId]) {
    for item in items {
        body(db, *item);
    }
    for item in items {
        mentioned(db, *item);
    }
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

/// Finds the package's items that nothing leads to, once what all of them mention is gathered.
pub fn find_unneeded(db: &dyn salsa::Database) {
    lints::find_unneeded(db);
}

/// Makes what is known of `items`: their types, and what lints find in those that are sound. Where it is counted
/// who wants it, what nobody does any more is let go of.
pub fn examine(db: &dyn salsa::Database, items: &[ItemId], wanted: Option<&Wanted>) {
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
