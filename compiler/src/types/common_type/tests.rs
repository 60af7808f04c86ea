//! Common types.

use super::common;
use crate::types::{
    Type,
    testing::{Names, ty},
};

#[test]
fn one_base_is_the_smallest_range() {
    let names = Names::with(&[
        ("Depth", "\"quick\" | \"deep\""),
        ("Hit", "{ url: url }"),
        ("Tree", "{ children: Tree[] }"),
    ]);
    for (types, expected) in [
        (&["int(1..=5)", "int(3..=9)"][..], "int(1..=9)"),
        (&["1", "2", "1"], "1 | 2"),
        (&["\"a\"", "\"b\""], "\"a\" | \"b\""),
        (&["\"abc\"", "string(..=2)"], "string(..=3)"),
        (&["1", "0.5"], "1.0 | 0.5"),
        (&["int(1..=2)", "float"], "float"),
        (&["true", "false"], "bool"),
        (&["int", "null"], "int?"),
        (&["Hit", "null"], "Hit?"),
        (&["Hit", "Hit"], "Hit"),
        (&["Depth", "\"quick\""], "Depth"),
        (&["{ a: 1, b: string }", "{ b: null, a: 2 }"], "{ a: 1 | 2, b: string? }"),
        (&["{ a: int }", "{ b: int }"], "{ a: int } | { b: int }"),
        (&["int[1]", "never[0]"], "int[..=1]"),
        (&["[int, string]", "[int, null]"], "[int, string?]"),
        (&["[int, int]", "int[]"], "int[]"),
        (&["url", "url"], "url"),
        (&["url", "date"], "string"),
        (&["string", "int"], "string | int"),
        (&["json", "int"], "json"),
        (&["usd", "tao"], "money"),
        (&["never", "int"], "int"),
        (&["Tree", "{ children: Tree[] }"], "Tree"),
        (&[], "never"),
    ] {
        let types: Vec<Type> = types.iter().map(|text| ty(text)).collect();
        assert_eq!(common(&names, &types).to_string(), expected, "{types:?}");
    }
}

#[test]
fn more_literals_than_one_reads_are_their_range() {
    let names = Names::none();
    let numbers: Vec<Type> = (0..33).map(|n| ty(&n.to_string())).collect();
    assert_eq!(common(&names, &numbers).to_string(), "int(0..=32)");
    let texts: Vec<Type> = (0..40).map(|n| Type::text(&"x".repeat(n))).collect();
    assert_eq!(common(&names, &texts).to_string(), "string(..=39)");
}
