//! Whatever the text, its tree holds every byte of it: tokens, comments and the blanks between.

use orchestra_syntax::{Parse, parse};
use proptest::prelude::*;

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

fn check(text: &str) {
    let parsed = parse(text);
    assert_well_formed(&parsed);
    assert_eq!(reassembled(&parsed), text);
    // Whatever was built can be read.
    for node in parsed.tree.nodes() {
        let _ = (node.text(), node.tokens().count());
    }
    for literal in parsed.tree.nodes().filter_map(
        <orchestra_syntax::ast::StringLiteral<'_> as orchestra_syntax::ast::View<'_>>::cast,
    ) {
        let _ = literal.parts();
    }
}

const SOUP: &[&str] = &[
    "use", "type", "enum", "const", "fn", "template", "provide", "test", "let", "ensure", "mock",
    "call", "if", "else", "match", "for", "in", "repeat", "until", "max", "with", "into", "fail",
    "calls", "as", "null", "true", "a", "b", "Big", "_", "1", "2.5", "1e9", "20s", "0.5usd", "9xy",
    "r\"x\"", "r\"", "\"", "\"\"\"", "${", "}", "{", "(", ")", "[", "]", "<", ">", "=", "==", ">=",
    "=>", "->", ",", ":", ".", "?.", "?", "??", "!", "-", "+", "*", "/", "&&", "||", "|", "..=",
    "..", "...", ";", "§", "'", "\\", "\\n", "/*", "*/", "// c", "/// d", "//! e", "\n", "\r\n",
    "\n  ", "\t", " ", " ", "\u{202e}", "ü", "\u{feff}", "$",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_any_tokens(pieces in prop::collection::vec(prop::sample::select(SOUP), 0..80)) {
        check(&pieces.concat());
        check(&pieces.join(" "));
    }

    #[test]
    fn of_any_characters(text in "\\PC{0,120}") {
        check(&text);
    }

    #[test]
    fn of_a_file_with_a_hole(from in 0usize..2100, length in 0usize..60) {
        let whole = include_str!("data/whole_file.orch");
        let (before, rest) = whole.split_at(whole.floor_char_boundary(from.min(whole.len())));
        check(&format!("{before}{}", &rest[rest.floor_char_boundary(length.min(rest.len()))..]));
    }
}

#[test]
fn of_every_beginning_of_a_file() {
    let whole = include_str!("data/whole_file.orch");
    for (at, _) in whole.char_indices().step_by(3) {
        check(&whole[..at]);
    }
}

#[test]
fn of_texts_with_other_line_ends_and_marks() {
    let whole = include_str!("data/whole_file.orch");
    let carriage = format!("\u{feff}{}", whole.replace('\n', "\r\n"));
    check(&carriage);
    assert_eq!(parse(&carriage).problems, []);
}
