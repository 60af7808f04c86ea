//! A misspelt word of any kind suggests the one that was meant, and its fix mends it.

use orchestra_tests::checked::Checked;

/// What is misspelt, a text in which nothing else is wrong, and what was meant.
const CASES: &[(&str, &str, &str)] = &[
    ("a name", "fn a(total: int) -> int = totl", "total"),
    ("a function", "fn size() -> int = 1\nconst A = sise()", "size"),
    ("a type", "fn a(total: strng) -> string = \"\"", "string"),
    ("a type of one's own", "type Page = { a: int }\nfn b(p: Pgae) -> int = 1", "Page"),
    ("a field that is read", "fn a(p: { title: string }) -> string = p.titel", "title"),
    (
        "a field that is written",
        "type Page = { title: string, rank?: int }\nconst A: Page = { title: \"\", rnak: 1 }",
        "rank",
    ),
    (
        "an argument by name",
        "fn a(x: int, weight: int = 1) -> int = x * weight\nconst A = a(1, wieght: 2)",
        "weight",
    ),
    ("a variant", "enum Depth { quick, deep }\nconst A = Depth.quik", "quick"),
    (
        "a variant in a pattern",
        "enum Depth { quick, deep }\nfn a(d: Depth) -> int = match d { Depth.quikc => 1, _ => 2 }",
        "quick",
    ),
    ("a text of a union", "const A: \"quick\" | \"deep\" = \"quik\"", "\"quick\""),
    ("a method", "fn a(s: string) -> string = s.uper()", "upper"),
    ("a subnet", "use subnet acmee\ntemplate a() -> int { 1 }", "acme"),
    ("a family", "use capability serach\ntemplate a() -> int { 1 }", "search"),
    (
        "a subnet of the file",
        "use subnet acme\ntemplate a() -> int { (call acem.find { query: \"a\" }).total }",
        "acme",
    ),
    (
        "an operation",
        "use subnet acme\ntemplate a() -> int { (call acme.fnid { query: \"a\" }).total }",
        "find",
    ),
    ("an operation of `sys`", "template a() -> datetime { call sys.nwo {} }", "now"),
    (
        "a capability",
        "use capability search\ntemplate a() -> int { (call search.wbe { query: \"a\" }).hits.len() }",
        "web",
    ),
    (
        "an argument of a call",
        "use subnet acme\ntemplate a() -> int { (call acme.find { query: \"a\", limt: 2 }).total }",
        "limit",
    ),
    ("a template", "template one() -> int { 1 }\ntemplate a() -> int { call oen {} }", "one"),
    (
        "a policy",
        "use subnet acme\ntemplate a() -> int { (call acme.find { query: \"a\" } with { retyr: 2 }).total }",
        "retry",
    ),
    (
        "a word of `route`",
        "use capability search\ntemplate a() -> int { (call search.web { query: \"a\" } with { route: cheepest }).hits.len() }",
        "cheapest",
    ),
    (
        "a kind of failure in `retry`",
        "use subnet acme\ntemplate a() -> int { (call acme.find { query: \"a\" } with { retry: { attempts: 2, on: [timout] } }).total }",
        "timeout",
    ),
    (
        "a `backoff`",
        "use subnet acme\ntemplate a() -> int { (call acme.find { query: \"a\" } with { retry: { attempts: 2, backoff: fixd } }).total }",
        "fixed",
    ),
    (
        "a field of `retry`",
        "use subnet acme\ntemplate a() -> int { (call acme.find { query: \"a\" } with { retry: { attempts: 2, frist: 1s } }).total }",
        "first",
    ),
    (
        "the field that `retry` needs",
        "use subnet acme\ntemplate a() -> int { (call acme.find { query: \"a\" } with { retry: { atempts: 2 } }).total }",
        "attempts",
    ),
    (
        "a field of `quorum`",
        "use capability search\ntemplate a() -> int { (call search.web { query: \"a\" } with { quorum: { off: 2, agree: 2 } }).hits.len() }",
        "of",
    ),
    ("a policy of a template", "template a() -> int with { bugdet: 1usd } { 1 }", "budget"),
    (
        "a policy of `for`",
        "template a() -> int[] { for x in [1, 2] with { paralel: 2 } { x } }",
        "parallel",
    ),
    (
        "a word of `on_error`",
        "template a() -> int[] { for x in [1, 2] with { on_error: skpi } { x } }",
        "skip",
    ),
    (
        "the operation of a mock",
        "use subnet acme\ntest \"a\" {\n  mock acme.fnid => { hits: [], total: 1 }\n  let found = call acme.find { query: \"a\" }\n  ensure found.total == 1\n}",
        "find",
    ),
    (
        "the subnet of a mock",
        "use subnet acme\ntest \"a\" {\n  mock acem.find => { hits: [], total: 1 }\n  let found = call acme.find { query: \"a\" }\n  ensure found.total == 1\n}",
        "acme",
    ),
    (
        "the capability of a mock",
        "use capability search\ntest \"a\" {\n  mock search.wbe => { hits: [] }\n  let found = call search.web { query: \"a\" }\n  ensure found.hits.len() == 0\n}",
        "web",
    ),
    (
        "what is called, where another is mocked",
        "use subnet meter\ntest \"a\" {\n  mock meter.render => fail timeout\n  let found = call meter.read { names: [\"a\"] } else []\n  ensure found == []\n}",
        "meter.read",
    ),
    (
        "why a mock fails",
        "use subnet acme\ntest \"a\" {\n  mock acme.find => fail timout\n  let found = call acme.find { query: \"a\" } else { hits: [], total: 0 }\n  ensure found.total == 0\n}",
        "timeout",
    ),
    (
        "what `calls` lists",
        "use subnet acme\ntest \"a\" {\n  let found = call acme.find { query: \"a\" } else { hits: [], total: 0 }\n  ensure calls(acme.fnid).len() == found.total\n}",
        "find",
    ),
    ("a unit of time in words", "const A = 3min", "3m"),
    ("a unit of time in capitals", "const A = 30S", "30s"),
    ("a currency", "const A = 0.50uds", "0.50usd"),
    ("a currency in words", "const A = 5dollars", "5usd"),
    ("a currency in capitals", "const A = 2TAO", "2tao"),
    ("a module", "use std.txet { bullet_list }\nconst A = bullet_list([])", "std.text"),
    (
        "a name of a module",
        "use std.text { bulet_list as list }\nconst A = list([])",
        "bullet_list",
    ),
];

#[test]
fn a_misspelt_word_suggests_the_one_that_was_meant() {
    let mut wrong = Vec::new();
    for (what, text, meant) in CASES {
        let checked = Checked::with_mini_ledger(&[("main.orch", text)]);
        let found = checked.all_diagnostics();
        let help = format!("did you mean `{meant}`?");
        let [only] = &found[..] else {
            wrong.push(format!("{what}: {found:#?}"));
            continue;
        };
        if only.help.as_deref() != Some(&help) || only.fixes.is_empty() {
            wrong.push(format!("{what}: {only:#?}"));
            continue;
        }
        let mended = checked.mended(&only.fixes[0]);
        let texts: Vec<_> =
            mended.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let left = Checked::with_mini_ledger(&texts).all_diagnostics();
        if !left.is_empty() {
            wrong.push(format!("{what}, mended: {left:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
