//! Fixes as texts: what is written, and what it is after the one fix that is offered. Where there is
//! none, help names who says so.

use orchestra_tests::checked::Checked;

/// A text with one mistake, and the text after its fix.
const CASES: &[(&str, &str)] = &[
    // Arguments that nobody takes.
    ("fn a(n: int) -> int = n\nconst A = a(1, 2, a(3))", "fn a(n: int) -> int = n\nconst A = a(1)"),
    (
        "fn a(n: int) -> int = n\nconst A = a(\n  1, // one\n  2,\n)",
        "fn a(n: int) -> int = n\nconst A = a(\n  1, // one\n)",
    ),
    ("fn a(s: string) -> string = s.upper(1)", "fn a(s: string) -> string = s.upper()"),
    // An argument by position behind those by name.
    (
        "fn a(s: string, n: int = 1) -> int = s.len() * n\nconst A = a(n: 2, \"tea\")",
        "fn a(s: string, n: int = 1) -> int = s.len() * n\nconst A = a(n: 2, s: \"tea\")",
    ),
    (
        "fn a(n: int[]) -> int = n.reduce(init: 0, (x, y) => x + y)",
        "fn a(n: int[]) -> int = n.reduce(init: 0, f: (x, y) => x + y)",
    ),
    // An entry of a route that provides nothing.
    (
        "use subnet mail, quill\nuse capability search\ntemplate a() -> int {\n  (call search.web { query: \"tea\" } with { route: [mail, quill] }).hits.len()\n}",
        "use subnet mail, quill\nuse capability search\ntemplate a() -> int {\n  (call search.web { query: \"tea\" } with { route: [quill] }).hits.len()\n}",
    ),
    // What says the same again.
    ("use subnet acme, acme\nconst A = 1", "use subnet acme\nconst A = 1"),
    ("use subnet acme\nuse subnet acme\nconst A = 1", "use subnet acme\nconst A = 1"),
    (
        "use std.text { bullet_list, bullet_list }\nconst A = 1",
        "use std.text { bullet_list }\nconst A = 1",
    ),
    ("type A = {\n  x: int,\n  x: int,\n}", "type A = {\n  x: int,\n}"),
    ("enum A { one, two, one }", "enum A { one, two }"),
    ("fn a(x: int) -> json = { x, x }", "fn a(x: int) -> json = { x }"),
    (
        "fn a(n: int) -> int = n\nconst A = a(n: 2, n: 2)",
        "fn a(n: int) -> int = n\nconst A = a(n: 2)",
    ),
    (
        "use subnet acme\ntemplate a() -> json { call acme.find { query: \"a\" } with { retry: 1, retry: 1 } }",
        "use subnet acme\ntemplate a() -> json { call acme.find { query: \"a\" } with { retry: 1 } }",
    ),
];

/// Texts with a mistake that no fix is offered for: more than one could be meant, or a comment would
/// go.
const UNFIXED: &[&str] = &[
    "fn a(n: int) -> int = n\nconst A = a(1, 2, // two\n  3)",
    "fn a(s: string, n: int = 1, m: int = 2) -> int = n + m\nconst A = a(n: 2, \"tea\")",
    "use subnet mail\nuse capability search\ntemplate a() -> int {\n  (call search.web { query: \"tea\" } with { route: [mail] }).hits.len()\n}",
    "use subnet acme\nuse capability search\nuse subnet quill as search\nconst A = 1",
    "type A = {\n  x: int,\n  // Again.\n  x: int,\n}",
    "type A = { x: int, x: float }",
];

#[test]
fn the_fix_is_what_was_meant() {
    let mut wrong = Vec::new();
    for (text, meant) in CASES {
        let checked = Checked::with_mini_ledger(&[("main.orch", text)]);
        let found = checked.all_diagnostics();
        let mended: Vec<String> = match found.as_slice() {
            [one] => one.fixes.iter().map(|fix| checked.mended(fix).swap_remove(0).1).collect(),
            _ => Vec::new(),
        };
        if mended != [*meant] {
            wrong.push(format!("{text}\n  {mended:?}\n  {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_offered_where_it_is_not_plain() {
    for text in UNFIXED {
        let found = Checked::with_mini_ledger(&[("main.orch", text)]).all_diagnostics();
        assert!(found.len() == 1 && found[0].fixes.is_empty(), "{text}\n{found:#?}");
    }
}

/// What stands in braces of a call of acme.find, and the help.
const SAID: &[(&str, &str)] = &[
    ("query: \"tea\", limit: 300", "so says acme.find, revision 3"),
    ("query: \"tea\", limit: \"ten\"", "so says acme.find, revision 3"),
    ("query: \"tea\", colour: 1", "there is `limit` and `kind`: so says acme.find, revision 3"),
    ("query: \"tea\", limt: 3", "did you mean `limit`?"),
];

#[test]
fn the_ledger_is_quoted_for_arguments() {
    for (arguments, help) in SAID {
        let text =
            format!("use subnet acme\ntemplate a() -> json {{ call acme.find {{ {arguments} }} }}");
        let found = Checked::with_mini_ledger(&[("main.orch", &text)]).all_diagnostics();
        let said: Vec<_> = found.iter().filter_map(|it| it.help.as_deref()).collect();
        assert_eq!(said, [*help], "{text}");
    }
}
