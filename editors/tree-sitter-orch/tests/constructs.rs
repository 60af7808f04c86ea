//! `test/corpus`, in tree-sitter's own form: a name between lines of `=`, a text, a line of `-`, and
//! the tree that is expected of it.

use std::fmt::Write as _;

use tree_sitter::TreeCursor;

use crate::{expect, files, here, parsed, read};

#[test]
fn constructs_have_the_trees_that_are_written_down() {
    let files = files(&here("test/corpus"), "txt");
    let mut cases = 0;
    for file in files {
        let text = read(&file);
        let mut written = String::new();
        for (name, source) in split(&text) {
            cases += 1;
            let tree = parsed(source);
            let bar = "=".repeat(80);
            let _ = write!(written, "{bar}\n{name}\n{bar}\n{source}{}\n\n", "-".repeat(80));
            shown(&mut tree.walk(), 0, &mut written);
            written += "\n\n";
        }
        written.pop();
        expect(&file, &written);
    }
    assert!(cases > 20, "{cases} cases");
}

/// Each case's name and text, with the blank line around the text.
fn split(text: &str) -> Vec<(&str, &str)> {
    let bar = format!("{}\n", "=".repeat(80));
    let parts: Vec<_> = text.split(&bar).collect();
    let pairs = parts[1..].chunks_exact(2);
    pairs
        .map(|pair| {
            let line = pair[1].find(&"-".repeat(80)).unwrap_or(pair[1].len());
            (pair[0].trim(), &pair[1][..line])
        })
        .collect()
}

/// The tree at the cursor, a named node a line.
fn shown(cursor: &mut TreeCursor<'_>, depth: usize, written: &mut String) {
    if depth > 0 {
        let _ = write!(written, "\n{}", "  ".repeat(depth));
    }
    if let Some(field) = cursor.field_name() {
        let _ = write!(written, "{field}: ");
    }
    let node = cursor.node();
    let _ = match node.is_missing() {
        true => write!(written, "(MISSING {}", node.kind()),
        false => write!(written, "({}", node.kind()),
    };
    if cursor.goto_first_child() {
        loop {
            if cursor.node().is_named() || cursor.node().is_missing() {
                shown(cursor, depth + 1, written);
            }
            if !cursor.goto_next_sibling() {
                break;
            }
        }
        cursor.goto_parent();
    }
    written.push(')');
}
