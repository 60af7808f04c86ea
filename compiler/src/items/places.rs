//! Where a file's uses and items stand.

use std::sync::Arc;

use orchestra_diagnostics::Span;
use orchestra_syntax::NodeId;
use rustc_hash::FxHashMap;

use super::{
    ItemId,
    collect::{UsePlace, collected},
};
use crate::{db::SourceFile, hir::Site};

/// Where a file's uses and items stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemPlaces {
    /// By the file's [`Site`]s.
    pub(super) spans: Vec<Span>,
    /// Nodes of the items, in order.
    pub(super) nodes: Vec<NodeId>,
    /// Their names, in order.
    pub(super) names: Vec<Site>,
    /// The place of each item in that order.
    pub(super) order: Arc<FxHashMap<ItemId, u32>>,
    /// Where a further `use` may be written.
    pub(super) use_at: UsePlace,
}

/// Where `file`'s uses and items stand.
#[salsa::tracked(returns(clone))]
pub fn item_places(db: &dyn salsa::Database, file: SourceFile) -> Arc<ItemPlaces> {
    Arc::clone(&collected(db, file).1)
}

impl ItemPlaces {
    /// The place of a site of the file, not of an item's body.
    #[must_use]
    pub fn span(&self, site: Site) -> Span {
        self.spans.get(site.0 as usize).copied().unwrap_or_default()
    }

    /// All places, by their sites.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The node of an item, if the file still has it.
    #[must_use]
    pub fn node(&self, item: ItemId) -> Option<NodeId> {
        self.nodes.get(*self.order.get(&item)? as usize).copied()
    }

    /// The name of an item.
    #[must_use]
    pub fn name(&self, item: ItemId) -> Option<Span> {
        let site = self.names.get(*self.order.get(&item)? as usize)?;
        Some(self.span(*site))
    }

    /// Where the line `text`, a `use`, may be inserted, and as what.
    #[must_use]
    pub fn insertion_of_use(&self, text: &str) -> (Span, String) {
        match self.use_at {
            UsePlace::Behind(offset) => (Span::at(offset), format!("\n{text}")),
            UsePlace::Before(offset) => (Span::at(offset), format!("{text}\n\n")),
        }
    }
}
