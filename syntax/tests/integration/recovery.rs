//! One mistake yields one diagnostic, at the least that is wrong, and the rest is still read.

use orchestra_syntax::ast::{Expr, Item, RecordEntry, Statement};
use orchestra_syntax::{Parse, parse};

/// Each problem as `line text: message`.
fn problems(text: &str) -> Vec<String> {
    let parsed = parse(text);
    let shown = parsed.problems.iter().map(|problem| {
        let line = text[..problem.span.start as usize].matches('\n').count() + 1;
        format!("{line} {}: {}", &text[problem.span.range()], problem.message)
    });
    shown.collect()
}

/// The same of the statements of a template.
fn in_template(statements: &str) -> Vec<String> {
    problems(&format!("template a() -> int {{\n{statements}\n}}\nconst LAST = 1\n"))
}

#[test]
fn ten_mistakes_are_ten_diagnostics() {
    let text = include_str!("../data/ten_mistakes.orch");
    assert_eq!(
        problems(text),
        [
            "6 20: expected `=`, found `20`",
            "8 b: expected `,` or `}`, found `b`",
            "10 string: expected `:`, found `string`",
            "12 *: expected an expression, found `*`",
            "16 let: expected an expression, found `let`",
            "21 {: expected `,` or `)`, found `{`",
            "27 let: expected `,` or `}`, found `let`",
            "32 {: this `{` is never closed",
            "39 ): expected `,` or `]`, found `)`",
            "44 \": this string is never closed",
        ]
    );
    let parsed = parse(text);
    let names: Vec<_> =
        parsed.file().items().filter_map(|item| Some(item.name()?.text())).collect();
    assert_eq!(
        names,
        ["GOOD", "BAD", "Few", "Pair", "sum", "one", "two", "three", "four", "five", "six", "LAST"]
    );
}

/// The first call of the first template's first `let`.
fn with_first_call<T>(
    parsed: &Parse,
    read: impl FnOnce(orchestra_syntax::ast::Call<'_>) -> T,
) -> T {
    let template = parsed.file().items().find_map(|item| match item {
        Item::Template(template) => Some(template),
        _ => None,
    });
    let body = template.expect("a template").body().expect("a body");
    let Some(Statement::Let(first)) = body.statements().next() else { panic!("a let") };
    let Some(Expr::Call(call)) = first.value() else { panic!("a call") };
    read(call)
}

#[test]
fn a_half_typed_call_keeps_its_target_and_arguments() {
    let parsed = parse(
        "template a() -> int {\n  let x = call acme.find { query: q, limit: \n  let y = 1\n  y\n}\n",
    );
    assert_eq!(parsed.problems.len(), 1);
    with_first_call(&parsed, |call| {
        assert_eq!(call.target().unwrap().second().unwrap().text(), "find");
        let keys: Vec<_> = call
            .arguments()
            .unwrap()
            .entries()
            .map(|entry| match entry {
                RecordEntry::Field(field) => field.key().unwrap().text(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(keys, ["query", "limit"]);
    });
    let parsed = parse("template a() -> int {\n  let x = call acme.\n  let y = 1\n  y\n}\n");
    assert_eq!(parsed.problems.len(), 1);
    with_first_call(&parsed, |call| {
        assert!(call.target().unwrap().has_point());
        assert!(call.target().unwrap().second().is_none());
    });
}

#[test]
fn what_is_half_typed_is_one_problem() {
    let found_end = ["3 }: expected a field's name, found `}`"];
    assert_eq!(in_template("let x = foo."), found_end);
    assert_eq!(in_template("let x = foo("), ["3 }: expected `,` or `)`, found `}`"]);
    assert_eq!(in_template("let x ="), ["3 }: expected an expression, found `}`"]);
    assert_eq!(in_template("let x"), ["3 }: expected `=`, found `}`"]);
    assert_eq!(in_template("let"), ["3 }: expected a name, found `}`"]);
    assert_eq!(in_template("ensure"), ["3 }: expected an expression, found `}`"]);
    assert_eq!(in_template("mock a.b =>"), ["3 }: expected an expression, found `}`"]);
    assert_eq!(in_template("for x in"), ["3 }: expected an expression, found `}`"]);
    assert_eq!(in_template("for"), ["3 }: expected a name, found `}`"]);
    assert_eq!(in_template("if"), ["3 }: expected an expression, found `}`"]);
    assert_eq!(in_template("match x"), ["3 }: expected `{`, found `}`"]);
    assert_eq!(in_template("call"), ["3 }: expected a target, found `}`"]);
    assert_eq!(in_template("call a.b"), ["3 }: expected `{`, found `}`"]);
    assert_eq!(in_template("call a.b {} else"), ["3 }: expected an expression, found `}`"]);
    assert_eq!(in_template("call a.b {} with"), ["3 }: expected `{`, found `}`"]);
    assert_eq!(
        in_template("let x = \"${foo.}\""),
        ["2 }: expected a field's name, found the end of the interpolation"]
    );
}

#[test]
fn a_missing_bracket_is_found_by_indentation() {
    let text = "  for x in xs {\n    call a {}\n  let y = 1\n  y";
    assert_eq!(in_template(text), ["2 {: this `{` is never closed"]);
    let text = "  if a {\n    if b {\n      1\n  }\n  2";
    assert_eq!(in_template(text), ["3 {: this `{` is never closed"]);
}

#[test]
fn a_wrong_bracket_is_taken_for_the_right_one() {
    assert_eq!(problems("const A = f(1]\nconst B = 2"), ["1 ]: expected `,` or `)`, found `]`"]);
    assert_eq!(problems("const A = [1, (2]\nconst B = 2"), ["1 ]: expected `,` or `)`, found `]`"]);
}

#[test]
fn a_bracket_too_many_is_one_problem() {
    let text = "template a() -> int {\n  1\n  }\n}\nconst A = 1";
    assert_eq!(problems(text), ["4 }: expected an item, found `}`"]);
    assert_eq!(in_template("let x = (1))\nx"), ["2 ): expected a statement or `}`, found `)`"]);
}

#[test]
fn what_other_languages_write_is_explained() {
    let help = |text: &str| parse(text).problems[0].help.clone().unwrap_or_default();
    assert_eq!(help("const A = 1;"), "the language has no semicolons");
    assert_eq!(help("const A = 'a'"), "strings stand in double quotes");
    assert_eq!(help("/* no */\nconst A = 1"), "comments begin with `//`");
    assert_eq!(help("template a() -> int { if x = 1 { 2 } }"), "`==` compares");
    assert_eq!(problems("type A = int(1..10)"), ["1 ..: a range with an end is written `..=`"]);
    assert_eq!(problems("type A = string(\"a\")"), ["1 \": a pattern is a raw string, `r\"…\"`"]);
    assert_eq!(problems("const A = { a = 1 }"), ["1 =: expected `:`, found `=`"]);
}

#[test]
fn direction_marks_are_refused_wherever_they_stand() {
    for text in ["// a\u{202e}b", "const A = \"\u{2066}\"", "const A = \u{200f}1", "\u{61c}"] {
        let messages = problems(text);
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].contains("changes the direction of text"), "{messages:?}");
    }
}

#[test]
fn diagnostics_carry_what_problems_say() {
    let parsed = parse("const A = 1;\nconst B = [1 2]\n");
    let file: orchestra_diagnostics::FileName = "a.orch".into();
    let diagnostics = parsed.diagnostics(&file);
    assert_eq!(diagnostics.len(), 2);
    assert_eq!(diagnostics[0].code, orchestra_diagnostics::Code::E0101);
    assert_eq!(diagnostics[0].fixes[0].edits[0].text, "");
    assert_eq!(diagnostics[1].labels[0].message, "the list begins here");
}
