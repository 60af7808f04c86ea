//! What literals mean, and which are malformed.

use orchestra_syntax::ast::{Expr, Item, StringPart};
use orchestra_syntax::{LiteralValue, parse};

/// The value of the first constant's literal in `const A = {literal}`.
fn value(literal: &str) -> Option<LiteralValue> {
    let text = format!("const A = {literal}");
    let parsed = parse(&text);
    let Some(Item::Const(item)) = parsed.file().items().next() else { panic!("a const") };
    match item.value() {
        Some(Expr::Literal(literal)) => literal.value(),
        other => panic!("{other:?} isn't a literal"),
    }
}

/// The text of a string with `…` for each interpolation; it must have no problem.
fn text(string: &str) -> String {
    let text = format!("const A = {string}");
    let parsed = parse(&text);
    assert_eq!(parsed.problems, [], "{string}");
    let Some(Item::Const(item)) = parsed.file().items().next() else { panic!("a const") };
    let Some(Expr::String(literal)) = item.value() else { panic!("a string") };
    let parts = literal.parts().into_iter().map(|part| match part {
        StringPart::Text { text, .. } => text,
        StringPart::Interpolation(_) => "…".to_owned(),
    });
    parts.collect()
}

/// Code, place and message of each problem of `const A = {literal}`.
fn problems(literal: &str) -> Vec<String> {
    let text = format!("const A = {literal}\n");
    let parsed = parse(&text);
    let place = |span: orchestra_diagnostics::Span| text[span.range()].to_owned();
    parsed
        .problems
        .iter()
        .map(|problem| format!("{} {}: {}", problem.code, place(problem.span), problem.message))
        .collect()
}

#[test]
fn numbers() {
    assert_eq!(value("1_000"), Some(LiteralValue::Int(1000)));
    assert_eq!(value("-1"), Some(LiteralValue::Int(-1)));
    assert_eq!(value("-9223372036854775808"), Some(LiteralValue::Int(i64::MIN)));
    assert_eq!(value("0.5"), Some(LiteralValue::Float(0.5)));
    assert_eq!(value("1e6"), Some(LiteralValue::Float(1e6)));
    assert_eq!(value("-2.5E-3"), Some(LiteralValue::Float(-0.0025)));
    assert_eq!(value("20s"), Some(LiteralValue::Duration(20_000)));
    assert_eq!(value("1.5h"), Some(LiteralValue::Duration(5_400_000)));
    let money = |amount: &str, currency: &str| {
        Some(LiteralValue::Money { amount: amount.into(), currency: currency.into() })
    };
    assert_eq!(value("0.50usd"), money("0.50", "usd"));
    assert_eq!(value("1_000tao"), money("1000", "tao"));
    assert_eq!(value("5eur"), money("5", "eur"));
    assert_eq!(value(r#"r"\d+$""#), Some(LiteralValue::Raw(r"\d+$".into())));
    assert_eq!(value("null"), Some(LiteralValue::Null));
    assert_eq!(value("true"), Some(LiteralValue::Bool(true)));
}

#[test]
fn a_minus_binds_looser_than_what_follows_the_number() {
    let parsed = parse("const A = -2.abs()");
    let Some(Item::Const(item)) = parsed.file().items().next() else { panic!("a const") };
    assert!(matches!(item.value(), Some(Expr::Unary(_))));
    assert_eq!(parsed.problems, []);
}

#[test]
fn malformed_numbers_are_e0103() {
    let one = |literal: &str, message: &str| {
        assert_eq!(problems(literal), [format!("E0103 {literal}: {message}")]);
    };
    one("9223372036854775808", "`9223372036854775808` doesn't fit an int, which has 64 bits");
    one("1e999", "`1e999` is beyond the largest float");
    one("0.5ms", "`0.5ms` isn't a whole number of milliseconds within 64 bits");
    one("1_", "`1_` is no number");
    one("1__0", "`1__0` is no number");
    one("10xy", "`xy` is neither a unit of time nor a currency");
    one("0.5USD", "`USD` is neither a unit of time nor a currency");
    one("5S", "`S` is neither a unit of time nor a currency");
    one("1h30m", "`1h30m` is no number");
    one("1e5usd", "`1e5usd` is no number");
    assert_eq!(value("10xy"), None);
}

#[test]
fn a_unit_in_capitals_has_a_fix() {
    let parsed = parse("const A = 0.5USD");
    let (title, edits) = parsed.problems[0].fix.as_ref().expect("a fix");
    assert_eq!(title, "write `0.5usd`");
    assert_eq!(edits[0].1, "0.5usd");
}

#[test]
fn escapes() {
    assert_eq!(text(r#""a\n\t\r\\\"\$\u{1F600} $ ü""#), "a\n\t\r\\\"$\u{1f600} $ ü");
    assert_eq!(text(r#""${a}b${"c ${d}"}""#), "…b…");
    assert_eq!(text(r#""""#), "");
    assert_eq!(problems(r#""\q""#), [r"E0103 \q: `\q` is no escape"]);
    assert_eq!(problems(r#""\u{d800}""#), [r"E0103 \u{d800}: `\u{d800}` is no escape"]);
}

#[test]
fn text_blocks_are_stripped() {
    let block = |lines: &str| text(&format!("\"\"\"\n{lines}\"\"\""));
    assert_eq!(block("  a\n    b\n  "), "a\n  b");
    assert_eq!(block("    a\n  "), "  a");
    assert_eq!(block("  a\n\n   \n  b\n  "), "a\n\n\nb");
    assert_eq!(block("  a\n  b"), "a\nb");
    assert_eq!(block("\ta\n  b\n"), "\ta\n  b");
    assert_eq!(block("  ${a}\n    ${b} c\n  "), "…\n  … c");
    assert_eq!(block("  a \\n  b\n  "), "a \n  b");
    assert_eq!(block(""), "");
    assert_eq!(block("  \n  "), "");
    assert_eq!(block("  say \"hi\" \\\"\"\"\n  "), "say \"hi\" \"\"\"");
    assert_eq!(text("\"\"\"\r\n  a\r\n  b\r\n  \"\"\""), "a\nb");
}

#[test]
fn a_value_put_in_is_never_indented_anew() {
    assert_eq!(text("\"\"\"\n    ${\n  a\n}\n    b\n    \"\"\""), "…\nb");
}

#[test]
fn a_text_block_begins_below_its_quotes() {
    let expected = "E0103 \"\"\": a text block begins on the line below its quotes";
    assert_eq!(problems("\"\"\"abc\"\"\""), [expected]);
    assert_eq!(problems("\"\"\"\"\"\""), [expected]);
}

#[test]
fn strings_end_on_their_line() {
    let never = |start: &str, what: &str| [format!("E0102 {start}: this {what} is never closed")];
    assert_eq!(problems("\"abc"), never("\"", "string"));
    assert_eq!(problems("\"a ${b"), never("\"", "string"));
    assert_eq!(problems("\"a ${\"b ${c"), never("\"", "string"));
    assert_eq!(problems("f(\"abc)"), never("\"", "string"));
    assert_eq!(problems("r\"abc"), never("r\"", "raw string"));
    assert_eq!(problems("\"\"\"\nabc"), never("\"\"\"", "text block"));
}

#[test]
fn parts_know_where_they_are_written() {
    let source = "const A = \"ab${c}de\"";
    let parsed = parse(source);
    let Some(Item::Const(item)) = parsed.file().items().next() else { panic!("a const") };
    let Some(Expr::String(literal)) = item.value() else { panic!("a string") };
    let spans: Vec<&str> = literal
        .parts()
        .iter()
        .map(|part| match part {
            StringPart::Text { span, .. } => &source[span.range()],
            StringPart::Interpolation(value) => {
                use orchestra_syntax::ast::View as _;
                &source[value.span().range()]
            }
        })
        .collect();
    assert_eq!(spans, ["ab", "${c}", "de"]);
}
