//! What nobody meant to write: mistakes of all kinds in one file, nesting without end, half of a
//! file. The compiler answers with diagnostics, and never falls over. What it says of files that are
//! broken in one place is counted in `mutation`.

use orchestra_diagnostics::Code;
use orchestra_tests::{checked::Checked, corpus};

/// The codes of what is wrong, each with its message cut short.
fn told(text: &str) -> Vec<(Code, String)> {
    let checked = Checked::with_mini_ledger(&[("main.orch", text)]);
    let found = checked.all_diagnostics();
    let cut = |message: &str| message.chars().take(80).collect();
    found.iter().map(|found| (found.code, cut(&found.message))).collect()
}

fn codes(text: &str) -> Vec<Code> {
    told(text).into_iter().map(|(code, _)| code).collect()
}

#[test]
fn ten_separate_mistakes_are_ten_diagnostics() {
    let text = r#"
use subnet acme, acne

const PAGE 20

enum Depth { quick, deep }

type Rival = { name: strng }

fn pages(depth: Depth) -> int = match depth { Depth.quick => 5 }

fn size(name: string?) -> int = name.len()

template one(topic: string(1..=200)) -> int {
  let found = call acme.find { query: topic, limit: 80 }
  let more = call acme.find { query: topic, limt: 5 }
  let doubled = 2 * totl
  found.total + more.total
}

template two(topic: string(1..=200)) -> int {
  let found = call acme.fnid { query: topic }
  found.total
}

template three() -> string {
  "never closed
}
"#;
    let expected = [
        Code::E0401,
        Code::E0101,
        Code::E0203,
        Code::E0306,
        Code::E0305,
        Code::E0304,
        Code::E0303,
        Code::E0201,
        Code::E0402,
        Code::E0102,
    ];
    assert_eq!(codes(text), expected);
}

#[test]
fn nesting_ten_thousand_deep_is_one_diagnostic() {
    for (before, open, middle, close, after) in [
        ("const A = ", "(", "1", ")", ""),
        ("const A: json = ", "[", "1", "]", ""),
        ("const A: json = ", "{ a: ", "1", " }", ""),
        ("const A = ", "-", "1", "", ""),
        ("fn a(b: bool) -> int = ", "if b { ", "1", " } else { 2 }", ""),
        ("type A = ", "map<", "int", ">", ""),
        ("const A = ", "\"${", "1", "}\"", ""),
        ("template a() -> datetime {\n", "call sys.now {} else ", "call sys.now {}", "", "\n}"),
    ] {
        let text =
            format!("{before}{}{middle}{}{after}\n", open.repeat(10_000), close.repeat(10_000));
        assert_eq!(codes(&text), [Code::E0101], "{before}{open}: {:?}", told(&text));
    }
}

/// Each of forty types or values holds the one before twice: a walk through all parts has no end.
#[test]
fn what_doubles_forty_times_is_checked() {
    let forty = |line: &dyn Fn(usize, usize) -> String| -> String {
        (1..=40).map(|n| line(n, n - 1)).collect()
    };
    let lets = forty(&|n, before| format!("  let x{n} = {{ x: x{before}, y: x{before} }}\n"));
    let values = format!("template t(x0: string(..=5)) -> string {{\n{lets}  x40.to_json()\n}}\n");
    assert_eq!(codes(&values), [Code::E0308]);

    let types = |name: char, of: &str| {
        let more = forty(&|n, before| {
            format!("type {name}{n} = {{ x: {name}{before}, y: {name}{before} }}\n")
        });
        format!("type {name}0 = {of}\n{more}")
    };
    let (a, b) = (types('A', "int(..=5)"), types('B', "int"));
    let generic = format!(
        "type D<T> = {{ x: T, y: T }}\ntype G = {}int{}\n",
        "D<".repeat(40),
        ">".repeat(40)
    );
    for used in [
        "template t(a: A40) -> string {\n  a.to_json()\n}\n",
        "template t(a: A40) -> B40 {\n  a\n}\n",
        "template t(a: A40, b: B40) -> bool {\n  a == b\n}\n",
        "template t(a: A40, b: B40, c: bool) -> string {\n  (if c { [a] } else { [b] }).to_json()\n}\n",
        "template t(a: G, b: G?) -> string {\n  (b ?? a).to_json()\n}\n",
        "template t(a: A40) -> string {\n  let asked = call acme.find { query: a.to_json().slice(0, 5) }\n  asked.hits.to_json()\n}\n",
    ] {
        let text = format!("use subnet acme\n{a}{b}{generic}{used}");
        assert_eq!(told(&text), [], "{used}");
    }
}

#[test]
fn long_lists_and_blocks_are_read() {
    let list = "1, ".repeat(10_000);
    assert_eq!(told(&format!("const A = [{list}].sum()\n")), []);
    let lets: String = (0..10_000).map(|n| format!("  let x{n} = {n}\n")).collect();
    assert_eq!(told(&format!("template a() -> int {{\n{lets}  x9999\n}}\n")), []);
}

#[test]
fn long_chains_are_read_up_to_a_bound() {
    let sum = |count: usize| told(&format!("const A = {}\n", vec!["1"; count].join(" + ")));
    assert_eq!(sum(400), []);
    let beyond = sum(10_000);
    assert!(beyond.len() == 1 && beyond[0].0 == Code::E0101, "{beyond:?}");
    let chain =
        |count| told(&format!("fn a(n: int[]) -> int[] = n{}\n", ".reverse()".repeat(count)));
    assert_eq!(chain(100), []);
    let beyond = chain(10_000);
    assert!(beyond.len() == 1 && beyond[0].0 == Code::E0101, "{beyond:?}");
}

/// Every prefix of a file is some half-typed file. None makes the compiler fall over.
#[test]
fn every_beginning_of_a_file_is_checked() {
    let text = corpus::read(&corpus::folder("conformance/valid/a-whole-file.orch"));
    for (end, _) in text.char_indices().step_by(7) {
        let checked = Checked::with_mini_ledger(&[("main.orch", &text[..end])]);
        let found = checked.all_diagnostics();
        assert!(found.len() < 60, "{} diagnostics of the first {end} bytes", found.len());
    }
}
