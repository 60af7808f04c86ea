//! Fixes as texts: what is written, and what it is after the one fix that is offered.

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
    // A call in pure code.
    (
        "use subnet acme\ntemplate a() -> int {\n  ensure (call acme.find { query: \"a\" }).total > 0\n  1\n}",
        "use subnet acme\ntemplate a() -> int {\n  let answer = call acme.find { query: \"a\" }\n  ensure answer.total > 0\n  1\n}",
    ),
    (
        "template a(answer: float) -> string {\n  if (call sys.random {}) > answer { \"heads\" } else { \"tails\" }\n}",
        "template a(answer: float) -> string {\n  let answer_2 = call sys.random {}\n  if answer_2 > answer { \"heads\" } else { \"tails\" }\n}",
    ),
    (
        "use subnet acme\ntemplate a(x: string(1..=9)[..=3]) -> int[] {\n  x.map(n => (call acme.find { query: n }).total + 1)\n}",
        "use subnet acme\ntemplate a(x: string(1..=9)[..=3]) -> int[] {\n  for n in x { (call acme.find { query: n }).total + 1 }\n}",
    ),
    (
        "use subnet acme\ntemplate a(x: int[..=3]) -> int {\n  let found = x.map(_ => (call acme.find { query: \"a\" }))\n  found.len()\n}",
        "use subnet acme\ntemplate a(x: int[..=3]) -> int {\n  let found = for _ in x { (call acme.find { query: \"a\" }) }\n  found.len()\n}",
    ),
    // A string that isn't closed.
    ("const A = \"tea", "const A = \"tea\""),
    ("const A = (\"tea)", "const A = (\"tea\")"),
    ("const A = [\n  \"tea (green),\n]", "const A = [\n  \"tea (green)\",\n]"),
    ("const A = r\"tea", "const A = r\"tea\""),
    // Units, currencies, and types of functions.
    ("const A = 3secs", "const A = 3s"),
    ("const A = 1_000USD", "const A = 1_000usd"),
    ("const A = 2.5dollars", "const A = 2.5usd"),
    ("fn a<T>(x: T) -> T = x\nconst A = a<int>(1)", "fn a<T>(x: T) -> T = x\nconst A = a(1)"),
    // A mock of what is never called.
    (
        "use subnet acme\ntest \"a\" {\n  mock acme.page => \"\"\n  let found = call acme.find { query: \"tea\" } else { hits: [], total: 0 }\n  ensure found.total == 0\n}",
        "use subnet acme\ntest \"a\" {\n  let found = call acme.find { query: \"tea\" } else { hits: [], total: 0 }\n  ensure found.total == 0\n}",
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
    "use subnet acme\ntemplate a(x: bool) -> int {\n  ensure x && (call acme.find { query: \"a\" }).total > 0\n  1\n}",
    "use subnet acme\ntemplate a() -> int {\n  // orch: allow(unused-let)\n  ensure (call acme.find { query: \"a\" }).total > 0\n  1\n}",
    "use subnet acme\ntemplate a(x: int[..=3]) -> int { x.map(n => n + (call acme.find { query: \"a\" }).total).sum() }",
    "use subnet acme\ntemplate a(x: int[..=3]) -> string[] { x.map(n => \"${(call acme.find { query: \"a\" }).total}\") }",
    "use subnet acme\nfn a(x: int[..=3]) -> int[] = x.map(n => (call acme.find { query: \"a\" }).total)",
    "const A = \"tea ${1",
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
