//! Witnesses, what patterns take, and what they leave.

use super::{Cover, left_over, matched, uncovered};
use crate::types::{
    Literal, Type,
    testing::{Names, ty},
};

/// A pattern, written as a type whose `_` is anything and whose records are record patterns.
fn cover(text: &str) -> Cover {
    if let Some(typed) = text.strip_prefix(": ") {
        return Cover::Typed(ty(typed));
    }
    from_type(&ty(&text.replace('_', "json")))
}

fn from_type(ty: &Type) -> Cover {
    match ty {
        Type::Json => Cover::Any,
        Type::Null => Cover::Null,
        Type::Literal(literal) => Cover::Literal(literal.clone()),
        Type::Bool => {
            Cover::Or([true, false].map(|value| Cover::Literal(Literal::Bool(value))).into())
        }
        Type::Record(record) => Cover::Record(
            record.fields.iter().map(|field| (field.name.clone(), from_type(&field.ty))).collect(),
        ),
        Type::Tuple(items) => Cover::Tuple(items.iter().map(from_type).collect()),
        Type::Union(arms) => Cover::Or(arms.iter().map(from_type).collect()),
        other => Cover::Typed(other.clone()),
    }
}

fn names() -> Names {
    Names::with(&[
        ("Depth", "\"quick\" | \"standard\" | \"deep\""),
        ("Source", "{ kind: \"web\", url: url } | { kind: \"post\", text: string }"),
        ("Tree", "{ left: Tree?, right: Tree? }"),
    ])
}

#[test]
fn what_no_arm_takes_is_shown() {
    for (of, covers, expected) in [
        ("Depth", &["\"quick\"", "\"standard\""][..], Some("\"deep\"")),
        ("Depth", &["\"quick\" | \"standard\"", "\"deep\""], None),
        ("Depth", &[], Some("_")),
        ("bool", &["true"], Some("false")),
        ("bool", &["true", "false"], None),
        ("string?", &[": string"], Some("null")),
        ("string?", &["null", "_"], None),
        ("string", &["\"a\"", "\"b\""], Some("_")),
        ("int", &["1", "2"], Some("_")),
        ("int(1..=3)", &["1", "2"], Some("3")),
        ("int(1..=3)", &["1", ": int(2..)"], None),
        ("int(0..=100)", &[": int(0..=10)", ": int(20..=100)"], Some("_: int(11..=19)")),
        ("int | string", &[": int"], Some("_: string")),
        ("json", &[": string"], Some("null")),
        ("Source", &["{ kind: \"web\" }"], Some("{ kind: \"post\" }")),
        ("Source", &["{ kind: \"web\", url: _ }", "{ kind: \"post\" }"], None),
        ("Source", &["{ text: _ }"], Some("{}")),
        ("{ a: bool, b: bool }", &["{ a: true }", "{ b: false }"], Some("{ a: false, b: true }")),
        ("{ a: bool, b: bool }", &["{ a: true }", "{ b: false }", "{ b: true }"], None),
        ("{ a?: bool }", &["{ a: true }", "{ a: false }"], Some("{ a: null }")),
        ("[bool, Depth]", &["[true, _]", "[_, \"deep\"]"], Some("[false, \"quick\"]")),
        ("bool[2]", &["[true, _]", "[false, _]"], None),
        ("Tree", &["{ left: null }"], Some("{ left: { left: _ } }")),
        ("Tree", &["{ left: null }", "{ left: { left: _ } }"], None),
        ("never", &[], None),
    ] {
        if of == "Tree" && covers.len() == 1 {
            // How much of the tree is shown doesn't matter, that something is does.
            let covers = [cover(covers[0])];
            assert!(uncovered(&names(), &ty(of), &covers).is_some());
            continue;
        }
        let patterns: Vec<Cover> = covers.iter().map(|text| cover(text)).collect();
        assert_eq!(
            uncovered(&names(), &ty(of), &patterns).as_deref(),
            expected,
            "{of} by {covers:?}"
        );
    }
}

#[test]
fn a_pattern_with_a_mistake_takes_nothing() {
    assert_eq!(uncovered(&names(), &ty("bool"), &[Cover::Nothing]).as_deref(), Some("true"));
    assert_eq!(uncovered(&names(), &Type::Error, &[]), None);
}

#[test]
fn the_search_is_bounded() {
    let field = |index: usize| format!("f{index}: bool");
    let fields: Vec<String> = (0..40).map(field).collect();
    let of = ty(&format!("{{ {} }}", fields.join(", ")));
    let covers: Vec<Cover> = (0..40).map(|i| cover(&format!("{{ f{i}: true }}"))).collect();
    assert!(uncovered(&names(), &of, &covers).is_some());
}

#[test]
fn patterns_take_and_leave() {
    for (of, pattern, taken, left) in [
        ("Depth", "\"quick\"", "\"quick\"", "\"standard\" | \"deep\""),
        ("Depth?", ": string", "\"quick\" | \"standard\" | \"deep\"", "null"),
        ("Depth?", "null", "null", "Depth"),
        ("Depth", "\"slow\"", "never", "Depth"),
        ("string", "\"a\"", "\"a\"", "string"),
        ("bool", "true", "true", "false"),
        ("int | string", ": int", "int", "string"),
        ("int(0..=9)", ": int(5..)", "int(5..=9)", "int(0..=9)"),
        ("json", ": string", "string", "json"),
        ("{ a: int, b: int } | string", ": { a: int }", "{ a: int, b: int }", "string"),
        ("float", "1", "1.0", "float"),
        (
            "Source",
            "{ kind: \"web\" }",
            "{ kind: \"web\", url: url }",
            "{ kind: \"post\", text: string }",
        ),
        ("{ a: bool? }", "{ a: null }", "{ a: null }", "{ a: bool }"),
        ("{ a?: bool }", "{ a: true }", "{ a: true }", "{ a?: false }"),
        ("[int, bool]", "[_, true]", "[int, true]", "[int, bool]"),
        ("[int, bool]", "[_, _]", "[int, bool]", "never"),
        ("Tree", "_", "Tree", "never"),
        ("string", "null", "never", "string"),
    ] {
        let (of_type, cover) = (ty(of), cover(pattern));
        assert_eq!(matched(&names(), &of_type, &cover).to_string(), taken, "{of} by {pattern}");
        assert_eq!(left_over(&names(), &of_type, &cover).to_string(), left, "{of} less {pattern}");
    }
}
