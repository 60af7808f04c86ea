//! What a closing brace ends that was just typed.

use orchestra_compiler::{Database, SourceFile, parse};
use orchestra_diagnostics::Span;

/// The block, from its opening brace, whose closing one ends at `offset`; none where there is another
/// character, or a brace that closes nothing.
#[must_use]
pub fn closed_block(db: &Database, file: SourceFile, offset: u32) -> Option<Span> {
    let tree = &parse(db, file).tree;
    let ends_here = |span: Span| {
        let text = &tree.text()[span.range()];
        span.end == offset && text.len() > 1 && text.starts_with('{') && text.ends_with('}')
    };
    tree.nodes()
        .map(|node| node.span())
        .filter(|span| ends_here(*span))
        .min_by_key(|it| it.end - it.start)
}
