//! Fitting values to shapes: conversion, decoding, `into`.

use std::collections::BTreeMap;

use orchestra_plan::{
    Shape, Value,
    shape::{FieldShape, Format},
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn shape(json: Json) -> Shape {
    serde_json::from_value(json).expect("the case is a shape")
}

fn int() -> Shape {
    Shape::Int { min: None, max: None }
}

fn string() -> Shape {
    Shape::String { min: 0, max: None, patterns: vec![], format: None }
}

fn list(item: Shape) -> Shape {
    Shape::List { item: Box::new(item), min: 0, max: None }
}

fn nullable(shape: Shape) -> Shape {
    Shape::Union { arms: vec![shape, Shape::Null] }
}

fn field(name: &str, shape: Shape, optional: bool) -> FieldShape {
    FieldShape { name: name.into(), shape, optional }
}

fn record(fields: Vec<FieldShape>) -> Shape {
    Shape::Record { fields, rest: None }
}

fn literal(text: &str) -> Shape {
    Shape::Literal { value: Value::text(text) }
}

fn float() -> Shape {
    Shape::Float { min: None, max: None }
}

fn decode(shape: &Shape, json: &Json) -> Result<Json, String> {
    let decoded = shape.decode(json, &BTreeMap::new());
    decoded.map(|value| value.to_tagged()).map_err(|misfit| misfit.to_string())
}

#[test]
fn decoding_reads_json_as_users_write_it() {
    let text =
        |text: Json| shape(json!({ "type": "string", "min": 1, "max": 2, "patterns": text }));
    let point = || record(vec![field("x", int(), false), field("y", nullable(int()), false)]);
    let cases = [
        (int(), json!(3.0), Ok(json!(3))),
        (int(), json!(3.5), Err("the value must be an integer of 64 bits, but is 3.5")),
        (int(), json!(1e300), Err("the value must be an integer of 64 bits, but is 1e+300")),
        (float(), json!(3), Ok(json!({ "float": 3.0 }))),
        (Shape::Duration, json!("90s"), Ok(json!({ "duration": "90000" }))),
        (Shape::Duration, json!(90), Err("the value must be a duration, as `90s`, but is 90")),
        (Shape::Money, json!("0.50usd"), Ok(json!({ "money": "0.5usd" }))),
        (Shape::Secret, json!("x"), Err("the value must be a secret, but is \"[redacted]\"")),
        (text(json!([])), json!("😀😀"), Ok(json!("😀😀"))),
        (
            text(json!(["^a"])),
            json!("bab"),
            Err("the value must be a text of 1 to 2 characters that matches `^a`, but is \"bab\""),
        ),
        (list(int()), json!([1, "x"]), Err("`/1` must be an integer of 64 bits, but is \"x\"")),
        (
            point(),
            json!({ "y": null, "x": 1, "z": 5 }),
            Ok(json!({ "record": { "x": 1, "y": null } })),
        ),
        (
            point(),
            json!({ "x": 1 }),
            Err("the value must be an object with the field `y`, but is {\"x\":1}"),
        ),
        (Shape::Json, json!([1, 1.5]), Ok(json!([1, { "float": 1.5 }]))),
        (
            Shape::Tuple { items: vec![int()] },
            json!([1, 2]),
            Err("the value must be a list of 1 items, but is [1,2]"),
        ),
        (literal("a"), json!("b"), Err("the value must be \"a\", but is \"b\"")),
        (nullable(int()), json!("x"), Err("the value must be an integer of 64 bits, but is \"x\"")),
        (
            Shape::Union { arms: vec![literal("a"), literal("b")] },
            json!("c"),
            Err("the value must be \"a\" or \"b\", but is \"c\""),
        ),
    ];
    for (shape, json, expected) in cases {
        assert_eq!(decode(&shape, &json), expected.map_err(str::to_owned), "{json}");
    }
}

#[test]
fn conversion_projects_records_and_widens_ints() {
    let named = BTreeMap::new();
    let target = record(vec![field("b", float(), false), field("a", string(), true)]);
    let given = json!({ "record": { "a": null, "c": 1, "b": 2 } });
    let converted = target.convert(&Value::from_tagged(&given).unwrap(), &named).unwrap();
    assert_eq!(converted.to_tagged(), json!({ "record": { "b": { "float": 2.0 } } }));

    let open =
        Shape::Record { fields: vec![field("b", int(), false)], rest: Some(Box::new(int())) };
    let given = json!({ "record": { "a": 1, "b": 2 } });
    let converted = open.convert(&Value::from_tagged(&given).unwrap(), &named).unwrap();
    assert_eq!(converted.to_json().to_string(), r#"{"b":2,"a":1}"#);

    // An expression's float is no int, and its text no duration: those are other types.
    assert!(!int().is(&Value::Float(3.0), &named));
    assert!(!Shape::Duration.is(&Value::text("90s"), &named));
    assert!(!Shape::Json.is(&Value::list(vec![Value::Duration(1)]), &named));
    // What a generic function is given is anything, and is kept.
    let anything = Value::list(vec![Value::Duration(1), Value::Null]);
    assert_eq!(Shape::Any.convert(&anything, &named).unwrap(), anything);
}

#[test]
fn the_discriminator_chooses_the_arm_whose_errors_are_shown() {
    let arm =
        |kind, shape| record(vec![field("kind", literal(kind), false), field("at", shape, false)]);
    let union = Shape::Union { arms: vec![arm("web", string()), arm("page", int()), Shape::Null] };
    let misfit = decode(&union, &json!({ "kind": "page", "at": "x" })).unwrap_err();
    assert_eq!(misfit, "`/at` must be an integer of 64 bits, but is \"x\"");
    assert!(decode(&union, &json!(null)).is_ok());
}

#[test]
fn shapes_that_contain_themselves_end() {
    let reference = |name: &str| Shape::Named { name: name.into() };
    let named = BTreeMap::from([
        ("Tree".to_owned(), record(vec![field("below", list(reference("Tree")), false)])),
        ("Same".to_owned(), reference("Same")),
        ("Twice".to_owned(), Shape::Union { arms: vec![reference("Twice"); 2] }),
    ]);
    let tree = json!({ "below": [{ "below": [] }] });
    assert!(reference("Tree").decode(&tree, &named).is_ok());
    let wrong = reference("Tree").decode(&json!({ "below": [{ "below": [1] }] }), &named);
    assert_eq!(wrong.unwrap_err().path, "/below/0/below/0");
    assert!(reference("Same").decode(&tree, &named).is_err());
    assert!(reference("Missing").decode(&tree, &named).is_err());
    assert!(reference("Same").read_into(&Value::text("{}"), &named).is_err());
    assert!(reference("Twice").read_into(&Value::text("{}"), &named).is_err());
}

#[test]
fn into_finds_the_value_in_what_a_model_writes() {
    let answer = || record(vec![field("score", int(), false)]);
    let cases = [
        (answer(), "```json\n{\"score\": 7.0, \"why\": \"x\",}\n```", Ok(json!({ "score": 7 }))),
        (answer(), "Sure [1]! {\"score\": 7} Anything else?", Ok(json!({ "score": 7 }))),
        (
            answer(),
            "no",
            Err("the value must be a text that holds an object in JSON, but is \"no\""),
        ),
        (
            answer(),
            "{\"score\": \"7\"}",
            Err("`/score` must be an integer of 64 bits, but is \"7\""),
        ),
        (list(int()), "for {\"a\": 1}: [1, 2,]", Ok(json!([1, 2]))),
        (int(), "The answer is 42.", Ok(json!(42))),
        (string(), "\"quoted\"", Ok(json!("quoted"))),
        (string(), "I say \"hi\"", Ok(json!("I say \"hi\""))),
        (Shape::Json, "see {\"a\": 1}", Ok(json!({ "a": 1 }))),
        (
            Shape::Json,
            "nothing",
            Err("the value must be a text that holds JSON, but is \"nothing\""),
        ),
        (Shape::Bool, "```\ntrue\n```", Ok(json!(true))),
        (nullable(answer()), "{\"score\": 1}", Ok(json!({ "score": 1 }))),
    ];
    for (shape, text, expected) in cases {
        let found = shape.read_into(&Value::text(text), &BTreeMap::new());
        let found = found.map(|value| value.to_json()).map_err(|misfit| misfit.to_string());
        assert_eq!(found, expected.map_err(str::to_owned), "{text}");
    }
    let given = Value::from_json(&json!({ "score": 3.0 }));
    assert_eq!(
        answer().read_into(&given, &BTreeMap::new()).unwrap().to_json(),
        json!({ "score": 3 })
    );
}

#[test]
fn a_misfit_is_short_enough_to_be_shown() {
    let long = "é\"".repeat(5000);
    let deep = record(vec![field(&long, int(), false)]);
    let patterned = shape(json!({ "type": "string", "min": 0, "patterns": [format!("x{long}")] }));
    let value = Value::from_json(&json!({ long.clone(): long.clone() }));
    for misfit in [
        deep.convert(&value, &BTreeMap::new()),
        patterned.convert(&Value::text(long), &BTreeMap::new()),
    ] {
        assert!(misfit.unwrap_err().to_string().chars().count() <= 2000);
    }
}

/// Any value but secrets; text that looks like literals included.
#[test]
fn a_misfit_never_shows_what_stands_where_a_secret_is_expected() {
    let count = || field("count", int(), false);
    let token = || field("token", Shape::Secret, false);
    let shows = |shape: Shape, json: Json| {
        let misfit = decode(&shape, &json).unwrap_err();
        assert!(misfit.contains("[redacted]"), "{misfit}");
        misfit.contains("s3cr3t")
    };
    let given = || json!({ "token": "s3cr3t", "count": "s3cr3t" });
    assert!(!shows(Shape::Secret, json!("s3cr3t")));
    assert!(!shows(record(vec![token()]), given()));
    assert!(!shows(record(vec![field("more", int(), false), token()]), given()));
    assert!(!shows(list(Shape::Secret), json!(["s3cr3t"])));
    assert!(!shows(nullable(list(nullable(Shape::Secret))), json!(["s3cr3t"])));
    // A value may be meant for another arm than the one whose misfit is told.
    let arms = vec![record(vec![field("token", int(), false)]), record(vec![token()])];
    assert!(!shows(Shape::Union { arms }, json!({ "token": "s3cr3t" })));
    // What stands beside a secret is shown.
    let misfit = decode(&record(vec![count(), token()]), &json!({ "count": "x", "token": "s" }));
    assert!(misfit.unwrap_err().ends_with("but is \"x\""));
}

fn values() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<f64>().prop_filter("finite", |float| float.is_finite()).prop_map(Value::Float),
        prop_oneof!["\\PC{0,6}", "[0-9]{1,3}(s|usd)", "[ab]"].prop_map(Value::text),
        any::<i64>().prop_map(Value::Duration),
        (any::<i64>(), 0_u32..10).prop_map(|(amount, scale)| {
            let amount = rust_decimal::Decimal::from_i128_with_scale(amount.into(), scale);
            Value::Money(orchestra_plan::Money {
                amount: amount.normalize(),
                currency: "usd".into(),
            })
        }),
    ];
    scalar.prop_recursive(3, 20, 4, |inner| {
        let fields = prop::collection::vec(("[abc]", inner.clone()), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::list),
            fields.prop_map(|fields| {
                let fields = fields.into_iter().map(|(name, value)| (name.into(), value));
                Value::Record(std::sync::Arc::new(fields.collect()))
            }),
        ]
    })
}

fn shapes() -> impl Strategy<Value = Shape> {
    let scalar = prop_oneof![
        Just(Shape::Any),
        Just(Shape::Json),
        Just(Shape::Null),
        Just(Shape::Bool),
        Just(int()),
        Just(float()),
        Just(string()),
        Just(Shape::String { min: 0, max: Some(3), patterns: vec![], format: None }),
        Just(Shape::String { min: 0, max: None, patterns: vec![], format: Some(Format::Bytes) }),
        Just(Shape::Duration),
        Just(Shape::Money),
        Just(literal("a")),
    ];
    scalar.prop_recursive(3, 20, 4, |inner| {
        let fields = prop::collection::vec(("[abc]", inner.clone(), any::<bool>()), 0..4);
        let rest = prop::option::of(inner.clone().prop_map(Box::new));
        prop_oneof![
            inner.clone().prop_map(list),
            inner.clone().prop_map(|value| Shape::Map { value: Box::new(value) }),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|arms| Shape::Union { arms }),
            (fields, rest).prop_map(|(fields, rest)| {
                let mut fields: Vec<_> = fields
                    .into_iter()
                    .map(|(name, shape, optional)| field(&name, shape, optional))
                    .collect();
                fields.sort_by(|left, right| left.name.cmp(&right.name));
                fields.dedup_by(|left, right| left.name == right.name);
                Shape::Record { fields, rest }
            }),
        ]
    })
}

proptest! {
    #[test]
    fn the_tagged_notation_keeps_every_value(value in values()) {
        let text = value.to_tagged().to_string();
        let read = Value::from_tagged(&serde_json::from_str(&text).unwrap()).unwrap();
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(read.key(), value.key());
        prop_assert!(read.equals(&value));
    }

    #[test]
    fn what_was_converted_stays_as_it_is(shape in shapes(), value in values()) {
        let named = BTreeMap::new();
        if let Ok(once) = shape.convert(&value, &named) {
            prop_assert_eq!(shape.convert(&once, &named), Ok(once));
        }
    }

    #[test]
    fn no_text_is_too_strange_to_be_read(shape in shapes(), text in "[\\[\\]{}\",:0-9a-c `\\\\\n-]{0,40}") {
        let _ = shape.read_into(&Value::text(text), &BTreeMap::new());
    }
}
