//! Places in files.

use orchestra_compiler::{
    Database, SourceFile,
    items::{ItemId, item_places, items},
    parse,
};
use orchestra_diagnostics::Span;

/// A stretch of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FilePlace {
    /// Which file.
    pub file: SourceFile,
    /// Where in its text.
    pub span: Span,
}

/// The item of `file` that `offset` lies in or touches.
#[must_use]
pub fn item_at(db: &Database, file: SourceFile, offset: u32) -> Option<ItemId> {
    let (parse, places) = (parse(db, file), item_places(db, file));
    let declared = items(db, file);
    let holds = |item: &ItemId| {
        let span = places.node(*item).map(|node| parse.tree.node(node).span());
        span.is_some_and(|span| span.touches(offset))
    };
    // Where one item ends and the next begins, the later one is meant.
    declared.declared().map(|it| it.id).filter(holds).last()
}
