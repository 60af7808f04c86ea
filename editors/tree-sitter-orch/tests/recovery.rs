//! A text that is being written: one mistake leaves the items around it as they are, and most of its
//! own.

use std::fmt::Write as _;

use tree_sitter::Node;

use crate::{expect, here, parsed, read};

/// Mistakes as they are made while typing, in the body of the item between two others.
const MISTAKES: &[&str] = &[
    "let",
    "let x =",
    "let x = call",
    "let x = call acme.",
    "let x = call acme.find {",
    "let x = call acme.find { query: ",
    "let x = call acme.find { query: \"tea",
    "let x = call acme.find { query: \"${tea\" }",
    "ensure",
    "ensure x ==",
    "if x",
    "if x {",
    "for x in",
    "match x { a =>",
    "x.",
    "f(",
    "[1, 2",
    "§",
    "a b c",
    "with { retry: }",
];

#[test]
fn a_mistake_leaves_the_items_around_it_intact() {
    let mut told = String::new();
    for mistake in MISTAKES {
        let text = format!(
            "/// Before.\nfn before(a: int) -> int = a + 1\n\ntemplate broken(x: int) -> int {{\n  \
             let y = x + 1\n  {mistake}\n}}\n\ntype After = {{ b: string }}\n\n\
             fn after(b: int) -> int {{\n  let c = b\n  c\n}}\n"
        );
        let tree = parsed(&text);
        assert!(tree.root_node().has_error(), "{mistake} is no mistake");
        let intact: Vec<_> = items(tree.root_node(), &text);
        let _ = writeln!(told, "{mistake:45} {}", intact.join(", "));
    }
    expect(&here("tests/recovery.txt"), &told);
}

/// Names of the items that have no mistake inside, and of the one that has if it is still there.
fn items(root: Node<'_>, text: &str) -> Vec<String> {
    let mut cursor = root.walk();
    let items =
        root.children(&mut cursor).filter(|node| node.child_by_field_name("name").is_some());
    items
        .map(|node| {
            let name = node.child_by_field_name("name").expect("just asked");
            let name = &text[name.byte_range()];
            if node.has_error() { format!("({name})") } else { name.to_owned() }
        })
        .collect()
}

#[test]
fn an_error_in_the_file_of_all_constructs_is_found_without_losing_the_rest() {
    let text = read(&here("tests/queries/sample.orch"));
    let whole = parsed(&text).root_node().named_child_count();
    let broken = text.replacen("const PAGE: int = 20", "const PAGE: int 20", 1);
    let tree = parsed(&broken);
    assert!(tree.root_node().has_error());
    assert!(tree.root_node().named_child_count() >= whole - 1, "{}", tree.root_node().to_sexp());
}
