//! What a refused value is told, kind by kind.

use orchestra_schema::Validator;
use serde_json::{Value, json};

/// `POINTER CONSTRAINT` of a violation; empty where the value is fine.
fn told(schema: &Value, value: &Value) -> String {
    match Validator::new(schema).expect("a schema").validate(value) {
        Ok(()) => String::new(),
        Err(violation) => format!("{} {}", violation.pointer, violation.constraint),
    }
}

#[test]
fn each_constraint_has_its_words() {
    for (schema, value, expected) in [
        (json!({ "maximum": 50 }), json!(51), " must be at most 50"),
        (json!({ "minimum": 1 }), json!(0), " must be at least 1"),
        (json!({ "exclusiveMinimum": 0 }), json!(0), " must be greater than 0"),
        (json!({ "multipleOf": 5 }), json!(3), " must be a multiple of 5"),
        (json!({ "type": "string" }), json!(3), " must be a string"),
        (json!({ "type": ["string", "null"] }), json!(3), " must be null or a string"),
        (json!({ "maxLength": 1 }), json!("ab"), " must have at most 1 character"),
        (json!({ "minItems": 2 }), json!([1]), " must have at least 2 items"),
        (json!({ "uniqueItems": true }), json!([1, 1]), " must not have the same item twice"),
        (json!({ "enum": ["a", "b"] }), json!("c"), " must be \"a\" or \"b\""),
        (json!({ "const": 3 }), json!("c"), " must be 3"),
        (json!({ "format": "uri" }), json!("no url"), " must be a URL"),
        (json!({ "format": "idn-hostname" }), json!("〮실례.테스트"), " must be a host name"),
        (
            json!({ "format": "date-time" }),
            json!("now"),
            " must be a date and time like 2026-11-24T09:30:00Z",
        ),
        (json!({ "format": "byte" }), json!("aGk"), " must be bytes in base64"),
        (json!({ "format": "byte" }), json!("aGk="), ""),
        (
            json!({ "contentEncoding": "base64", "format": "email" }),
            json!("a@b.c"),
            " must be bytes in base64",
        ),
        (
            json!({ "$schema": "http://json-schema.org/draft-07/schema#", "contentEncoding": "base64" }),
            json!("Zm8=Zm8="),
            " must be bytes in base64",
        ),
        (json!({ "contentEncoding": "base64" }), json!(3), ""),
        (json!({ "pattern": "^a+$" }), json!("b"), " must match the pattern `^a+$`"),
        (json!({ "required": ["a"] }), json!({}), " must have the field \"a\""),
        (
            json!({ "properties": { "a": {} }, "additionalProperties": false }),
            json!({ "a": 1, "b": 2 }),
            " must not have the field \"b\"",
        ),
        (
            json!({ "items": { "properties": { "n": { "maximum": 1 } } } }),
            json!([{ "n": 1 }, { "n": 2 }]),
            "/1/n must be at most 1",
        ),
        (
            json!({ "not": { "type": "string" } }),
            json!(""),
            " must not be of a form that is excluded",
        ),
        (json!(false), json!(1), " must not be there"),
        (json!({ "format": "no-such" }), json!("x"), ""),
    ] {
        assert_eq!(told(&schema, &value), expected, "{schema} {value}");
    }
}

#[test]
fn a_union_is_told_by_its_discriminator() {
    let schema = json!({ "oneOf": [
        {
            "type": "object",
            "properties": { "kind": { "const": "web" }, "url": { "type": "string" }, "n": { "maximum": 9 } },
            "required": ["kind", "url"],
        },
        {
            "type": "object",
            "properties": { "kind": { "enum": ["post"] }, "author": { "type": "string" } },
            "required": ["kind", "author"],
        },
    ] });
    assert_eq!(told(&schema, &json!({ "kind": "web", "url": "x" })), "");
    assert_eq!(told(&schema, &json!({ "kind": "web", "url": 3 })), "/url must be a string");
    assert_eq!(told(&schema, &json!({ "kind": "web" })), " must have the field \"url\"");
    assert_eq!(told(&schema, &json!({ "kind": "post", "author": 3 })), "/author must be a string");
    assert_eq!(told(&schema, &json!({ "kind": "podcast" })), "/kind must be \"web\" or \"post\"");
    assert_eq!(told(&schema, &json!({ "author": 3 })), " must have the field \"kind\"");
    assert_eq!(told(&schema, &json!("web")), " must be an object");
}

#[test]
fn a_union_without_one_is_told_by_the_nearest() {
    let item = json!({ "type": "object", "properties": { "a": { "type": "integer" } }, "required": ["a"] });
    let nullable = json!({ "properties": { "x": { "anyOf": [item, { "type": "null" }] } } });
    assert_eq!(told(&nullable, &json!({ "x": { "a": "1" } })), "/x/a must be an integer");
    assert_eq!(told(&nullable, &json!({ "x": 4 })), "/x must be an object or null");
    let nested = json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "oneOf": [
        { "type": "integer", "maximum": 5 }, { "type": "boolean" },
    ] } }] });
    assert_eq!(told(&nested, &json!([1, 7])), "/1 must be at most 5");
    let both = json!({ "oneOf": [{ "type": "integer" }, { "type": "number" }] });
    assert_eq!(told(&both, &json!(1)), " must be of exactly one of several forms, and is of more");
}

#[test]
fn drafts_and_the_dialect_of_openapi_are_understood() {
    let seven = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": { "a": { "$id": "#a", "type": "integer" } },
        "items": [{ "$ref": "#a", "type": "string" }],
        "additionalItems": false,
    });
    // In draft 7 a `$ref` hides its siblings, and `items` may be a tuple.
    assert_eq!(told(&seven, &json!([1])), "");
    assert_eq!(told(&seven, &json!([1, 2])), " must have at most 1 item");
    let nullable = json!({
        "$defs": { "s": { "type": "string", "nullable": true } },
        "properties": { "a": { "$ref": "#/$defs/s" }, "b": { "allOf": [{ "type": "integer" }], "nullable": true } },
    });
    assert_eq!(told(&nullable, &json!({ "a": null, "b": null })), "");
    assert_eq!(told(&nullable, &json!({ "a": 1 })), "/a must be null or a string");
    assert_eq!(told(&nullable, &json!({ "b": "x" })), "/b must be an integer or null");
}

#[test]
fn what_is_shown_of_a_value_is_short() {
    let validator = Validator::new(&json!({ "type": "integer" })).unwrap();
    let value = json!({ "text": "x".repeat(10_000), "list": vec![json!([[[[1]]]]); 1000] });
    let violation = validator.validate(&value).unwrap_err();
    assert!(violation.value.to_string().len() < 500, "{violation}");
    assert!(violation.to_string().starts_with("the value must be an integer, but is {"));
}

#[test]
fn what_is_marked_as_a_secret_is_never_shown() {
    let secret = || json!({ "type": "string", "minLength": 9, "x-secret": true });
    let holder = || json!({ "properties": { "token": secret() } });
    let token = || json!({ "token": "s3cr3t" });
    for (schema, value) in [
        (secret(), json!("s3cr3t")),
        (holder(), token()),
        (json!({ "properties": { "token": secret() }, "required": ["more"] }), token()),
        (json!({ "patternProperties": { "^t": secret() } }), token()),
        (json!({ "additionalProperties": secret() }), token()),
        (json!({ "items": secret() }), json!(["s3cr3t"])),
        (json!({ "prefixItems": [secret()], "maxItems": 0 }), json!(["s3cr3t"])),
        (json!({ "allOf": [{ "oneOf": [holder(), { "type": "integer" }] }] }), token()),
        // A value may have been meant for an arm that it doesn't fit.
        (
            json!({ "anyOf": [{ "properties": { "token": { "maxLength": 1 } } }, holder()] }),
            token(),
        ),
        (
            json!({ "$defs": { "key": secret() }, "additionalProperties": { "$ref": "#/$defs/key" } }),
            token(),
        ),
        // Whoever marks the whole hides its parts.
        (json!({ "x-secret": true, "properties": { "token": { "maxLength": 1 } } }), token()),
        // A reference that isn't followed hides everything.
        (
            json!({ "$defs": { "a": { "$anchor": "a", "properties": { "token": secret() } } },
            "$ref": "#a" }),
            token(),
        ),
    ] {
        let violation = Validator::new(&schema).expect("a schema").validate(&value).unwrap_err();
        let told = violation.to_string();
        assert!(told.contains("[redacted]") && !told.contains("s3cr3t"), "{told}");
    }
    let beside = json!({ "properties": { "token": { "x-secret": true }, "n": { "maximum": 5 } } });
    let value = json!({ "token": "s3cr3t", "n": 9 });
    let violation = Validator::new(&beside).expect("a schema").validate(&value).unwrap_err();
    assert_eq!(violation.to_string(), "/n must be at most 5, but is 9");
}
