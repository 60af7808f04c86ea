//! Texts while they are typed: what is read again after an edit is what a new reading gives.

use tree_sitter::{InputEdit, Parser, Point, Tree};

use crate::{here, language, parsed, read};

/// Places in the file of all constructs, and what is typed there instead of as many bytes.
const EDITS: &[(&str, usize, &str)] = &[
    ("PAGE: int", 4, "PAGES"),
    ("[..=3]?", 0, "\n"),
    ("(1..=200) =", 0, "\n"),
    ("limit: 3", 8, ""),
    ("\\n ${rival}", 2, ""),
    ("\"\"\"\n        About", 3, ""),
    ("[0] into", 0, "\n"),
    ("!, weight", 1, ""),
    ("fail timeout", 5, "fail\n"),
    ("\"nothing\"", 9, "\"nothing"),
    ("template analysis", 8, "// template"),
    ("}\n\n/// Its", 1, ""),
    ("call text", 4, ""),
];

#[test]
fn after_an_edit_the_tree_is_that_of_a_new_reading() {
    let text = read(&here("tests/queries/sample.orch"));
    let mut parser = Parser::new();
    parser.set_language(&language()).expect("the library reads parsers of this version");
    for &(place, removed, typed) in EDITS {
        let start = text.find(place).unwrap_or_else(|| panic!("{place} isn't in the file"));
        let edited = format!("{}{typed}{}", &text[..start], &text[start + removed..]);
        let lengths = (removed, typed.len());
        let changed = reread(&mut parser, &parsed(&text), (&text, &edited), start, lengths);
        let lengths = (typed.len(), removed);
        let back = reread(&mut parser, &changed, (&edited, &text), start, lengths);
        assert_eq!(changed.root_node().to_sexp(), parsed(&edited).root_node().to_sexp(), "{place}");
        assert_eq!(
            back.root_node().to_sexp(),
            parsed(&text).root_node().to_sexp(),
            "{place}, undone"
        );
    }
}

/// Reads `new`, which differs from `old` by the bytes from `start`: `removed` became `typed`.
fn reread(
    parser: &mut Parser,
    tree: &Tree,
    (old, new): (&str, &str),
    start: usize,
    (removed, typed): (usize, usize),
) -> Tree {
    let mut tree = tree.clone();
    tree.edit(&InputEdit {
        start_byte: start,
        old_end_byte: start + removed,
        new_end_byte: start + typed,
        start_position: point(old, start),
        old_end_position: point(old, start + removed),
        new_end_position: point(new, start + typed),
    });
    parser.parse(new, Some(&tree)).expect("nothing cancels it")
}

fn point(text: &str, at: usize) -> Point {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    Point::new(text[..at].matches('\n').count(), at - line)
}
