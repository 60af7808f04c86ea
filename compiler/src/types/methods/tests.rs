//! Methods and the sizes of their results.

use super::{ArgumentKind, Expected, find};
use crate::types::testing::{Names, ty};

fn result(receiver: &str, method: &str, arguments: &[&str]) -> String {
    let names = Names::with(&[("Depth", "\"quick\" | \"deep\"")]);
    let Ok(method) = find(&names, &ty(receiver), method) else { return "no method".to_owned() };
    let given: Vec<_> = arguments.iter().map(|text| ty(text)).collect();
    match method.result(&names, &given) {
        Ok(ty) => ty.to_string(),
        Err(problem) => format!("{:?}: {}", problem.kind, problem.message),
    }
}

fn check(cases: &[(&str, &str, &[&str], &str)]) {
    for (receiver, method, arguments, expected) in cases {
        assert_eq!(
            result(receiver, method, arguments),
            *expected,
            "{receiver}.{method}({arguments:?})"
        );
    }
}

#[test]
fn lists_keep_count() {
    check(&[
        ("int[1..=5]", "map", &["string"], "string[1..=5]"),
        ("int[1..=5]", "filter", &["bool"], "int[..=5]"),
        ("int[3..=5]", "unique", &[], "int[1..=5]"),
        ("int[3..=5]", "sort", &[], "int[3..=5]"),
        ("bool[]", "sort", &[], "Undefined: values of type `bool` have no order"),
        ("int[..=5]", "take", &["3"], "int[..=3]"),
        ("int[2..]", "take", &["3"], "int[2..=3]"),
        ("int[2..=9]", "take", &["int(1..=4)"], "int[1..=4]"),
        ("int[2..=9]", "take", &["-1"], "int[0]"),
        ("int[2..=9]", "skip", &["3"], "int[..=6]"),
        ("int[5..=9]", "skip", &["int(1..=2)"], "int[3..=8]"),
        ("int[5..=9]", "skip", &["int"], "int[..=9]"),
        ("int[10..=25]", "chunk", &["10"], "int[1..=10][1..=3]"),
        ("int[]", "chunk", &["int"], "int[1..][]"),
        ("int[2..=3]", "flat_map", &["string[..=4]"], "string[..=12]"),
        ("int[2][3]", "flatten", &[], "int[6]"),
        ("int[]", "flatten", &[], "Differ: expected a list, found `int`"),
        ("int[2..=3]", "enumerate", &[], "[int, int(0..=2)][2..=3]"),
        ("int[2..=3]", "zip", &["string[..=2]"], "[int, string][..=2]"),
        ("int[2..=3]", "group_by", &["Depth"], "{ key: Depth, items: int[1..=3] }[1..=3]"),
        ("[int, string]", "reverse", &[], "(int | string)[2]"),
    ]);
}

#[test]
fn items_are_there_where_that_is_known() {
    check(&[
        ("int[1..]", "first", &[], "int"),
        ("int[]", "first", &[], "int?"),
        ("int(1..=3)[2]", "max", &[], "int(1..=3)"),
        ("int[3..]", "get", &["2"], "int"),
        ("int[3..]", "get", &["3"], "int?"),
        ("int[3..]", "get", &["int(0..=2)"], "int"),
        ("int[]", "find", &["bool"], "int?"),
        ("int[..=4]", "index_of", &["3"], "int(0..=3)?"),
        ("int[]", "contains", &["3"], "bool"),
        ("int[]", "contains", &["string"], "Differ: `string` is never an item of a list of `int`"),
        ("int[1..=4]", "len", &[], "int(1..=4)"),
        ("int(1..=3)[2..=4]", "sum", &[], "int(2..=12)"),
        ("int(-3..=3)[2..=4]", "sum", &[], "int(-12..=12)"),
        ("float(0.0..=1.0)[..=4]", "sum", &[], "float(0.0..=4.0)"),
        ("duration[1..]", "sum", &[], "duration"),
        (
            "duration[]",
            "sum",
            &[],
            "Undefined: the sum of no `duration` at all has no unit; the list may be empty",
        ),
        ("never[0]", "sum", &[], "int(0..=0)"),
        ("int(1..=3)[]", "average", &[], "float(1.0..=3.0)?"),
        ("string[..=3]", "sum", &[], "Undefined: only numbers add up, and the items are `string`"),
        ("string(..=5)[..=3]", "join", &["\", \""], "string(..=19)"),
        ("[string, int][]", "to_map", &[], "map<int>"),
        ("int[]", "reduce", &["0", "int"], "int"),
    ]);
}

#[test]
fn texts_have_lengths() {
    check(&[
        ("string(2..=5)", "len", &[], "int(2..=5)"),
        ("\"abc\"", "len", &[], "int(3..=3)"),
        ("Depth", "upper", &[], "string(1..=15)"),
        ("string(2..=5)", "truncate", &["3"], "string(2..=3)"),
        ("string", "truncate", &["280"], "string(..=280)"),
        ("string(..=5)", "slice", &["1", "3"], "string(..=2)"),
        ("string(..=5)", "slice", &["2"], "string(..=3)"),
        ("string(..=5)", "split", &["\",\""], "string(..=5)[1..=6]"),
        ("string(..=5)", "words", &[], "string(..=5)[..=5]"),
        ("string(..=5)", "find_all", &["\"a\""], "string(..=5)[..=6]"),
        ("string(..=5)", "replace", &["\"a\"", "\"bcd\""], "string(..=15)"),
        ("string(..=5)", "repeat", &["3"], "string(..=15)"),
        ("string(..=5)", "pad_start", &["8", "\" \""], "string(8..=8)"),
        ("string(..=5)", "url_encode", &[], "string(..=60)"),
        ("string", "to_int", &[], "int?"),
        ("string", "parse_json", &[], "json"),
        ("url", "trim", &[], "string"),
        ("datetime", "plus", &["duration"], "datetime"),
        ("datetime", "date", &[], "date"),
        ("string", "plus", &["duration"], "no method"),
    ]);
}

#[test]
fn numbers_keep_their_range() {
    check(&[
        ("int(-3..=2)", "abs", &[], "int(0..=3)"),
        ("int(-9..=-2)", "abs", &[], "int(2..=9)"),
        ("int", "clamp", &["1", "10"], "int(1..=10)"),
        ("int(5..=20)", "clamp", &["1", "10"], "int(5..=10)"),
        ("int(50..=60)", "clamp", &["1", "10"], "int(10..=10)"),
        ("int", "clamp", &["10", "1"], "Outside: the greatest is less than the least"),
        ("float(0.2..=9.7)", "round", &[], "int(0..=10)"),
        ("float(0.2..=9.7)", "floor", &[], "int(0..=9)"),
        ("float(0.0..=1.0)", "round", &["2"], "float(0.0..=1.0)"),
        ("3", "range", &[], "int(0..=2)[3]"),
        ("int(0..=3)", "range", &[], "int(0..=2)[..=3]"),
        ("2000000", "range", &[], "Outside: a range has at most 1000000 items"),
        ("float", "range", &[], "no method"),
        ("int(1..=100)", "to_string", &[], "string(1..=3)"),
    ]);
}

#[test]
fn records_are_maps() {
    check(&[
        ("map<int>", "keys", &[], "string[]"),
        ("map<int>", "get", &["string"], "int?"),
        ("{ a: int, b?: string }", "get", &["\"a\""], "int?"),
        ("{ a: int, b?: string }", "get", &["\"x\""], "null"),
        ("{ a: int, b?: string }", "len", &[], "int(1..=2)"),
        ("{ a: int, b: int }", "values", &[], "int[2]"),
        ("{ a: int, b?: int }", "entries", &[], "[string(1..=1), int][1..=2]"),
        ("{ a: int, ...string }", "get", &["\"b\""], "string?"),
        ("{ a: int }", "merge", &["{ a: string, b: int }"], "{ a: string, b: int }"),
        ("{ a: int }", "merge", &["{ a?: string }"], "{ a: int | string }"),
        ("map<int>", "merge", &["{ a: string }"], "map<int | string>"),
        ("map<int>", "merge", &["int"], "Differ: expected a map or record, found `int`"),
    ]);
}

#[test]
fn any_value_can_be_written() {
    check(&[
        ("string(..=5)", "to_json", &[], "string(2..=32)"),
        ("{ a: bool }", "to_json", &[], "string(10..=16)"),
        ("int(0..=9)[..=3]", "to_json", &[], "string(2..=7)"),
        ("json", "to_json", &[], "string(1..)"),
        ("int?", "hash", &[], "string(64..=64)"),
        ("json", "len", &[], "no method"),
        ("int?", "abs", &[], "no method"),
        ("\"ab\" | 1", "to_text", &[], "string(1..=2)"),
    ]);
}

#[test]
fn parameters_are_told() {
    let names = Names::none();
    let map = find(&names, &ty("int[]"), "map").expect("a method");
    assert_eq!((map.arity(), map.parameter(0)), ((1, 1), "f"));
    let expected = Expected::Lambda { params: vec![ty("int")], result: None };
    assert_eq!(map.expected(&names, 0, &[]), expected);
    let round = find(&names, &ty("float"), "round").expect("a method");
    assert_eq!(round.arity(), (0, 1));
    let plus = find(&names, &ty("datetime"), "plus").expect("a method");
    assert_eq!(plus.plan_name(), "datetime.plus");
    let known = find(&names, &ty("bool"), "length").expect_err("no method");
    assert_eq!(known, ["to_json", "to_text", "hash"]);
    let problem = find(&names, &ty("bool[]"), "min").expect("a method").result(&names, &[]);
    assert_eq!(problem.map_err(|problem| problem.kind), Err(ArgumentKind::Undefined));
}
