//! The rules of the grammar: what they take, what they refuse, and how the tree comes out.

use orchestra_syntax::ast::{Expr, Item, View as _};
use orchestra_syntax::{NodeKind, parse};

fn messages(text: &str) -> Vec<String> {
    parse(text).problems.into_iter().map(|problem| problem.message).collect()
}

fn accepts(texts: &[&str]) {
    for text in texts {
        assert_eq!(messages(text), [""; 0], "{text}");
    }
}

/// The same of statements in a template.
fn accepts_statements(texts: &[&str]) {
    for text in texts {
        accepts(&[&format!("template a() -> int {{\n{text}\n}}")]);
    }
}

/// An expression with parentheses around every operation.
fn grouped(expr: Option<Expr<'_>>) -> String {
    match expr {
        Some(Expr::Binary(view)) => format!(
            "({} {} {})",
            grouped(view.left()),
            view.operator().map_or("?", |operator| operator.text()),
            grouped(view.right())
        ),
        Some(Expr::Unary(view)) => format!("({:?} {})", view.operator(), grouped(view.operand())),
        Some(Expr::Into(view)) => format!(
            "({} into {})",
            grouped(view.operand()),
            view.into_type().map_or("?", |type_| type_.node().text())
        ),
        Some(Expr::Apply(view)) => format!("{}(…)", grouped(view.callee())),
        Some(Expr::Field(view)) => {
            format!(
                "{}.{}",
                grouped(view.object()),
                view.key().map(|key| key.text()).unwrap_or_default()
            )
        }
        Some(expr) => expr.node().text().to_owned(),
        None => "∅".to_owned(),
    }
}

fn constant(text: &str) -> String {
    let text = format!("const A = {text}");
    let parsed = parse(&text);
    assert_eq!(parsed.problems, [], "{text}");
    match parsed.file().items().next() {
        Some(Item::Const(item)) => grouped(item.value()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn operators_bind_by_rank() {
    assert_eq!(
        constant("a ?? b || c && d == e + f * g"),
        "(a ?? (b || (c && (d == (e + (f * g))))))"
    );
    assert_eq!(constant("a * b + c - d"), "(((a * b) + c) - d)");
    assert_eq!(constant("a >= b && c > d"), "((a >= b) && (c > d))");
    assert_eq!(constant("!a.b(1) in c"), "((Some(Not) a.b(…)) in c)");
    assert_eq!(constant("-x into int + 1"), "((Some(Negate) (x into int)) + 1)");
    assert_eq!(constant("a - -1"), "(a - -1)");
    assert_eq!(constant("a\n  .b\n  + c"), "(a.b + c)");
}

#[test]
fn comparisons_do_not_chain() {
    assert_eq!(messages("const A = a < b < c"), ["comparisons don't chain"]);
    assert_eq!(messages("const A = a == b in c"), ["comparisons don't chain"]);
    accepts(&["const A = (a < b) == c", "const A = a < b && c < d"]);
}

#[test]
fn postfix_brackets_stand_on_the_line_of_their_operand() {
    let text = "template a() -> int {\n  for x in xs { x }\n  (1)\n}";
    accepts(&[text]);
    let parsed = parse(text);
    assert!(!parsed.tree.nodes().any(|node| node.kind() == NodeKind::Apply));
    accepts_statements(&[
        "if a { 1 }\n[1, 2]",
        "let x = a\n(x)",
        "let x = a\n[x]",
        "let x = a\n!x",
        "let x: int\n  = 1\nx",
    ]);
    let joined = parse("template a() -> int {\n  let x = a\n  -b\n}");
    assert!(joined.tree.nodes().any(|node| node.kind() == NodeKind::Binary));
    accepts(&["type A = int\nconst B = 1", "const A = match x { y: T\n => 1 }"]);
}

#[test]
fn a_brace_opens_a_block_in_an_arm_and_a_record_elsewhere() {
    let parsed = parse("const A = match x { 1 => { let a = 1\n a }\n 2 => ({ a: 1 }), _ => 3 }");
    assert_eq!(parsed.problems, []);
    assert_eq!(parsed.tree.nodes().filter(|node| node.kind() == NodeKind::Block).count(), 1);
    assert_eq!(parsed.tree.nodes().filter(|node| node.kind() == NodeKind::Record).count(), 1);
    let parsed = parse("const A = x => { a: 1 }");
    assert!(parsed.tree.nodes().any(|node| node.kind() == NodeKind::Record));
    accepts(&[
        "test \"t\" { mock a.b => { c: 1 } }",
        "fn f() -> int = { a: 1 }",
        "fn f() -> int { 1 }",
    ]);
}

#[test]
fn an_arm_needs_its_comma_unless_it_is_a_block_or_the_last() {
    accepts(&["const A = match x { 1 => { 2 } 2 => { 3 }, 3 => 4 }", "const A = match x {}"]);
    let missing = "const A = match x {\n  1 => 2\n  2 => 3\n}";
    assert_eq!(messages(missing), ["expected `,` or `}`, found `2`"]);
}

#[test]
fn heads_hold_neither_record_nor_lambda() {
    accepts_statements(&[
        "if (a == { b: 1 }) { 1 }",
        "for x in [{ a: 1 }] { x }",
        "for x in xs.map(y => { a: y }) { x }",
        "if f({ a: 1 }) { 1 }",
        "match (x => x) { _ => 1 }",
    ]);
    let record = "template a() -> int { if { a: 1 } { 2 } }";
    assert_eq!(messages(record), ["a record stands in parentheses here"]);
    let lambda = "template a() -> int { for x in y => z { 1 } }";
    assert_eq!(messages(lambda), ["expected `{`, found `=>`"]);
}

#[test]
fn a_call_inside_an_expression_stands_in_parentheses() {
    accepts_statements(&[
        "let x = call a {}",
        "let x = (call a {}) + 1",
        "let x = a ?? (call b { c: 1 })",
        "call a {} else call b {} else []",
        "match x { 1 => call a {}, _ => call b {} }",
        "if a { call b {} } else { call c {} }",
        "call a.b { c } into { d: int } with { retry: 3 } else null",
    ]);
    for text in
        ["let x = 1 + call b {}", "let x = call b {} + 1", "let x = f(call b {})", "call b {}.c"]
    {
        let text = format!("template a() -> int {{ {text} }}");
        let parsed = parse(&text);
        let [problem] = &parsed.problems[..] else { panic!("{text}: {:?}", parsed.problems) };
        assert_eq!(problem.message, "put the call in parentheses");
        assert_eq!(&text[problem.span.range()], "call");
        let (_, edits) = problem.fix.as_ref().expect("a fix");
        let mut mended = text.clone();
        for (span, insertion) in edits.iter().rev() {
            mended.replace_range(span.range(), insertion);
        }
        accepts(&[&mended]);
    }
}

#[test]
fn a_value_before_the_end_of_a_block_is_lost() {
    let text = "template a() -> int {\n  x + 1\n  y\n}";
    assert_eq!(messages(text), ["the value of this expression is lost"]);
    accepts_statements(&[
        "if a { 1 }\nmatch b { _ => 1 }\nfail \"x\"\nrepeat s = 1 until s > 3 max 4 { s + 1 }\n1",
    ]);
}

#[test]
fn contextual_words_are_names_elsewhere() {
    accepts(&[
        "const A = max + until + by + mock + subnet + capability",
        "use subnet.words { a }",
        "use capability { a }",
        "fn mock(by: int) -> int = by",
        "const A = [].max()",
        "const A = x => x.type.match.for",
        "type A = { type: int, for?: int, \"user-id\": int, ...json }",
        "const A = { type: 1, if: 2, \"user-id\": 3, ...b, c }",
        "const A = r.\"user-id\"?.\"b c\"",
    ]);
    assert_eq!(messages("const A = { if }").len(), 1);
}

#[test]
fn types() {
    accepts(&[
        "type A = | \"x\" | \"y\" | 1 | -2 | true | null",
        "type A = string(1..=80, r\"^[a-z]+$\")",
        "type A = int(1..) | int(..=MAX) | float(-1.5..=N)",
        "type A = (B | C)[][1..=10]?[3]",
        "type A<T, U> = map<list<T>>",
        "type A = [int, string][..=3]",
        "type A = {}",
        "fn f<T>(a: T, b: map<T>= {},) -> T = a",
    ]);
    let parsed = parse("const A: map<int>= 1");
    assert_eq!(parsed.problems, []);
}

#[test]
fn binders_and_patterns() {
    accepts_statements(&[
        "let { title, url: link, type: t, \"a b\": [c, _] } = e",
        "let [a, b,] = e",
        "for { a }, i in xs if a > 1 with { parallel: 1, on_error: fail } { a }",
        "repeat s: int[] = [] until s.len() > 3 max MAX with { deadline: 3s } { s }",
    ]);
    accepts(&[
        "const A = match x { Depth.quick | \"a\" | -1 | null => 1, y: int | string if y > 1 => 2, { kind: \"web\", title, url: link } => 3, [a, _] => 4, _ => 5 }",
    ]);
}

#[test]
fn uses_and_other_items() {
    accepts(&[
        "use subnet desearch, chutes as llm\nuse capability search, text\nuse std.text { a, b as c, }\nuse acme.search { provide }\nuse \"./shared.orch\" { Score }",
        "provide search.web by desearch.web_search { request: q => q, response: (r, q) => r, }",
        "test \"a\" { mock a => fail timeout\n mock b.c => fail\n \"why\"\n ensure calls(a).len() == 1, \"b\" }",
    ]);
    assert_eq!(messages("use std.text {}"), ["nothing is imported"]);
    assert_eq!(messages("use \"a ${b}\" { c }"), ["nothing may be interpolated here"]);
    assert_eq!(messages("provide a.b by c.d { request: x => x }"), ["`response` is missing"]);
    assert_eq!(
        messages("provide a.b by c.d { request: 1, response: x => x }"),
        ["expected a lambda, found `1`"]
    );
    assert_eq!(messages("use subnet a,\nconst B = 1"), ["expected a subnet's name, found `const`"]);
}

#[test]
fn docs_belong_to_what_follows() {
    let text = "//! File.\n//! More.\n\n/// One.\n/// Two.\n// not this\nenum E {\n  /// A.\n  a,\n  b, //// no\n}";
    let parsed = parse(text);
    assert_eq!(parsed.file().docs().as_deref(), Some("File.\nMore."));
    let Some(Item::Enum(item)) = parsed.file().items().next() else { panic!("an enum") };
    assert_eq!(Item::Enum(item).docs().as_deref(), Some("One.\nTwo."));
    let docs: Vec<_> = item.variants().map(|variant| variant.docs()).collect();
    assert_eq!(docs, [Some("A.".to_owned()), None]);
}

#[test]
fn the_tree_of_a_call_is_as_written() {
    let parsed = parse("test \"t\" {\n  let x = call a.b { c: 1 } else []\n}");
    assert_eq!(
        parsed.tree.dump(),
        "\
File 0..48
  TestItem 0..48 `test`
    StringLiteral 5..8 `\\\"` `t` `\\\"`
    Block 9..48 `{` `}`
      Let 13..46 `let` `=`
        NameBinder 17..18
          Name 17..18 `x`
        Call 21..46 `call`
          Target 26..29 `.`
            Name 26..27 `a`
            Name 28..29 `b`
          Record 30..38 `{` `}`
            RecordField 32..36 `:`
              Key 32..33 `c`
              Literal 35..36 `1`
          ElseClause 39..46 `else`
            List 44..46 `[` `]`
"
    );
}
