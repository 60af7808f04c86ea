//! What a selection grows to: ever larger parts of the text around the cursor.

use orchestra_compiler::{Database, SourceFile, parse};
use orchestra_diagnostics::Span;

/// The stretches around `offset`, the least first, each within the next: the token, then the nodes of
/// the tree.
#[must_use]
pub fn selections(db: &Database, file: SourceFile, offset: u32) -> Vec<Span> {
    let tree = &parse(db, file).tree;
    let token = tree.tokens().iter().rev().find(|token| token.span().touches(offset));
    let mut spans: Vec<Span> = token.map(|token| token.span()).into_iter().collect();
    let mut node = Some(tree.root());
    let mut nodes = Vec::new();
    while let Some(here) = node {
        nodes.push(here.span());
        node = here.children().rfind(|child| child.span().touches(offset));
    }
    nodes.push(Span::new(0, tree.text().len() as u32));
    nodes.sort_by_key(|span| span.end - span.start);
    for span in nodes {
        let holds = |inner: &Span| span.start <= inner.start && inner.end <= span.end;
        if spans.last().is_none_or(|last| holds(last) && *last != span) {
            spans.push(span);
        }
    }
    spans
}
