//! Whatever the text, its tree holds every byte of it: tokens, comments and the blanks between.

use orchestra_syntax::parse;
use proptest::prelude::*;

use crate::whole_tree::assert_whole as check;

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
        let whole = include_str!("../data/whole_file.orch");
        let (before, rest) = whole.split_at(whole.floor_char_boundary(from.min(whole.len())));
        check(&format!("{before}{}", &rest[rest.floor_char_boundary(length.min(rest.len()))..]));
    }
}

#[test]
fn of_every_beginning_of_a_file() {
    let whole = include_str!("../data/whole_file.orch");
    for (at, _) in whole.char_indices().step_by(3) {
        check(&whole[..at]);
    }
}

#[test]
fn of_texts_with_other_line_ends_and_marks() {
    let whole = include_str!("../data/whole_file.orch");
    let carriage = format!("\u{feff}{}", whole.replace('\n', "\r\n"));
    check(&carriage);
    assert_eq!(parse(&carriage).problems, []);
}
