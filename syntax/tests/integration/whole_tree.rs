//! What holds of every tree.

use orchestra_syntax::ast::{StringLiteral, View as _};
use orchestra_syntax::{Parse, parse};

/// The text as it follows from tokens and comments, whose gaps must be blank.
fn reassembled(parsed: &Parse) -> String {
    let tree = &parsed.tree;
    let tokens = tree.tokens().iter().map(|token| token.span());
    let mut spans: Vec<_> =
        tokens.chain(tree.comments().iter().map(|comment| comment.span)).collect();
    spans.sort();
    let mut text = String::new();
    let mut at = 0;
    for span in spans {
        assert!(at <= span.start, "pieces overlap at {}", span.start);
        let gap = &tree.text()[at as usize..span.start as usize];
        let gap_is_blank =
            gap.trim_start_matches('\u{feff}').chars().all(|c| " \t\r\n".contains(c));
        assert!(gap_is_blank, "{gap:?} is no blank");
        text.push_str(gap);
        text.push_str(tree.slice(span));
        at = span.end;
    }
    let rest = &tree.text()[at as usize..];
    assert!(rest.trim_start_matches('\u{feff}').chars().all(|c| " \t\r\n".contains(c)));
    text + rest
}

/// Children stand in order within their parent, and every token is in the root.
fn assert_well_formed(parsed: &Parse) {
    let tree = &parsed.tree;
    assert_eq!(tree.root().token_range(), 0..tree.tokens().len() as u32);
    for node in tree.nodes() {
        let mut at = node.token_range().start;
        for child in node.children() {
            assert!(at <= child.token_range().start, "{child:?} in {node:?}");
            at = child.token_range().end;
        }
        assert!(at <= node.token_range().end, "{node:?}");
    }
    for problem in &parsed.problems {
        assert!(tree.text().get(problem.span.range()).is_some(), "{problem:?}");
    }
}

/// Checks that the tree of `text` holds every byte of it, and that all that was built can be read.
pub(crate) fn assert_whole(text: &str) {
    let parsed = parse(text);
    assert_well_formed(&parsed);
    assert_eq!(reassembled(&parsed), text);
    for node in parsed.tree.nodes() {
        let _ = (node.text(), node.tokens().count());
    }
    for literal in parsed.tree.nodes().filter_map(StringLiteral::cast) {
        let _ = literal.parts();
    }
}
