//! No text overflows the stack: what nests is refused beyond 256 levels with one diagnostic, what
//! chains is read in loops. Test threads have 2 MiB, which is what these rely on.

use orchestra_syntax::{Parse, parse};

const UNITS: usize = 10_000;

/// A file whose one constant or template holds `units` times `open`, then `middle`, then `close`.
fn nested(before: &str, open: &str, middle: &str, close: &str, after: &str, units: usize) -> Parse {
    parse(&format!("{before}{}{middle}{}{after}\n", open.repeat(units), close.repeat(units)))
}

const IN_CONST: (&str, &str) = ("const A = ", "");
const IN_TYPE: (&str, &str) = ("type A = ", "");
const IN_TEMPLATE: (&str, &str) = ("template a() -> int {\n", "\n}");

type Shape = ((&'static str, &'static str), &'static str, &'static str, &'static str);

const SHAPES: &[Shape] = &[
    (IN_CONST, "(", "1", ")"),
    (IN_CONST, "[", "1", "]"),
    (IN_CONST, "{ a: ", "1", " }"),
    (IN_CONST, "-", "a", ""),
    (IN_CONST, "!", "a", ""),
    (IN_CONST, "- ! ", "1", ""),
    (IN_CONST, "x => ", "1", ""),
    (IN_CONST, "(x, _) => ", "1", ""),
    (IN_CONST, "f(", "1", ")"),
    (IN_CONST, "f(a: ", "1", ")"),
    (IN_CONST, "a[", "1", "]"),
    (IN_CONST, "[...", "a", "]"),
    (IN_CONST, "fail ", "a", ""),
    (IN_CONST, "1 + (2 * ", "3", ")"),
    (IN_CONST, "\"${", "a", "}\""),
    (IN_CONST, "if a { ", "1", " }"),
    (IN_CONST, "if ", "a", " { 1 }"),
    (IN_CONST, "match a { _ => ", "1", " }"),
    (IN_CONST, "match ", "a", " { _ => 1 }"),
    (IN_CONST, "for x in ", "a", " { 1 }"),
    (IN_CONST, "for x in xs { ", "1", " }"),
    (IN_CONST, "repeat s = ", "a", " until a max 1 { 1 }"),
    (IN_TEMPLATE, "call a {} else ", "1", ""),
    (IN_TEMPLATE, "call a { b: (", "1", ") }"),
    (IN_TEMPLATE, "if a { ", "1", " } else { 2 }"),
    (IN_TEMPLATE, "call a {} with { b: (", "1", ") }"),
    (IN_TYPE, "(", "int", ")"),
    (IN_TYPE, "[", "int", "]"),
    (IN_TYPE, "{ a: ", "int", " }"),
    (IN_TYPE, "map<", "int", ">"),
    (("template a() -> int {\nlet ", " = 1\n}"), "[", "a", "]"),
    (("template a() -> int {\nlet ", " = 1\n}"), "{ a: ", "b", " }"),
    (("const A = match a { ", " => 1 }"), "[", "a", "]"),
    (("const A = match a { ", " => 1 }"), "{ a: ", "b", " }"),
];

#[test]
fn nesting_ten_thousand_deep_is_one_diagnostic() {
    let mut wrong = Vec::new();
    for ((before, after), open, middle, close) in SHAPES {
        let parsed = nested(before, open, middle, close, after, UNITS);
        let messages: Vec<_> =
            parsed.problems.iter().take(4).map(|problem| problem.message.clone()).collect();
        let is_refused = messages.first().is_some_and(|first| first.contains("nested deeper"));
        if !is_refused || messages.len() > 1 {
            wrong.push(format!("{open}{middle}{close}: {messages:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nesting_without_end_is_few_diagnostics() {
    let mut wrong = Vec::new();
    for ((before, _), open, _, _) in SHAPES {
        let parsed = parse(&format!("{before}{}", open.repeat(UNITS)));
        let count = parsed.problems.len();
        if count == 0 || count > 257 {
            wrong.push(format!("{open}: {count} {:?}", &parsed.problems[..count.min(3)]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_hundred_levels_are_no_problem() {
    let mut wrong = Vec::new();
    for ((before, after), open, middle, close) in SHAPES {
        let parsed = nested(before, open, middle, close, after, 100);
        if !parsed.problems.is_empty() {
            wrong.push(format!("{open}: {:?}", parsed.problems[0]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn long_chains_are_read_whole() {
    let units = 40_000;
    let chains = [
        format!("const A = a{}", " + a".repeat(units)),
        format!("const A = a{}", " ?? a".repeat(units)),
        format!("const A = a{}", ".b(c => c)".repeat(units)),
        format!("const A = a{}", "[0]".repeat(units)),
        format!("const A = a{}", "!".repeat(units)),
        format!("const A = a{}", " into json".repeat(units)),
        format!("const A = if a {{ 1 }}{}", " else if a { 1 }".repeat(units)),
        format!("const A = [{}]", "1, ".repeat(units)),
        format!("type A = int{}", "[]?".repeat(units)),
        format!("type A = int{}", "[]".repeat(units)),
        format!("type A = int{}", " | int".repeat(units)),
        format!("const A = match a {{ 1{} => 2 }}", " | 1".repeat(units)),
        format!("template a() -> int {{\n{}}}", "let a = call b {}\n".repeat(units)),
        "const A = 1\n".repeat(units),
    ];
    for chain in chains {
        let parsed = parse(&chain);
        assert_eq!(parsed.problems, [], "{}", &chain[..60]);
        assert!(parsed.tree.nodes().count() > units);
    }
}
