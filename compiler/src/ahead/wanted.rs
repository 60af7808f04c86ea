//! How long what is known of an item is wanted.

use std::sync::atomic::{AtomicU32, Ordering};

use smallvec::{SmallVec, smallvec};

use crate::{
    infer::outcome,
    items::{ItemId, ItemKind},
    mentioned::named,
};

/// What is known of an item is wanted until it has been examined, and all items that name it, and nobody
/// wants these: they may look into it. Then it is let go of.
#[derive(Debug)]
pub struct Wanted {
    /// Sorted.
    items: Vec<ItemId>,
    /// How many still want each: itself, and those that name it.
    by: Vec<AtomicU32>,
}

impl Wanted {
    /// Of `items`, of which none has been followed.
    #[must_use]
    pub fn new(items: &[ItemId]) -> Self {
        let mut items = items.to_vec();
        items.sort_unstable();
        let by = items.iter().map(|_| AtomicU32::new(1)).collect();
        Self { items, by }
    }

    fn by(&self, item: ItemId) -> Option<&AtomicU32> {
        self.items.binary_search(&item).ok().map(|at| &self.by[at])
    }

    /// Counts one more who wants each of `items`: an item that names them.
    pub(super) fn want(&self, items: &[ItemId]) {
        for by in items.iter().filter_map(|item| self.by(*item)) {
            by.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts one less who wants `item`, which has been examined, and lets go of what nobody wants. Items that
    /// lead to one another are kept: there is no meaning to let go of.
    pub(super) fn release(&self, db: &dyn salsa::Database, item: ItemId) {
        let mut unwanted: SmallVec<[ItemId; 8]> = smallvec![item];
        while let Some(item) = unwanted.pop() {
            let Some(by) = self.by(item) else { continue };
            if by.fetch_sub(1, Ordering::AcqRel) == 1 && is_large(item.kind(db)) {
                outcome(db, item).inference.forget();
                unwanted.extend(named(db, item).iter().copied());
            }
        }
    }
}

/// Whether items of this kind are worth letting go of; providers are asked by whoever calls a capability,
/// without a name.
fn is_large(kind: ItemKind) -> bool {
    matches!(kind, ItemKind::Function | ItemKind::Template | ItemKind::Test)
}
