//! Every built-in method, one table a family: value, method, arguments, what comes of it.

use std::collections::BTreeMap;

use orchestra_plan::{
    Evaluator, Expr, Failure, Lambda, Mark, Slot, Value,
    expr::{Access, Argument, BinaryOperator},
};
use serde_json::{Value as Json, json};

const MARK: Mark = Mark(7);

/// An argument: a value in tagged notation, or a function.
enum Given {
    Value(Json),
    Function(Lambda),
}

fn value(tagged: Json) -> Value {
    Value::from_tagged(&tagged).expect("the case is written in tagged notation")
}

fn call(of: Json, method: &str, given: Vec<Given>) -> Result<Value, Failure> {
    let arguments = given
        .into_iter()
        .map(|given| match given {
            Given::Value(tagged) => Argument::Value { value: Expr::Const { value: value(tagged) } },
            Given::Function(lambda) => Argument::Lambda { lambda },
        })
        .collect();
    let of = Box::new(Expr::Const { value: value(of) });
    let expr = Expr::Method { method: method.into(), of, arguments, mark: MARK };
    Evaluator::new(&[], &BTreeMap::new()).evaluate(&expr, &())
}

/// Cases whose arguments are values.
fn check(cases: impl IntoIterator<Item = (Json, &'static str, Vec<Json>, Json)>) {
    for (of, method, arguments, expected) in cases {
        let given = arguments.iter().cloned().map(Given::Value).collect();
        let found = call(of.clone(), method, given);
        assert_eq!(found, Ok(value(expected)), "{of}.{method}{arguments:?}");
    }
}

fn check_failures(cases: impl IntoIterator<Item = (Json, &'static str, Vec<Json>, &'static str)>) {
    for (of, method, arguments, message) in cases {
        let given = arguments.iter().cloned().map(Given::Value).collect();
        let failure = call(of.clone(), method, given).expect_err(method);
        assert!(failure.message.contains(message), "{of}.{method}{arguments:?}: {failure:?}");
        assert_eq!(failure.mark, Some(MARK));
    }
}

fn slot(number: u32) -> Box<Expr> {
    Box::new(Expr::Slot { slot: Slot(number) })
}

fn function(params: u32, body: Expr) -> Given {
    let params = (0..params).map(Slot).collect();
    Given::Function(Lambda { params, body: Box::new(body) })
}

/// `x => x OPERATOR tagged`
fn applied(operator: BinaryOperator, tagged: Json) -> Given {
    let right = Box::new(Expr::Const { value: value(tagged) });
    function(1, Expr::Binary { operator, left: slot(0), right, mark: MARK })
}

/// `x => x.k`
fn key() -> Given {
    function(1, Expr::Field { of: slot(0), name: "k".into(), access: Access::Plain, mark: MARK })
}

/// `(a, b) => a + b`
fn sum_of_two() -> Given {
    let (left, right) = (slot(0), slot(1));
    function(2, Expr::Binary { operator: BinaryOperator::Add, left, right, mark: MARK })
}

fn record(fields: Json) -> Json {
    json!({ "record": fields })
}

fn float(float: f64) -> Json {
    json!({ "float": float })
}

fn keyed(keys: &[i64]) -> Json {
    keys.iter().enumerate().map(|(at, k)| record(json!({ "k": k, "at": at }))).collect()
}

fn at(keys: &[(i64, i64)]) -> Json {
    keys.iter().map(|(k, at)| record(json!({ "k": k, "at": at }))).collect()
}

#[test]
fn lists() {
    check([
        (json!([3, 1, 2]), "sort", vec![], json!([1, 2, 3])),
        (json!(["b", "a", "Z"]), "sort", vec![], json!(["Z", "a", "b"])),
        (json!([1, 2]), "reverse", vec![], json!([2, 1])),
        (json!(["a", "b"]), "enumerate", vec![], json!([["a", 0], ["b", 1]])),
        (json!([1, 2, 3]), "zip", vec![json!(["a", "b"])], json!([[1, "a"], [2, "b"]])),
        (json!([1, {"float": 1.0}, 2, 1]), "unique", vec![], json!([1, 2])),
        (json!([1, 2, 3]), "take", vec![json!(2)], json!([1, 2])),
        (json!([1, 2, 3]), "take", vec![json!(-5)], json!([])),
        (json!([1, 2, 3]), "skip", vec![json!(2)], json!([3])),
        (json!([1, 2, 3]), "skip", vec![json!(9)], json!([])),
        (json!([1, 2, 3]), "chunk", vec![json!(2)], json!([[1, 2], [3]])),
        (json!([[1], [], [2, 3]]), "flatten", vec![], json!([1, 2, 3])),
        (json!([["a", 1], ["a", 2]]), "to_map", vec![], record(json!({ "a": 2 }))),
        (json!([1, 2]), "first", vec![], json!(1)),
        (json!([]), "first", vec![], json!(null)),
        (json!([1, 2]), "last", vec![], json!(2)),
        (json!([1, 2]), "get", vec![json!(1)], json!(2)),
        (json!([1, 2]), "get", vec![json!(-1)], json!(null)),
        (json!([1, 2]), "len", vec![], json!(2)),
        (json!([2, 1]), "min", vec![], json!(1)),
        (json!([2, 1]), "max", vec![], json!(2)),
        (json!([]), "max", vec![], json!(null)),
        (json!([1, 2]), "average", vec![], float(1.5)),
        (json!([]), "average", vec![], json!(null)),
        (json!([[1], [2]]), "index_of", vec![json!([2])], json!(1)),
        (json!([1]), "index_of", vec![json!(2)], json!(null)),
        (json!([1]), "contains", vec![float(1.0)], json!(true)),
        (json!([]), "sum", vec![], json!(0)),
        (json!([1, 2]), "sum", vec![], json!(3)),
        (json!([float(0.5), float(0.25)]), "sum", vec![], float(0.75)),
        (json!(["a", "b"]), "join", vec![json!(", ")], json!("a, b")),
        (json!([]), "join", vec![json!(", ")], json!("")),
    ]);
    let most = json!({ "int": i64::MAX.to_string() });
    check_failures([
        (json!([1, "a"]), "sort", vec![], "no order"),
        (json!([1]), "chunk", vec![json!(0)], "at least 1"),
        (json!([most, 1]), "sum", vec![], "too large"),
        (json!([1]), "join", vec![json!("")], "strings"),
        (json!([1]), "to_map", vec![], "pairs"),
        (json!([1]), "upper", vec![], "no method"),
        (json!([1]), "take", vec![], "lacks"),
    ]);
}

#[test]
fn lists_with_functions() {
    use BinaryOperator::{Add, Equal, Greater};
    let numbers = || json!([1, 2, 3]);
    let cases = [
        (numbers(), "map", vec![applied(Add, json!(1))], json!([2, 3, 4])),
        (json!([[1, 2], [3, 4]]), "map", vec![sum_of_two()], json!([3, 7])),
        (numbers(), "filter", vec![applied(Greater, json!(1))], json!([2, 3])),
        (json!([[1], [2]]), "flat_map", vec![applied(Add, json!([0]))], json!([1, 0, 2, 0])),
        (keyed(&[2, 1, 2]), "sort_by", vec![key()], at(&[(1, 1), (2, 0), (2, 2)])),
        (keyed(&[2, 1, 2]), "unique_by", vec![key()], at(&[(2, 0), (1, 1)])),
        (
            keyed(&[2, 1, 2]),
            "group_by",
            vec![key()],
            json!([
                record(json!({ "key": 2, "items": at(&[(2, 0), (2, 2)]) })),
                record(json!({ "key": 1, "items": at(&[(1, 1)]) })),
            ]),
        ),
        (keyed(&[2, 1, 1]), "min_by", vec![key()], at(&[(1, 1)])[0].clone()),
        (keyed(&[1, 2, 2]), "max_by", vec![key()], at(&[(2, 1)])[0].clone()),
        (numbers(), "find", vec![applied(Greater, json!(1))], json!(2)),
        (numbers(), "find", vec![applied(Greater, json!(9))], json!(null)),
        (numbers(), "any", vec![applied(Equal, json!(3))], json!(true)),
        (json!([]), "any", vec![applied(Equal, json!(3))], json!(false)),
        (numbers(), "all", vec![applied(Greater, json!(0))], json!(true)),
        (json!([]), "all", vec![applied(Equal, json!(3))], json!(true)),
        (numbers(), "reduce", vec![Given::Value(json!(10)), sum_of_two()], json!(16)),
    ];
    for (of, method, given, expected) in cases {
        assert_eq!(call(of.clone(), method, given), Ok(value(expected)), "{of}.{method}");
    }
}

#[test]
fn strings() {
    check([
        (json!("e\u{301}😀"), "len", vec![], json!(3)),
        (json!("née"), "contains", vec![json!("é")], json!(true)),
        (json!("née"), "starts_with", vec![json!("né")], json!(true)),
        (json!("née"), "ends_with", vec![json!("n")], json!(false)),
        (json!("a1"), "matches", vec![json!(r"\d$")], json!(true)),
        (json!("a1b22"), "find_all", vec![json!(r"\d+")], json!(["1", "22"])),
        (json!("ab"), "find_all", vec![json!("x*")], json!(["", "", ""])),
        (json!(" \ta\n"), "trim", vec![], json!("a")),
        (json!("h😀llo"), "slice", vec![json!(1), json!(3)], json!("😀l")),
        (json!("abc"), "slice", vec![json!(-4), json!(99)], json!("abc")),
        (json!("abc"), "slice", vec![json!(2), json!(1)], json!("")),
        (json!("😀😀"), "truncate", vec![json!(1)], json!("😀")),
        (json!("a"), "truncate", vec![json!(-1)], json!("")),
        (json!("ÀB"), "lower", vec![], json!("àb")),
        (json!("ß"), "upper", vec![], json!("SS")),
        (json!("a,b,"), "split", vec![json!(",")], json!(["a", "b", ""])),
        (json!("aé"), "split", vec![json!("")], json!(["a", "é"])),
        (json!(""), "split", vec![json!("")], json!([""])),
        (json!("a\r\nb\n"), "lines", vec![], json!(["a", "b"])),
        (json!(" a  b "), "words", vec![], json!(["a", "b"])),
        (json!("aXbX"), "replace", vec![json!("X"), json!("--")], json!("a--b--")),
        (json!("ab"), "replace", vec![json!(""), json!("x")], json!("ab")),
        (json!("ab"), "repeat", vec![json!(3)], json!("ababab")),
        (json!("ab"), "repeat", vec![json!(-3)], json!("")),
        (json!(""), "repeat", vec![json!(9_000_000_000_i64)], json!("")),
        (json!("7"), "pad_start", vec![json!(3), json!("0")], json!("007")),
        (json!("é"), "pad_end", vec![json!(4), json!("ab")], json!("éaba")),
        (json!("long"), "pad_end", vec![json!(2), json!("")], json!("long")),
        (json!("a b/é!'()~*"), "url_encode", vec![], json!("a%20b%2F%C3%A9!'()~*")),
        (json!("-42"), "to_int", vec![], json!(-42)),
        (json!("4.2"), "to_int", vec![], json!(null)),
        (json!("9223372036854775808"), "to_int", vec![], json!(null)),
        (json!("4.5"), "to_float", vec![], float(4.5)),
        (json!("inf"), "to_float", vec![], json!(null)),
        (json!("1e999"), "to_float", vec![], json!(null)),
        (json!("{\"a\":[1]}"), "parse_json", vec![], record(json!({ "a": [1] }))),
        (json!("{"), "parse_json", vec![], json!(null)),
    ]);
    check_failures([
        (json!("a"), "matches", vec![json!("(")], ""),
        (json!("a"), "pad_start", vec![json!(2), json!("")], "empty"),
    ]);
}

#[test]
fn numbers() {
    let least = || json!({ "int": i64::MIN.to_string() });
    check([
        (json!(-3), "abs", vec![], json!(3)),
        (float(-0.5), "abs", vec![], float(0.5)),
        (json!(7), "clamp", vec![json!(1), json!(5)], json!(5)),
        (float(-1.5), "clamp", vec![float(-1.0), float(1.0)], float(-1.0)),
        (json!(3), "clamp", vec![json!(1), json!(5)], json!(3)),
        (float(2.5), "round", vec![], json!(3)),
        (float(-2.5), "round", vec![], json!(-3)),
        (float(0.499_999_999_999_999_94), "round", vec![], json!(0)),
        (json!(5), "round", vec![], json!(5)),
        (float(-1.5), "floor", vec![], json!(-2)),
        (float(-1.5), "ceil", vec![], json!(-1)),
        (float(2.675), "round", vec![json!(2)], float(2.68)),
        (float(-0.05), "round", vec![json!(1)], float(-0.1)),
        (float(1e300), "round", vec![json!(2)], float(1e300)),
        (float(1e-300), "round", vec![json!(5)], float(0.0)),
        (json!(1250), "round", vec![json!(-2)], float(1300.0)),
        (float(1.5), "round", vec![json!(400)], float(1.5)),
        (float(1.5), "round", vec![json!(-400)], float(0.0)),
        (float(1.0), "to_string", vec![], json!("1.0")),
        (json!(7), "to_string", vec![], json!("7")),
        (json!(3), "range", vec![], json!([0, 1, 2])),
        (json!(-3), "range", vec![], json!([])),
    ]);
    check_failures([
        (least(), "abs", vec![], "too large"),
        (float(1e300), "round", vec![], "too large"),
        (json!(1), "clamp", vec![json!(5), json!(1)], "above"),
        (json!(1_000_001), "range", vec![], "at most 1000000"),
        (least(), "round", vec![json!("x")], "int"),
    ]);
}

#[test]
fn maps() {
    let map = || record(json!({ "b": 1, "a": null }));
    check([
        (map(), "keys", vec![], json!(["a", "b"])),
        (map(), "values", vec![], json!([null, 1])),
        (map(), "entries", vec![], json!([["a", null], ["b", 1]])),
        (map(), "len", vec![], json!(2)),
        (map(), "get", vec![json!("b")], json!(1)),
        (map(), "get", vec![json!("c")], json!(null)),
        (map(), "has", vec![json!("a")], json!(true)),
        (
            map(),
            "merge",
            vec![record(json!({ "b": 2, "c": 3 }))],
            record(json!({ "b": 2, "a": null, "c": 3 })),
        ),
    ]);
}

#[test]
fn any_value() {
    let map = record(json!({ "b": [1, float(1.0)], "a": { "duration": "90000" } }));
    check([
        (map.clone(), "to_json", vec![], json!(r#"{"b":[1,1.0],"a":"90s"}"#)),
        (json!([1]), "to_text", vec![], json!("[\n  1\n]")),
        (json!("x"), "to_text", vec![], json!("x")),
        (json!({ "secret": "handle" }), "to_json", vec![], json!("\"[redacted]\"")),
    ]);
    let hash = |of| call(of, "hash", vec![]).expect("every value has one").to_text();
    assert_eq!(hash(json!([1])), hash(json!([float(1.0)])));
    assert_eq!(hash(record(json!({ "a": 1, "b": 2 }))), hash(record(json!({ "b": 2, "a": 1 }))));
    assert_ne!(hash(json!("1")), hash(json!(1)));
    assert_eq!(hash(json!(1)).len(), 64);
}

#[test]
fn datetimes() {
    // The same instant, and one an hour later, in texts that are ordered the other way round.
    let (early, late) = ("2024-03-01T12:00:00+05:00", "2024-03-01T08:00:00Z");
    let hour = || json!({ "duration": "3600000" });
    check([
        (json!(early), "datetime.less", vec![json!(late)], json!(true)),
        (json!(early), "datetime.less_equal", vec![json!("2024-03-01T07:00:00Z")], json!(true)),
        (json!(early), "datetime.greater", vec![json!(late)], json!(false)),
        (json!(late), "datetime.greater_equal", vec![json!(early)], json!(true)),
        (json!(late), "datetime.subtract", vec![json!(early)], hour()),
        (json!(early), "datetime.plus", vec![hour()], json!(late)),
        (json!(late), "datetime.minus", vec![hour()], json!("2024-03-01T07:00:00Z")),
        (json!("2024-01-01T00:30:00+02:00"), "datetime.date", vec![], json!("2023-12-31")),
        (json!(early), "datetime.format", vec![json!("%H:%M on %d")], json!("07:00 on 01")),
    ]);
    check_failures([
        (json!("today"), "datetime.date", vec![], "datetime"),
        (json!(1), "datetime.date", vec![], "datetime"),
        (json!(late), "datetime.plus", vec![json!(1)], "duration"),
        (
            json!("9999-12-30T00:00:00Z"),
            "datetime.plus",
            vec![json!({ "duration": i64::MAX.to_string() })],
            "beyond",
        ),
        (json!(late), "datetime.format", vec![json!("%!")], "format"),
        (json!(late), "datetime.noon", vec![], "no method"),
    ]);
    let instant = |text: &str| call(json!(text), "datetime.instant", vec![]).map(|v| v.to_text());
    let ordered = [
        "-000044-03-15T12:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        early,
        late,
        "2024-03-01T08:00:00.000000001Z",
    ];
    let instants: Vec<_> = ordered.map(|text| instant(text).expect(text)).into();
    assert!(instants.is_sorted_by(|left, right| left < right), "{instants:?}");
    assert_eq!(instant(early), instant("2024-03-01T07:00:00Z"));
}
