//! The tree as text, for tests and for people who ask what the parser saw.

use std::fmt::Write as _;

use super::{NodeRef, Tree};

/// What lies deeper is shown at this depth: a long chain would be a page wide.
const DEEPEST: usize = 100;

/// Each node on a line, two blanks deeper than its parent: kind, span, and its own tokens where it
/// has any. It doesn't recurse, since chains make trees deep.
pub(super) fn dump(tree: &Tree) -> String {
    let mut out = String::new();
    let mut open: Vec<(NodeRef<'_>, usize)> = vec![(tree.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        let span = node.span();
        write!(out, "{:1$}", "", depth.min(DEEPEST) * 2).expect("a String takes all text");
        write!(out, "{:?} {}..{}", node.kind(), span.start, span.end)
            .expect("a String takes all text");
        for token in node.tokens() {
            let text = token.text().escape_debug();
            write!(out, " `{text}`").expect("a String takes all text");
        }
        out.push('\n');
        open.extend(node.children().rev().map(|child| (child, depth + 1)));
    }
    out
}
