//! Documents within a schema, and names in it: what refers to them means what the drafts say.

use std::borrow::Cow;

use orchestra_schema::{Validator, localized};
use serde_json::{Value, json};

/// Two documents within one, each with a definition of the same name.
fn two_documents() -> Value {
    json!({
        "$id": "https://example.com/top",
        "properties": {
            "own": { "$ref": "#/$defs/n" },
            "inner": { "$ref": "inner.json#/$defs/n" },
            "named": { "$ref": "https://example.com/inner.json#here" },
            "percent": { "$ref": "#/$defs/100%25" },
        },
        "$defs": {
            "n": { "type": "string" },
            "100%": { "type": "null" },
            "inner": {
                "$id": "inner.json",
                "items": { "$ref": "#/$defs/n" },
                "$defs": { "n": { "$anchor": "here", "type": "integer" } },
                "examples": [{ "$id": "is data", "$anchor": "too" }],
            },
        },
    })
}

#[test]
fn references_become_pointers() {
    let schema = localized(&two_documents()).into_owned();
    let target = |pointer: &str| schema.pointer(pointer).and_then(Value::as_str);
    assert_eq!(target("/properties/own/$ref"), Some("#/$defs/n"));
    assert_eq!(target("/properties/inner/$ref"), Some("#/$defs/inner/$defs/n"));
    assert_eq!(target("/properties/named/$ref"), Some("#/$defs/inner/$defs/n"));
    assert_eq!(target("/properties/percent/$ref"), Some("#/$defs/100%25"));
    assert_eq!(target("/$defs/inner/items/$ref"), Some("#/$defs/inner/$defs/n"));
    assert_eq!(target("/$id"), None);
    assert_eq!(target("/$defs/inner/$id"), None);
    assert_eq!(target("/$defs/inner/examples/0/$id"), Some("is data"));
    assert!(matches!(localized(&schema), Cow::Borrowed(_)), "all are pointers");
}

#[test]
fn the_run_time_check_reads_them_alike() {
    let validator = Validator::new(&two_documents()).unwrap();
    assert!(validator.accepts(&json!({ "own": "a", "inner": 1, "named": 2, "percent": null })));
    for (name, value) in [("own", json!(1)), ("inner", json!("a")), ("named", json!("a"))] {
        let violation = validator.validate(&json!({ name: value })).unwrap_err();
        assert_eq!(violation.pointer, format!("/{name}"));
    }
}

#[test]
fn a_tree_is_as_strict_as_who_extends_it() {
    let strict = json!({
        "$id": "https://example.com/strict",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": false,
        "$defs": { "tree": {
            "$id": "tree",
            "$dynamicAnchor": "node",
            "type": "object",
            "properties": {
                "data": true,
                "children": { "type": "array", "items": { "$dynamicRef": "#node" } },
            },
        } },
    });
    let validator = Validator::new(&strict).unwrap();
    assert!(validator.accepts(&json!({ "children": [{ "data": 1 }] })));
    assert!(!validator.accepts(&json!({ "children": [{ "daat": 1 }] })));
    assert_eq!(localized(&strict)["$ref"], "#/$defs/tree");
    let items = "/$defs/tree/properties/children/items/$dynamicRef";
    assert_eq!(localized(&strict).pointer(items), Some(&json!("#node")));
}

#[test]
fn other_documents_and_the_standards_keep_their_names() {
    let schema = json!({ "items": [
        { "$ref": "https://example.com/other#/a" },
        { "$ref": "https://json-schema.org/draft/2020-12/schema" },
        { "$ref": "#nowhere" },
    ] });
    assert_eq!(*localized(&schema), schema);
    let standard = json!({ "$ref": "https://json-schema.org/draft/2020-12/schema" });
    let validator = Validator::new(&standard).unwrap();
    assert!(validator.accepts(&json!({ "minLength": 1 })));
    assert!(!validator.accepts(&json!({ "minLength": -1 })));
}
