//! Values drawn for schemas: accepted, the same for the same seed, and none where there is none.

use orchestra_schema::{Draw, SampleHints, Validator};
use serde_json::{Value, json};

/// A value for a seed; it is accepted, since the validator has the last word.
fn drawn(schema: &Value, seed: u64, hints: SampleHints) -> Option<Value> {
    let validator = Validator::new(schema).expect("a schema");
    let value = validator.sample(&mut Draw::new(seed, &["test"]), hints);
    assert!(value.iter().all(|value| validator.accepts(value)));
    value
}

#[test]
fn a_value_is_found_for_each_common_keyword() {
    for schema in [
        json!({}),
        json!(true),
        json!({ "type": "integer", "minimum": 3, "exclusiveMaximum": 5 }),
        json!({ "type": "integer", "exclusiveMinimum": -3, "maximum": -2 }),
        json!({ "type": "integer", "multipleOf": 7, "minimum": 15, "maximum": 25 }),
        json!({ "type": "integer", "minimum": 1e17 }),
        json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001 }),
        json!({ "type": "number", "multipleOf": 0.25, "minimum": 10 }),
        json!({ "type": "string", "minLength": 300, "maxLength": 301 }),
        json!({ "type": "string", "maxLength": 0 }),
        json!({ "pattern": "^[a-f0-9]{64}$" }),
        json!({ "pattern": "^(?:5[A-Z]{2}|x-\\d+)[._~]?$" }),
        json!({ "enum": ["a", 3, null] }),
        json!({ "const": { "a": [1] } }),
        json!({ "type": "array", "items": { "type": "boolean" }, "minItems": 7, "maxItems": 7 }),
        json!({ "type": "array", "items": { "enum": [1, 2, 3] }, "uniqueItems": true, "minItems": 3 }),
        json!({ "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": false, "minItems": 2 }),
        json!({ "contains": { "const": 5 }, "items": { "type": "integer" } }),
        json!({ "type": "object", "required": ["a", "b"], "properties": { "a": { "type": "null" } } }),
        json!({ "type": "object", "additionalProperties": { "type": "integer" }, "minProperties": 5 }),
        json!({ "type": "object", "propertyNames": { "pattern": "^k[0-9]$" }, "minProperties": 3, "maxProperties": 3 }),
        json!({ "type": "object", "patternProperties": { "^x-": { "type": "integer" } }, "additionalProperties": false, "minProperties": 1 }),
        json!({ "allOf": [{ "type": ["number", "null"] }, { "type": "integer", "minimum": 4 }, { "maximum": 4 }] }),
        json!({
            "allOf": [
                { "properties": { "a": { "type": "integer" } }, "required": ["a"] },
                { "properties": { "a": { "minimum": 9 }, "b": { "const": 1 } }, "required": ["b"] },
            ],
        }),
        json!({ "oneOf": [{ "type": "integer" }, { "type": "string", "format": "uuid" }] }),
        json!({
            "type": "object",
            "properties": { "kind": { "enum": ["a", "b"] }, "n": { "type": "integer" } },
            "required": ["kind"],
            "if": { "properties": { "kind": { "const": "a" } } },
            "then": { "required": ["n"] },
            "else": { "properties": { "n": false } },
        }),
        json!({ "dependentRequired": { "a": ["b"] }, "properties": { "a": {}, "b": { "type": "integer" } } }),
        json!({ "type": "string", "nullable": true, "maxLength": 3 }),
        json!({ "type": "string", "not": { "maxLength": 3 } }),
    ] {
        for seed in 0..20 {
            assert!(drawn(&schema, seed, SampleHints::default()).is_some(), "{schema} {seed}");
        }
    }
}

#[test]
fn every_format_that_is_checked_can_be_drawn() {
    for format in [
        "date-time",
        "date",
        "time",
        "duration",
        "email",
        "idn-email",
        "uri",
        "iri",
        "uri-reference",
        "iri-reference",
        "uri-template",
        "hostname",
        "idn-hostname",
        "ipv4",
        "ipv6",
        "uuid",
        "json-pointer",
        "relative-json-pointer",
        "regex",
        "byte",
        "unknown",
    ] {
        let schema = json!({ "type": "string", "format": format });
        for seed in 0..20 {
            assert!(drawn(&schema, seed, SampleHints::default()).is_some(), "{format} {seed}");
        }
    }
    let encoded = json!({ "type": "string", "contentEncoding": "base64" });
    assert!(drawn(&encoded, 1, SampleHints::default()).is_some());
}

#[test]
fn a_draw_is_repeated_exactly_and_seeds_differ() {
    let hit = json!({ "type": "object", "properties": { "title": { "type": "string" }, "score": { "type": "number" } } });
    let schema = json!({ "type": "array", "items": hit, "minItems": 3 });
    let of = |seed| drawn(&schema, seed, SampleHints::default());
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn outer_lists_have_the_length_that_is_wished_for() {
    let schema = json!({ "type": "object", "required": ["hits", "few"], "properties": {
        "hits": { "type": "array", "items": { "type": "array", "items": { "type": "integer" }, "maxItems": 5 } },
        "few": { "type": "array", "items": { "type": "integer" }, "maxItems": 3 },
    } });
    let value = drawn(&schema, 1, SampleHints { list_length: Some(9) }).unwrap();
    assert_eq!(value["hits"].as_array().unwrap().len(), 9);
    assert!(
        value["hits"].as_array().unwrap().iter().all(|inner| inner.as_array().unwrap().len() <= 4)
    );
    assert_eq!(value["few"].as_array().unwrap().len(), 3);
}

#[test]
fn recursion_ends() {
    let tree = json!({ "$defs": { "node": {
        "type": "object",
        "properties": { "left": { "$ref": "#/$defs/next" }, "right": { "$ref": "#/$defs/next" } },
        "required": ["left", "right"],
    }, "next": { "anyOf": [{ "$ref": "#/$defs/node" }, { "type": "null" }] } }, "$ref": "#/$defs/node" });
    let lists = json!({ "type": "array", "items": { "$ref": "#" } });
    for schema in [tree, lists] {
        assert!(drawn(&schema, 1, SampleHints::default()).is_some(), "{schema}");
    }
}

#[test]
fn what_can_not_be_drawn_is_none_and_soon() {
    for schema in [
        json!(false),
        json!({ "type": "array", "minItems": 1_000_000_000_u64, "items": { "type": "string", "minLength": 90_000 } }),
        json!({ "type": "string", "minLength": 1_000_000_000_u64 }),
        json!({ "type": "object", "minProperties": 1_000_000_000_u64 }),
        json!({ "type": "integer", "minimum": 3, "maximum": 2 }),
        json!({ "type": "string", "pattern": "(?=a)b" }),
        json!({ "$defs": { "n": { "type": "object", "properties": { "n": { "$ref": "#/$defs/n" } }, "required": ["n"] } }, "$ref": "#/$defs/n" }),
        json!({ "enum": [] }),
    ] {
        assert_eq!(drawn(&schema, 1, SampleHints::default()), None, "{schema}");
    }
}
