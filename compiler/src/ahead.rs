//! What [`check`](crate::check) and [`lint`](crate::lint) of a file need, in parts, for threads that
//! work side by side: whoever asks for a file afterwards finds most of it made.
//!
//! The order matters only for speed. What one thread needs another may be making, and waits for:
//! reading first, of all files, then examining leaves little to wait for.

use crate::{
    db::SourceFile,
    hir::lower::body,
    infer::infer,
    items::{ItemId, items},
    lints,
    lower::broken_promises,
};

/// Reads `file`: its tree and what it declares.
pub fn read(db: &dyn salsa::Database, file: SourceFile) -> Vec<ItemId> {
    items(db, file).declared().map(|declared| declared.id).collect()
}

/// Reads what `item` says, which needs no other.
pub fn read_item(db: &dyn salsa::Database, item: ItemId) {
    body(db, item);
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
