//! What a call takes, and which part of it the cursor is at.

use orchestra_lsp_ide::{SignatureHelp, signature_help};

use crate::fixture::Fixture;

const SHARED: &str = "\
use subnet acme
use capability search
/// Half of it.
fn half(
  /// What is halved.
  n: int,
  digits: int = 0,
) -> int = n / 2
template doubled(n: int) -> int { n * 2 }
";

fn help(text: &str) -> Option<SignatureHelp> {
    let fixture = Fixture::new(&format!("{SHARED}{text}\n"));
    signature_help(&fixture.db, fixture.file, fixture.offset)
}

/// The label, with the active parameter between `«` and `»`.
fn shown(text: &str) -> String {
    let Some(help) = help(text) else { return String::new() };
    let Some(active) = help.active else { return help.label };
    let span = help.parameters[active].0.range();
    let (before, after) = (&help.label[..span.start], &help.label[span.end..]);
    format!("{before}«{}»{after}", &help.label[span.clone()])
}

#[test]
fn an_operation_shows_the_required_first() {
    let label = shown("template t() -> json { call acme.find { $0 } }");
    let expected = "acme.find { «query: string(1..=200)», limit?: int(1..=50) = 10, \
        kind?: \"web\" | \"news\" = \"web\" } -> { hits: …, total: … }";
    assert_eq!(label, expected);
}

#[test]
fn the_argument_that_is_written_is_active() {
    let label = shown("template t() -> json { call acme.find { kind: $0 } }");
    assert!(label.contains("«kind?: \"web\" | \"news\" = \"web\"»"), "{label}");
    let label = shown("template t() -> json { call acme.find { query: \"te$0\" } }");
    assert!(label.contains("«query: string(1..=200)»"), "{label}");
}

#[test]
fn behind_a_comma_the_first_that_is_not_written_is_active() {
    let label = shown("template t() -> json { call search.web { query: \"a\", $0 } }");
    assert!(label.starts_with("search.web { query: string(1..=200), «limit?: "), "{label}");
}

#[test]
fn a_call_that_is_not_closed_shows_what_it_takes() {
    let label = shown("template t() -> json {\n  let a = call acme.find { $0\n  let b = 1\n  b\n}");
    assert!(label.starts_with("acme.find { «query: "), "{label}");
    let label = shown("template t() -> json {\n  call acme.find { $0");
    assert!(label.starts_with("acme.find { «query: "), "{label}");
}

#[test]
fn templates_and_sys_are_called_too() {
    assert_eq!(
        shown("template t() -> json { call doubled { $0 } }"),
        "doubled { «n: int» } -> int"
    );
    assert_eq!(
        shown("template t() -> json { call sys.sleep { for: $0 } }"),
        "sys.sleep { «for: duration» } -> null"
    );
    assert_eq!(shown("template t() -> json { call sys.now { $0 } }"), "sys.now {} -> datetime");
}

#[test]
fn functions_are_applied_by_position_then_by_name() {
    assert_eq!(shown("const A: int = half($0)"), "half(«n: int», digits: int = …) -> int");
    assert_eq!(shown("const A: int = half(1, $0)"), "half(n: int, «digits: int = …») -> int");
    assert_eq!(shown("const A: int = half(digits: $0)"), "half(n: int, «digits: int = …») -> int");
    assert_eq!(shown("const A: int = half(1, 2, $0)"), "half(n: int, digits: int = …) -> int");
}

#[test]
fn what_is_said_of_a_function_and_its_parameters_comes_along() {
    let help = help("const A: int = half($0)").expect("it is applied");
    assert_eq!(help.documentation.as_deref(), Some("Half of it."));
    let said: Vec<_> = help.parameters.iter().map(|(_, said)| said.as_deref()).collect();
    assert_eq!(said, [Some("What is halved."), None]);
}

#[test]
fn methods_say_what_their_lambdas_are_given() {
    let head = "template t(names: string[..=5]) -> json { ";
    assert_eq!(shown(&format!("{head}names.map($0) }}")), "map(«f: (string) => …»)");
    assert_eq!(shown(&format!("{head}names.take($0) }}")), "take(«n: int»)");
    let label = shown(&format!("{head}\"ab\".replace(\"a\", $0) }}"));
    assert!(label.ends_with("«by: string»)"), "{label}");
}

#[test]
fn the_innermost_call_is_meant() {
    let label = shown("template t() -> json { call doubled { n: half($0) } }");
    assert!(label.starts_with("half(«n"), "{label}");
    let label = shown("template t() -> json { call doubled { n: half(1) + $0 } }");
    assert!(label.starts_with("doubled { «n"), "{label}");
}

#[test]
fn outside_of_calls_there_is_nothing_to_say() {
    assert_eq!(help("const A: int = $01"), None);
    assert_eq!(help("template t() -> json { call acme.find { query: \"a\" } $0 }"), None);
    assert_eq!(help("template t() -> json { call nobody.find { $0 } }"), None);
    assert_eq!(help("template t() -> json { let a = { b: $0 } a }"), None);
}
