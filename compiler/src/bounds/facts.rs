//! What a plan doesn't say of its nodes and their bounds depend on.

use std::sync::Arc;

use orchestra_plan::Slot;
use rustc_hash::FxHashMap;

use crate::{
    hir::Site,
    items::ItemId,
    types::{Size, Type},
};

/// By the slots of nodes, which are unique in a plan.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) calls: FxHashMap<Slot, CallFacts>,
    pub(crate) lists: FxHashMap<Slot, ListFacts>,
}

/// What is known of a call.
pub(crate) struct CallFacts {
    /// For each provider, in order: the arguments of its operation.
    pub(crate) inputs: Vec<Type>,
    /// An argument that would limit the answer and isn't written, with the arguments' place.
    pub(crate) limit: Option<(&'static str, Site)>,
    /// The first argument whose text may be of any length, with its place.
    pub(crate) endless: Option<(Arc<str>, Site)>,
    /// The value of its policy `budget`.
    pub(crate) budget: Option<Site>,
}

/// What is known of the list that a `for` goes through.
pub(crate) struct ListFacts {
    pub(crate) size: Size,
    /// The list.
    pub(crate) item: ItemId,
    pub(crate) at: Site,
    /// Whether a method may be written behind it as it stands.
    pub(crate) postfix: bool,
}
