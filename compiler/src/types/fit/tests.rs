//! Fits and misfits, and what holds of all types.

use proptest::prelude::*;

use super::{Fit, Misfit, Problem, fit};
use crate::types::{
    Type,
    testing::{Names, ty},
};

fn outcome(from: &str, to: &str) -> String {
    let names = Names::with(&[
        ("Tree", "{ value: int, children: Tree[] }"),
        ("Bush", "{ value: int, children: Bush[] }"),
        ("Weed", "{ value: string, children: Weed[] }"),
        ("Lean", "{ children: Lean[] }"),
        ("Depth", "\"quick\" | \"deep\""),
    ]);
    match fit(&names, &ty(from), &ty(to)) {
        Ok(Fit { converts, guards }) => match (converts, guards) {
            (false, false) => "fits".to_owned(),
            (true, false) => "converts".to_owned(),
            (false, true) => "guards".to_owned(),
            (true, true) => "converts, guards".to_owned(),
        },
        Err(Misfit { path, problem }) => {
            let words = match problem {
                Problem::Differ { expected, found } => format!("{found} isn't {expected}"),
                Problem::Outside { constraint, found } => format!("{found} isn't {constraint}"),
                Problem::Null { found } => format!("null in {found}"),
                Problem::Missing { fields } => {
                    let names: Vec<&str> = fields.iter().map(|field| &*field.name).collect();
                    format!("lacks {}", names.join(", "))
                }
                Problem::Secret => "secret".to_owned(),
            };
            if path.is_empty() { words } else { format!("{path}: {words}") }
        }
    }
}

fn check(cases: &[(&str, &str, &str)]) {
    for (from, to, expected) in cases {
        assert_eq!(outcome(from, to), *expected, "{from} to {to}");
    }
}

#[test]
fn scalars_narrow_by_guard_or_not_at_all() {
    check(&[
        ("int(1..=5)", "int", "fits"),
        ("int", "int(1..=5)", "guards"),
        ("60", "int(1..=50)", "60 isn't at most 50"),
        ("int(60..=80)", "int(1..=50)", "60 to 80 isn't at most 50"),
        ("0", "int(1..)", "0 isn't at least 1"),
        ("int", "float", "converts"),
        ("int(0..=9)", "float(0..=5)", "converts, guards"),
        ("float", "int", "float isn't int"),
        ("1", "1.0", "converts"),
        ("\"abc\"", "string(..=2)", "3 code points isn't at most 2 code points"),
        ("string(3..)", "string(..=2)", "at least 3 code points isn't at most 2 code points"),
        ("\"abc\"", "string(r'^[a-z]+$')", "fits"),
        ("\"ABC\"", "string(r'^[a-z]+$')", "\"ABC\" isn't a text that matches `^[a-z]+$`"),
        ("string(r'^a')", "string(r'^a')", "fits"),
        ("string(r'^a')", "string(r'^b')", "guards"),
        ("url", "string", "fits"),
        ("string", "url", "guards"),
        ("\"x\"", "url", "\"x\" isn't an absolute URL"),
        ("\"https://a.b\"", "url", "fits"),
        ("date", "url", "a date (`YYYY-MM-DD`) isn't an absolute URL"),
        ("bool", "true", "guards"),
        ("true", "bool", "fits"),
        ("string", "int", "string isn't int"),
        ("duration", "string", "duration isn't string"),
        ("usd", "money", "fits"),
    ]);
}

#[test]
fn literals_are_a_set() {
    check(&[
        ("\"quick\"", "Depth", "fits"),
        ("\"slow\"", "Depth", "\"slow\" isn't one of \"quick\", \"deep\""),
        ("string", "Depth", "guards"),
        ("Depth", "string", "fits"),
        ("Depth", "\"quick\"", "guards"),
        ("Depth", "\"a\" | \"b\"", "\"quick\" | \"deep\" isn't one of \"a\", \"b\""),
        ("int", "Depth", "int isn't Depth"),
        ("int(1..=3)", "1 | 2 | 3", "fits"),
        ("int(1..=4)", "1 | 2 | 3", "guards"),
    ]);
}

#[test]
fn null_is_told_from_other_misfits() {
    check(&[
        ("string?", "string", "null in string?"),
        ("string?", "int", "string? isn't int"),
        ("null", "string", "null in null"),
        ("null", "json", "fits"),
        ("string", "string?", "fits"),
        ("{ a: { b: string? }[] }", "{ a: { b: string }[] }", ".a[].b: null in string?"),
        ("{ a?: int }", "{ a: int }", ".a: null in int?"),
        ("{ a?: int }", "{ a: int? }", "converts"),
        ("{ a: int? }", "{ a?: int }", "converts"),
        ("{ a: int? }", "{ a?: int? }", "fits"),
    ]);
}

#[test]
fn records_are_projected() {
    check(&[
        ("{ a: int, b: int }", "{ a: int }", "converts"),
        ("{ a: int }", "{ a: int, b?: int }", "fits"),
        ("{ a: int }", "{ a: int, b: int? }", "lacks b"),
        ("{}", "{ a: int, b: int }", "lacks a, b"),
        ("{ a: int }", "map<int>", "fits"),
        ("{ a: int, b: string }", "map<int>", ".b: string isn't int"),
        ("map<int>", "{ a: int }", "map<int> isn't { a: int }"),
        ("{ a: int, b: int }", "{ a: int, ...int }", "fits"),
        ("{ a: int, b: string }", "{ a: int, ...int }", ".b: string isn't int"),
        ("{ a: int, ...int }", "{ a: int }", "converts"),
        ("{ hits: { url: int }[] }", "{ hits: { url: url }[] }", ".hits[].url: int isn't url"),
    ]);
}

#[test]
fn lists_have_sizes() {
    check(&[
        ("int[..=3]", "int[]", "fits"),
        ("int[]", "int[..=3]", "guards"),
        ("int[5]", "int[..=3]", "5 items isn't at most 3 items"),
        ("[int, int]", "int[2]", "fits"),
        ("int[2]", "[int, int]", "fits"),
        ("int[]", "[int, int]", "int[] isn't [int, int]"),
        ("[int, string]", "int[]", "[1]: string isn't int"),
        ("int[]", "float[]", "converts"),
        ("never[0]", "string[]", "fits"),
    ]);
}

#[test]
fn unions_are_reported_in_the_arm_that_was_meant() {
    let shapes = "{ kind: \"a\", x: int } | { kind: \"b\", y: string }";
    check(&[
        ("{ kind: \"b\", y: int }", shapes, ".y: int isn't string"),
        ("{ kind: \"b\" }", shapes, "lacks y"),
        ("{ kind: \"b\", y: string }", shapes, "fits"),
        ("int | string", "int", "int | string isn't int"),
        ("int | string", "string | int | null", "fits"),
        ("int(0..=9)", "string | int(10..)", "0 to 9 isn't at least 10"),
        ("\"a\" | 1", "string?", "\"a\" | 1 isn't string?"),
    ]);
}

#[test]
fn json_takes_what_json_can_hold() {
    check(&[
        ("{ a: int[], b?: string? }", "json", "fits"),
        ("{ a: duration }", "json", ".a: duration isn't json"),
        ("{ a: secret }", "json", ".a: secret"),
        ("json", "string", "json isn't string"),
        ("json", "string | json", "fits"),
    ]);
}

#[test]
fn secrets_stay_secret() {
    check(&[
        ("string", "secret", "converts"),
        ("\"x\"", "secret", "converts"),
        ("secret", "string", "secret"),
        ("secret", "secret", "fits"),
        ("{ a: secret, b: int }", "{ b: int }", "converts"),
        ("secret[]", "string[]", "[]: secret"),
    ]);
}

#[test]
fn names_that_recur_are_compared_once() {
    check(&[
        ("Tree", "Bush", "fits"),
        ("Tree", "Weed", ".value: int isn't string"),
        ("Tree", "Lean", "converts"),
        ("Lean", "Tree", "lacks value"),
        ("Tree", "json", "fits"),
    ]);
}

#[test]
fn a_name_for_itself_is_no_loop() {
    let names = Names::with(&[("A", "B"), ("B", "A"), ("U", "U | V"), ("V", "U | V")]);
    for (from, to) in [("A", "int"), ("int", "A"), ("U", "int"), ("int", "U")] {
        let _bounded = fit(&names, &ty(from), &ty(to));
    }
}

fn types() -> impl Strategy<Value = Type> {
    let leaf = prop::sample::select(vec![
        "int",
        "int(1..=5)",
        "int(3..=9)",
        "3",
        "float",
        "float(0.0..=1.0)",
        "string",
        "string(..=5)",
        "\"a\"",
        "\"b\"",
        "bool",
        "true",
        "json",
        "url",
        "date",
        "null",
        "duration",
        "secret",
        "money",
    ])
    .prop_map(ty);
    leaf.prop_recursive(3, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), 0_u64..3, 0_u64..3).prop_map(|(item, min, more)| {
                Type::list(item, crate::types::Size { min, max: Some(min + more) })
            }),
            prop::collection::vec(inner.clone(), 1..3).prop_map(Type::tuple),
            inner.clone().prop_map(Type::map),
            inner.clone().prop_map(Type::null_or),
            prop::collection::vec((inner.clone(), any::<bool>()), 0..3).prop_map(|fields| {
                Type::record(fields.into_iter().enumerate().map(|(index, (ty, optional))| {
                    let name = ["a", "b", "c"][index].into();
                    crate::types::Field { name, ty, optional }
                }))
            }),
            prop::collection::vec(inner, 2..4).prop_map(|arms| Type::union(&Names::none(), arms)),
        ]
    })
}

proptest! {
    #[test]
    fn every_type_fits_itself_and_its_optional(ty in types()) {
        let names = Names::none();
        prop_assert_eq!(fit(&names, &ty, &ty.clone()).ok(), Some(Fit::EXACT));
        let optional = ty.clone().null_or();
        prop_assert_eq!(fit(&names, &ty, &optional).ok(), Some(Fit::EXACT), "{} {}", ty, optional);
    }

    #[test]
    fn what_fits_as_it_is_fits_on(a in types(), b in types(), c in types()) {
        let names = Names::none();
        let exact = |a: &Type, b: &Type| fit(&names, a, b).is_ok_and(Fit::is_exact);
        if exact(&a, &b) && exact(&b, &c) {
            prop_assert!(fit(&names, &a, &c).is_ok_and(|fit| !fit.guards), "{} {} {}", a, b, c);
        }
    }

    #[test]
    fn the_common_type_holds_all(a in types(), b in types()) {
        let names = Names::none();
        let common = crate::types::common_type::common(&names, &[a.clone(), b.clone()]);
        for ty in [a, b] {
            let fits = fit(&names, &ty, &common);
            prop_assert!(fits.as_ref().is_ok_and(|fit| !fit.guards), "{} {} {:?}", ty, common, fits);
        }
    }
}
