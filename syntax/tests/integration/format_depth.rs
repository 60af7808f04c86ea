//! No text overflows the stack of what lays it out, and long chains cost no more than their length.
//! Test threads have 2 MiB, which is what these rely on.

use crate::layout::assert_settled;

const LONG: usize = 10_000;
const DEEP: usize = 240;

fn assert_laid_out(before: &str, open: &str, middle: &str, close: &str, after: &str, units: usize) {
    let text = format!("{before}{}{middle}{}{after}\n", open.repeat(units), close.repeat(units));
    assert_settled(&text);
}

#[test]
fn chains_of_any_length_are_laid_out() {
    for (before, first, unit, after) in [
        ("const A = ", "a", " + a", ""),
        ("const A = ", "a", " ?? a", ""),
        ("const A = ", "a", ".f", ""),
        ("const A = ", "a", ".f()", ""),
        ("const A = ", "a", ".f(x => { a: 1, })", ""),
        ("const A = ", "a", "[0]", ""),
        ("const A = ", "a", "!", ""),
        ("const A = ", "a", " into T", ""),
        ("const A = ", "if a { 1 }", " else if a { 1 }", ""),
        ("const A = f(", "a", ", a", ")"),
        ("type A = ", "int", "?[]", ""),
        ("type A = ", "int", " | int", ""),
        ("type A = ", "T", "[..=2]", ""),
        ("template a() -> int {\n", "", "  let x = 1\n", "}"),
        ("", "", "use a { b }\n", ""),
        ("", "", "// a\n", ""),
        ("const A = ", "\"", "${a}", "\""),
        ("const A = \"\"\"\n", "", "a ${b}\n", "\"\"\""),
    ] {
        assert_laid_out(before, "", first, unit, after, LONG);
    }
}

#[test]
fn what_nests_is_laid_out() {
    for (before, open, middle, close, after) in [
        ("const A = ", "(", "1", ")", ""),
        ("const A = ", "[", "1", "]", ""),
        ("const A = ", "[", "1", ",]", ""),
        ("const A = ", "{ a: ", "1", " }", ""),
        ("const A = ", "{ a: ", "1", ", }", ""),
        ("const A = ", "- ! ", "a", "", ""),
        ("const A = ", "x => ", "1", "", ""),
        ("const A = ", "f(", "1", ")", ""),
        ("const A = ", "a.b(x => c.d(", "1", ")).e()", ""),
        ("const A = ", "a.b(x => c.d(", "1", ",)).e()", ""),
        ("const A = ", "1 + (2 * ", "3", ")", ""),
        ("const A = ", "a && f(b || ", "c", ")", ""),
        ("const A = ", "\"${", "a", "}\"", ""),
        ("const A = ", "if a { ", "1", " }", ""),
        ("const A = ", "match a { _ => ", "1", " }", ""),
        ("const A = ", "for x in xs {\n", "1", " }", ""),
        ("const A = ", "repeat s = ", "a", " until a max 1 { 1 }", ""),
        ("template a() -> int {\n", "call a {} else ", "1", "", "\n}"),
        ("template a() -> int {\n", "call a { b: (", "1", ") }", "\n}"),
        ("type A = ", "[", "int", "]", ""),
        ("type A = ", "{ a: ", "int", " }", ""),
        ("type A = ", "map<", "int", ">", ""),
    ] {
        assert_laid_out(before, open, middle, close, after, DEEP / open.len().min(2));
        assert_laid_out(before, open, middle, close, after, LONG);
    }
}
