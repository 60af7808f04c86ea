//! Schemas that were made to hurt: each ends soon, in a validator or in an error that says why.

use orchestra_schema::{SchemaError, Validator};
use serde_json::{Map, Value, json};

fn error(schema: &Value) -> SchemaError {
    Validator::new(schema).expect_err("the schema is hostile")
}

/// Takes a deep document apart level by level: the recursive drop of a `Value` would not end well.
fn dismantle(value: Value) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(fields) => open.extend(fields.into_iter().map(|(_, field)| field)),
            _ => {}
        }
    }
}

#[test]
fn ten_thousand_levels_are_refused() {
    let mut schema = json!({});
    let mut value = json!(1);
    for _ in 0..10_000 {
        schema = Value::Object(Map::from_iter([("items".to_owned(), schema)]));
        value = Value::Array(vec![value]);
    }
    assert_eq!(error(&schema), SchemaError::TooDeep { most: 128 });
    let any = Validator::new(&json!({ "$id": "a", "items": { "$ref": "#" } })).unwrap();
    let violation = any.validate(&value).unwrap_err();
    assert_eq!(violation.constraint, "must not be nested deeper than 128 levels");
    assert!(!any.accepts(&value));
    dismantle(schema);
    dismantle(value);
}

#[test]
fn circles_that_get_nowhere_are_refused() {
    for schema in [
        json!({ "$ref": "#" }),
        json!({ "allOf": [{ "$ref": "#" }] }),
        json!({ "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "anyOf": [{ "$ref": "#/$defs/a" }] } } }),
        json!({ "$anchor": "a", "not": { "$ref": "#a" } }),
        json!({ "$dynamicAnchor": "a", "if": { "$dynamicRef": "#a" } }),
        json!({ "$id": "https://example.com/s", "oneOf": [{ "$ref": "https://example.com/s#" }] }),
        json!({
            "$ref": "https://example.com/a",
            "$defs": {
                "a": { "$id": "https://example.com/a", "$ref": "b#here" },
                "b": { "$id": "https://example.com/b", "$anchor": "here", "$ref": "/a" },
            },
        }),
    ] {
        assert_eq!(error(&schema), SchemaError::EndlessReference { most: 64 }, "{schema}");
    }
}

#[test]
fn recursion_through_parts_is_fine() {
    let tree = json!({
        "$defs": { "node": {
            "type": "object",
            "properties": { "children": { "type": "array", "items": { "$ref": "#/$defs/node" } } },
            "required": ["children"],
        } },
        "$ref": "#/$defs/node",
    });
    let validator = Validator::new(&tree).unwrap();
    let mut value = json!({ "children": [] });
    for _ in 0..60 {
        value = json!({ "children": [value] });
    }
    assert_eq!(validator.validate(&value), Ok(()));
    let violation = validator.validate(&json!({ "children": [{ "children": [{}] }] })).unwrap_err();
    assert_eq!(violation.pointer, "/children/0/children/0");
}

#[test]
fn references_that_multiply_are_refused() {
    let mut definitions = Map::new();
    for level in 0..20 {
        let next = json!({ "$ref": format!("#/$defs/{}", level + 1) });
        definitions.insert(level.to_string(), json!({ "allOf": [next, next] }));
    }
    definitions.insert("20".to_owned(), json!({ "type": "string" }));
    let schema = json!({ "$defs": definitions, "$ref": "#/$defs/0" });
    assert_eq!(error(&schema), SchemaError::TooMuchWork { most: 100_000 });
}

#[test]
fn long_chains_of_references_do_not_exhaust_the_stack() {
    let chain = |count: usize, link: fn(Value) -> Value| {
        let mut definitions = Map::new();
        for level in 0..count {
            let next = json!({ "$ref": format!("#/$defs/{}", level + 1) });
            definitions.insert(level.to_string(), link(next));
        }
        definitions.insert(count.to_string(), json!({ "type": "string" }));
        json!({ "$defs": definitions, "$ref": "#/$defs/0" })
    };
    assert_eq!(error(&chain(10_000, |next| next)), SchemaError::TooManyReferences { most: 1_000 });
    assert_eq!(error(&chain(900, |next| next)), SchemaError::EndlessReference { most: 64 });
    let long = Validator::new(&chain(900, |next| json!({ "properties": { "a": next } }))).unwrap();
    assert!(long.accepts(&json!({ "a": { "a": { "a": {} } } })));
}

#[test]
fn nothing_is_fetched() {
    for reference in [
        "https://example.com/schema.json",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "other.json",
        "//h/p",
    ] {
        let schema = json!({ "properties": { "a": { "$ref": reference } } });
        let expected = SchemaError::RemoteReference { reference: reference.to_owned() };
        assert_eq!(error(&schema), expected);
    }
    let based = json!({ "$id": "https://example.com/", "items": { "$ref": "schema.json" } });
    assert!(matches!(error(&based), SchemaError::RemoteReference { .. }));
    let inner = json!({
        "properties": { "a": { "$ref": "https://example.com/x" }, "b": { "$ref": "other/y" } },
        "$defs": { "x": { "$id": "https://example.com/x" } },
    });
    let expected = SchemaError::RemoteReference { reference: "other/y".to_owned() };
    assert_eq!(error(&inner), expected);
    assert!(matches!(
        error(&json!({ "$schema": "https://example.com/dialect" })),
        SchemaError::Invalid { .. }
    ));
}

#[test]
fn references_to_nothing_are_named() {
    for reference in ["#/$defs/none", "#none", "#/%zz"] {
        let expected = SchemaError::DanglingReference { reference: reference.to_owned() };
        assert_eq!(error(&json!({ "items": { "$ref": reference } })), expected);
    }
    // What stands at the top isn't in the document that stands in it.
    let inner = json!({ "$defs": { "a": { "$id": "https://example.com/", "$ref": "#/$defs/b" }, "b": {} } });
    let expected = SchemaError::DanglingReference { reference: "#/$defs/b".to_owned() };
    assert_eq!(error(&inner), expected);
}

#[test]
fn bad_patterns_are_errors_and_slow_ones_end() {
    let groups = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
    let optional = "a?".repeat(20_000);
    for pattern in [
        "(",
        "[",
        "a{100000}{100000}{1000}",
        "\\",
        groups.as_str(),
        "(?<n>",
        "\\p{No}\\p{Such}",
        &optional,
    ] {
        match Validator::new(&json!({ "pattern": pattern })) {
            Ok(validator) => drop(validator.accepts(&json!("aaaa"))),
            Err(error) => assert!(error.to_string().len() < 1_000, "{error}"),
        }
    }
    assert!(matches!(error(&json!({ "pattern": "(" })), SchemaError::Invalid { .. }));
    // A look-ahead takes it off the linear engine.
    let slow = Validator::new(&json!({ "pattern": "^(?=(a+)+$)(a+)+b\\1$" })).unwrap();
    let violation = slow.validate(&json!("a".repeat(5_000))).unwrap_err();
    assert!(violation.constraint.starts_with("must match"), "{violation}");
}

#[test]
fn huge_bounds_cost_nothing() {
    let schema = json!({ "type": "array", "minItems": 1_000_000_000_u64, "items": { "minLength": 1e18, "maximum": 1e308 } });
    let validator = Validator::new(&schema).unwrap();
    assert_eq!(
        validator.validate(&json!([])).unwrap_err().constraint,
        "must have at least 1000000000 items"
    );
}

#[test]
fn what_is_no_schema_is_an_error() {
    for schema in [
        json!(1),
        json!([]),
        json!("x"),
        json!(null),
        json!({ "type": 12 }),
        json!({ "type": "text" }),
        json!({ "required": "a" }),
        json!({ "minimum": "1" }),
        json!({ "properties": [] }),
        json!({ "$ref": 3 }),
    ] {
        assert!(matches!(error(&schema), SchemaError::Invalid { .. }), "{schema}");
    }
}
