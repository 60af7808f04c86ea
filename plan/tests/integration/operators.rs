//! Operators, access and literals, through [`Evaluator::evaluate`].

use std::collections::BTreeMap;

use orchestra_plan::{
    Evaluator, Expr, Failure, FailureKind, Mark, Shape, Slot, Value,
    expr::{Access, BinaryOperator as Op, EnsureExpr, ListEntry, RecordEntry, Shown},
};
use serde_json::{Value as Json, json};

const MARK: Mark = Mark(7);

/// A value in tagged notation.
fn value(tagged: Json) -> Value {
    Value::from_tagged(&tagged).expect("the case is written in tagged notation")
}

fn constant(tagged: Json) -> Expr {
    Expr::Const { value: value(tagged) }
}

fn boxed(tagged: Json) -> Box<Expr> {
    Box::new(constant(tagged))
}

fn evaluate(expr: &Expr) -> Result<Value, Failure> {
    Evaluator::new(&[], &BTreeMap::new()).evaluate(expr, &())
}

fn binary(operator: Op, left: Json, right: Json) -> Result<Value, Failure> {
    let (left, right) = (boxed(left), boxed(right));
    evaluate(&Expr::Binary { operator, left, right, mark: MARK })
}

fn float(float: f64) -> Json {
    json!({ "float": float })
}

fn money(text: &str) -> Json {
    json!({ "money": text })
}

fn duration(milliseconds: i64) -> Json {
    json!({ "duration": milliseconds.to_string() })
}

fn record(fields: Json) -> Json {
    json!({ "record": fields })
}

fn big(int: i64) -> Json {
    json!({ "int": int.to_string() })
}

#[test]
fn operators_have_their_values() {
    let cases = [
        (Op::Add, json!(2), json!(3), json!(5)),
        (Op::Add, json!(2), float(0.5), float(2.5)),
        (Op::Add, json!("a"), json!("é"), json!("aé")),
        (Op::Add, json!([1]), json!(["x"]), json!([1, "x"])),
        (Op::Add, duration(1000), duration(500), duration(1500)),
        (Op::Add, money("0.1usd"), money("0.2usd"), money("0.3usd")),
        (Op::Subtract, money("1tao"), money("1.5tao"), money("-0.5tao")),
        (Op::Subtract, duration(1), duration(2), duration(-1)),
        (Op::Multiply, duration(3), float(0.5), duration(2)),
        (Op::Multiply, float(-0.5), duration(3), duration(-2)),
        (Op::Multiply, money("0.25usd"), json!(3), money("0.75usd")),
        (Op::Multiply, float(0.1), money("3usd"), money("0.3usd")),
        (Op::Divide, json!(7), json!(-2), json!(-3)),
        (Op::Divide, json!(7), float(2.0), float(3.5)),
        (Op::Remainder, json!(-7), json!(2), json!(-1)),
        (Op::Remainder, json!(7), json!(-2), json!(1)),
        (Op::Remainder, big(i64::MIN), json!(-1), json!(0)),
        (Op::Remainder, float(-7.5), json!(2), float(-1.5)),
        (Op::Equal, json!(1), float(1.0), json!(true)),
        (
            Op::Equal,
            record(json!({"a": 1, "b": [2]})),
            record(json!({"b": [2], "a": 1})),
            json!(true),
        ),
        (Op::NotEqual, json!([1]), json!([1, 2]), json!(true)),
        (Op::Equal, json!(null), json!(false), json!(false)),
        (Op::Less, json!(big_odd()), float(9_007_199_254_740_992.0), json!(false)),
        (Op::Less, json!("Z"), json!("a"), json!(true)),
        (Op::LessEqual, duration(2), duration(2), json!(true)),
        (Op::Greater, money("1usd"), money("0.99usd"), json!(true)),
        (Op::GreaterEqual, json!(1), float(1.5), json!(false)),
        (Op::In, float(2.0), json!([1, 2]), json!(true)),
        (Op::In, json!("k"), record(json!({"k": null})), json!(true)),
        (Op::In, json!("é"), json!("née"), json!(true)),
    ];
    for (operator, left, right, expected) in cases {
        let found = binary(operator, left.clone(), right.clone());
        assert_eq!(found, Ok(value(expected)), "{left} {operator:?} {right}");
    }
}

/// 2⁵³ + 1, which no float is.
fn big_odd() -> Json {
    big(9_007_199_254_740_993)
}

#[test]
fn what_has_no_value_fails_at_its_mark() {
    let most = "79228162514264337593543950335usd";
    let cases = [
        (Op::Add, big(i64::MAX), json!(1), "too large"),
        (Op::Subtract, big(i64::MIN), json!(1), "too large"),
        (Op::Multiply, big(i64::MAX), json!(2), "too large"),
        (Op::Divide, big(i64::MIN), json!(-1), "too large"),
        (Op::Divide, json!(1), json!(0), "division by zero"),
        (Op::Remainder, json!(1), json!(0), "division by zero"),
        (Op::Divide, float(1.0), float(-0.0), "division by zero"),
        (Op::Multiply, float(1e300), float(1e300), "too large"),
        (Op::Add, duration(i64::MAX), duration(1), "too large"),
        (Op::Multiply, duration(i64::MAX), float(1e300), "too large"),
        (Op::Multiply, duration(i64::MAX), json!(2), "too large"),
        (Op::Add, money(most), money(most), "too large"),
        (Op::Add, money("1usd"), money("1tao"), "different currencies"),
        (Op::Less, money("1usd"), money("1tao"), "different currencies"),
        (Op::Add, json!(1), json!("1"), "no value"),
        (Op::Less, json!(null), json!(1), "no value"),
        (Op::In, json!(1), json!("1"), "no value"),
        (Op::Divide, money("1usd"), money("1usd"), "no value"),
    ];
    for (operator, left, right, message) in cases {
        let failure = binary(operator, left.clone(), right.clone()).unwrap_err();
        assert!(failure.message.contains(message), "{left} {operator:?} {right}: {failure:?}");
        assert_eq!((failure.kind, failure.mark), (FailureKind::Failed, Some(MARK)));
    }
}

#[test]
fn negation_overflows_for_the_least_int_alone() {
    let negate = |of| evaluate(&Expr::Negate { of: boxed(of), mark: MARK });
    assert_eq!(negate(json!(5)), Ok(value(json!(-5))));
    assert_eq!(negate(duration(5)), Ok(value(duration(-5))));
    assert_eq!(negate(money("5usd")), Ok(value(money("-5usd"))));
    assert!(negate(big(i64::MIN)).is_err());
    assert!(negate(json!("x")).is_err());
}

#[test]
fn the_right_side_is_evaluated_only_if_it_is_needed() {
    let fail = || Box::new(Expr::Fail { message: boxed(json!("asked")), mark: MARK });
    let cases = [
        (Expr::And { left: boxed(json!(false)), right: fail() }, Some(json!(false))),
        (Expr::And { left: boxed(json!(true)), right: fail() }, None),
        (Expr::Or { left: boxed(json!(true)), right: fail() }, Some(json!(true))),
        (Expr::Or { left: boxed(json!(false)), right: fail() }, None),
        (Expr::Coalesce { left: boxed(json!(0)), right: fail() }, Some(json!(0))),
        (Expr::Coalesce { left: boxed(json!(null)), right: fail() }, None),
        (
            Expr::Index { of: boxed(json!(null)), index: fail(), access: Access::Safe, mark: MARK },
            Some(json!(null)),
        ),
        (
            Expr::If { condition: boxed(json!(true)), then: boxed(json!(1)), otherwise: fail() },
            Some(json!(1)),
        ),
    ];
    for (expr, expected) in cases {
        match expected {
            Some(expected) => assert_eq!(evaluate(&expr), Ok(value(expected))),
            None => assert_eq!(evaluate(&expr).unwrap_err(), Failure::failed("asked", MARK)),
        }
    }
}

#[test]
fn fields_and_items_are_read_as_their_access_says() {
    let index = |of, index, access| {
        evaluate(&Expr::Index { of: boxed(of), index: boxed(index), access, mark: MARK })
    };
    assert_eq!(index(json!([1, 2]), json!(1), Access::Plain), Ok(value(json!(2))));
    assert!(index(json!([1, 2]), json!(2), Access::Plain).is_err());
    assert!(index(json!([1, 2]), json!(-1), Access::Plain).is_err());
    assert_eq!(index(json!([1]), json!(5), Access::Json), Ok(Value::Null));
    assert_eq!(index(json!("text"), json!(0), Access::Json), Ok(Value::Null));
    assert_eq!(index(record(json!({})), json!("k"), Access::Plain), Ok(Value::Null));

    let field =
        |of, access| evaluate(&Expr::Field { of: boxed(of), name: "a".into(), access, mark: MARK });
    assert_eq!(field(record(json!({"a": 1})), Access::Plain), Ok(value(json!(1))));
    assert_eq!(field(record(json!({})), Access::Plain), Ok(Value::Null));
    assert_eq!(field(json!(null), Access::Safe), Ok(Value::Null));
    assert_eq!(field(json!(5), Access::Json), Ok(Value::Null));
    assert!(field(json!(null), Access::Plain).is_err());

    let non_null = |of| evaluate(&Expr::NonNull { of: boxed(of), mark: MARK });
    assert_eq!(non_null(json!(1)), Ok(value(json!(1))));
    assert_eq!(non_null(json!(null)).unwrap_err().mark, Some(MARK));
}

#[test]
fn the_later_field_wins_and_null_leaves_an_optional_one_out() {
    let field = |name: &str, tagged, optional| {
        let name = name.to_owned();
        RecordEntry::Field { name, value: constant(tagged), optional }
    };
    let spread = RecordEntry::Spread { value: constant(record(json!({"b": 2, "c": 3}))) };
    let entries = vec![
        field("a", json!(1), false),
        field("b", json!(1), false),
        spread,
        field("c", json!(null), true),
        field("d", json!(null), false),
    ];
    let expected = value(record(json!({"a": 1, "b": 2, "d": null})));
    assert_eq!(evaluate(&Expr::Record { entries }), Ok(expected));

    let item = ListEntry::Item { value: constant(json!(0)) };
    let spread = ListEntry::Spread { value: constant(json!([1, 2])) };
    assert_eq!(evaluate(&Expr::List { entries: vec![spread, item] }), Ok(value(json!([1, 2, 0]))));
}

#[test]
fn interpolation_prints_as_the_language_says() {
    let parts = [
        json!("x"),
        json!(7),
        float(1.0),
        float(1e300),
        json!(true),
        duration(90_000),
        duration(120_000),
        money("0.50usd"),
    ];
    let parts = parts.into_iter().map(constant).collect();
    assert_eq!(evaluate(&Expr::Text { parts }), Ok(Value::text("x71.01e300true90s2m0.5usd")));
}

#[test]
fn conversion_that_fails_is_a_guard() {
    let shape = Shape::Int { min: Some(1), max: Some(5) };
    let convert = |of| {
        let (what, shape) = ("`limit`".to_owned(), shape.clone());
        evaluate(&Expr::Convert { of: boxed(of), shape, what, mark: MARK })
    };
    assert_eq!(convert(json!(5)), Ok(value(json!(5))));
    let failure = convert(json!(6)).unwrap_err();
    assert_eq!((failure.kind, failure.mark), (FailureKind::Guard, Some(MARK)));
    assert_eq!(failure.message, "`limit`: the value must be an integer of 1 to 5, but is 6");
}

#[test]
fn a_failed_ensure_shows_its_operands() {
    let ensure = |message: Option<Expr>| {
        let shown = Shown { text: "hits".into(), value: constant(json!([1])) };
        let (condition, body) = (constant(json!(false)), constant(json!(1)));
        let shown = vec![shown];
        evaluate(&Expr::Ensure(Box::new(EnsureExpr {
            condition,
            message,
            shown,
            mark: MARK,
            body,
        })))
    };
    let failure = ensure(Some(constant(json!("too few")))).unwrap_err();
    assert_eq!(failure, Failure::failed("too few: `hits` is [1]", MARK));
    assert_eq!(ensure(None).unwrap_err().message, "the condition doesn't hold: `hits` is [1]");
}

#[test]
fn outer_slots_are_read_and_local_ones_hide_them() {
    let outer = BTreeMap::from([(Slot(1), Value::Int(1))]);
    let evaluator = BTreeMap::new();
    let evaluator = Evaluator::new(&[], &evaluator);
    let slot = || Box::new(Expr::Slot { slot: Slot(1) });
    let inner = Expr::Let { slot: Slot(1), value: boxed(json!(2)), body: slot() };
    let sum = Expr::Binary { operator: Op::Add, left: Box::new(inner), right: slot(), mark: MARK };
    assert_eq!(evaluator.evaluate(&sum, &outer), Ok(Value::Int(3)));
    assert!(evaluator.evaluate(&slot(), &()).is_err());
}
