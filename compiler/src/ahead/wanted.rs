//! How long what is known of an item is wanted.

use std::sync::atomic::{AtomicUsize, Ordering};

use rustc_hash::FxHashMap;
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
    /// How many still want it: itself, and those that name it.
    by: FxHashMap<ItemId, AtomicUsize>,
}

impl Wanted {
    /// Of `items`, of which none has been followed.
    #[must_use]
    pub fn new(items: &[ItemId]) -> Self {
        Self { by: items.iter().map(|item| (*item, AtomicUsize::new(1))).collect() }
    }

    /// Counts one more who wants each of `items`: an item that names them.
    pub(super) fn want(&self, items: &[ItemId]) {
        for by in items.iter().filter_map(|item| self.by.get(item)) {
            by.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts one less who wants `item`, which has been examined, and lets go of what nobody wants. Items that
    /// lead to one another are kept: there is no meaning to let go of.
    pub(super) fn release(&self, db: &dyn salsa::Database, item: ItemId) {
        let mut unwanted: SmallVec<[ItemId; 8]> = smallvec![item];
        while let Some(item) = unwanted.pop() {
            let Some(by) = self.by.get(&item) else { continue };
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
