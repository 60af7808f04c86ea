//! From an item's tree to its [`Body`], and where its parts stand.
//!
//! One family of rules, one file, each an `impl Lowering`. Local names are resolved on the way, by
//! the blocks around them; names of the file stay names. What is missing in the tree has been
//! reported by the parser and becomes `Missing`, silently. What the tree can say and an item must
//! not (a `call` in pure code, a name twice in a block) is recorded in the body.

mod blocks;
mod calls;
mod chains;
mod control;
mod exprs;
mod insertion;
mod item;
mod lowering;
mod patterns;
mod records;
mod shown;
mod test_item;
mod types;
mod words;

use std::sync::Arc;

use orchestra_diagnostics::Span;
use orchestra_syntax::ast::{self, View as _};
use rustc_hash::FxHashMap;

use super::{Body, Site};
use crate::{
    db::parse,
    items::{ItemId, item_places},
};
use lowering::Lowering;

pub use insertion::Separator;
pub(crate) use words::Words;

/// Where the parts of a body stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodySpans {
    /// By [`Site`].
    spans: Vec<Span>,
    /// Where a further entry may be written, by the site of the list.
    insertions: FxHashMap<Site, (Span, Separator)>,
}

/// What `item` says; of an item that isn't there any more, nothing.
#[salsa::tracked]
pub fn body(db: &dyn salsa::Database, item: ItemId) -> Body {
    lower(db, item, None).body()
}

/// Where the parts of `item`'s body stand.
#[salsa::tracked(returns(clone))]
pub fn body_spans(db: &dyn salsa::Database, item: ItemId) -> Arc<BodySpans> {
    Arc::new(lower(db, item, Some(BodySpans::default())).spans.unwrap_or_default())
}

/// `item` lowered, with its places where there is something to put them in.
fn lower(db: &dyn salsa::Database, item: ItemId, spans: Option<BodySpans>) -> Lowering {
    let parse = parse(db, item.file(db));
    let node = item_places(db, item.file(db)).node(item);
    let mut lowering = Lowering::with(spans);
    if let Some(tree) = node.and_then(|node| ast::Item::cast(parse.tree.node(node))) {
        let mut shared = item.file(db).reading(db).as_ref().and_then(|reading| reading.words());
        let shared = shared.as_deref_mut();
        lowering.body.root = lowering.item_with(tree, shared);
    }
    lowering
}

impl BodySpans {
    /// Where `site` stands.
    #[must_use]
    pub fn span(&self, site: Site) -> Span {
        self.spans.get(site.0 as usize).copied().unwrap_or_default()
    }

    /// All places, by their sites.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Where a further entry of the list at `site` may be written: a record literal, its opening
    /// brace, an argument list, a `match`.
    #[must_use]
    pub fn insertion(&self, site: Site) -> Option<(Span, &Separator)> {
        self.insertions.get(&site).map(|(span, separator)| (*span, separator))
    }
}
