//! What is said of a changed schema, and where: old, new, and the lines that are told.

use orchestra_schema::compare;
use serde_json::{Value, json};

/// What is narrowed (`-`) and widened (`+`), a line each.
fn told(old: &Value, new: &Value) -> String {
    let found = compare(old, new).expect("both can be validated against");
    let line = |sign: char| {
        move |change: &orchestra_schema::SchemaChange| {
            let gone = if change.in_old { " (old)" } else { "" };
            format!("{sign} {}{gone}: {}\n", change.pointer, change.words)
        }
    };
    let narrowed = found.narrowed.iter().map(line('-'));
    narrowed.chain(found.widened.iter().map(line('+'))).collect()
}

#[test]
fn each_change_is_told_where_it_stands() {
    let limits = |limit: Value, required: Value| {
        json!({
            "type": "object",
            "properties": { "query": { "type": "string" }, "limit": limit },
            "required": required,
            "additionalProperties": false,
        })
    };
    let old = limits(json!({ "type": "integer", "maximum": 100 }), json!(["query"]));
    let new = limits(json!({ "type": "integer", "maximum": 50 }), json!(["query"]));
    assert_eq!(
        told(&old, &new),
        "- /properties/limit/maximum: the largest value is `50`, was `100`\n"
    );
    assert_eq!(
        told(&new, &old),
        "+ /properties/limit/maximum: the largest value is `100`, was `50`\n"
    );
    let new = limits(json!({ "type": "number", "maximum": 100 }), json!(["query", "limit"]));
    assert_eq!(
        told(&old, &new),
        "- /required: the field `limit` is required now\n\
         + /properties/limit/type: the type is number, was integer\n"
    );
    let mut new = old.clone();
    new["properties"]["lang"] = json!({ "type": "string" });
    assert_eq!(told(&old, &new), "+ /properties/lang: the field `lang` is new\n");
    assert_eq!(told(&new, &old), "- /properties/lang (old): the field `lang` is gone\n");
    let mut open = old.clone();
    open.as_object_mut().expect("it is one").remove("additionalProperties");
    assert_eq!(
        told(&old, &open),
        "+ /additionalProperties (old): fields that aren't listed are accepted now\n"
    );
    let mut typed = open.clone();
    typed["properties"]["lang"] = json!({ "type": "string" });
    assert_eq!(
        told(&open, &typed),
        "- /properties/lang: the field `lang`, which could be anything, has a type now\n"
    );
}

#[test]
fn unions_are_told_of_by_alternative() {
    let shape = |kinds: &[(&str, Value)]| {
        let branches = kinds.iter().map(|(kind, more)| {
            json!({
                "type": "object",
                "properties": { "kind": { "const": kind }, "more": more },
                "required": ["kind"],
                "additionalProperties": false,
            })
        });
        json!({ "oneOf": branches.collect::<Vec<_>>() })
    };
    let text = json!({ "type": "string" });
    let two = shape(&[("a", text.clone()), ("b", text.clone())]);
    let three = shape(&[("a", text.clone()), ("b", text.clone()), ("c", text.clone())]);
    assert_eq!(told(&two, &three), "+ /oneOf/2: this alternative is new, or wider\n");
    assert_eq!(told(&three, &two), "- /oneOf/2 (old): this alternative is gone, or narrower\n");
    let short = shape(&[("a", text), ("b", json!({ "type": "string", "maxLength": 5 }))]);
    assert_eq!(
        told(&two, &short),
        "- /oneOf/1/properties/more/maxLength: the largest length is `5`, there was none\n"
    );
}

#[test]
fn words_for_people_change_nothing() {
    let old = json!({ "type": "string", "description": "a", "default": "x", "examples": ["x"] });
    let new = json!({ "type": "string", "title": "b" });
    assert_eq!(told(&old, &new), "");
    let said_otherwise =
        json!({ "$defs": { "text": { "type": "string" } }, "$ref": "#/$defs/text" });
    assert_eq!(told(&old, &said_otherwise), "");
}

#[test]
fn values_are_compared_one_by_one() {
    let old = json!({ "enum": ["a", "b"] });
    assert_eq!(
        told(&old, &json!({ "enum": ["b", "c"] })),
        "- /enum: the value `\"a\"` is gone\n+ /enum: the value `\"c\"` is new\n"
    );
    assert_eq!(
        told(&old, &json!({ "type": "string" })),
        "+ /type: more fits than `[\"a\",\"b\"]`, which was all\n"
    );
    assert_eq!(told(&json!({ "const": 1 }), &json!({ "const": 1.0 })), "");
    assert_eq!(told(&json!({ "enum": [true, false] }), &json!({ "type": "boolean" })), "");
}

#[test]
fn marks_break_both_ways() {
    let plain = json!({ "type": "string" });
    let secret = json!({ "type": "string", "x-secret": true });
    assert_eq!(told(&plain, &secret), "- /x-secret: a secret now\n+ /x-secret: a secret now\n");
    assert_eq!(
        told(&secret, &plain),
        "- /x-secret (old): not a secret any more\n+ /x-secret (old): not a secret any more\n"
    );
}

#[test]
fn recursion_is_followed_to_its_end() {
    let tree = |label: Value| {
        json!({
            "$defs": { "node": {
                "type": "object",
                "properties": {
                    "label": label,
                    "left": { "$ref": "#/$defs/node" },
                    "right": { "$ref": "#/$defs/node" },
                },
                "required": ["label"],
                "additionalProperties": false,
            } },
            "$ref": "#/$defs/node",
        })
    };
    let (narrow, wide) = (tree(json!({ "type": "integer" })), tree(json!({ "type": "number" })));
    assert_eq!(
        told(&narrow, &wide),
        "+ /$defs/node/properties/label/type: the type is number, was integer\n"
    );
}

#[test]
fn what_we_cannot_follow_counts_as_narrower_and_wider() {
    let old =
        json!({ "type": "object", "properties": { "a": {} }, "unevaluatedProperties": false });
    let new = json!({ "type": "object", "properties": { "a": {}, "b": {} }, "unevaluatedProperties": false });
    assert!(told(&old, &new).contains("`unevaluatedProperties` isn't the same"));
    let seven = json!({ "$schema": "http://json-schema.org/draft-07/schema#", "type": "string" });
    assert!(told(&seven, &json!({ "type": "string" })).contains("we can't tell how"));
    assert_eq!(told(&seven, &seven), "");
}

#[test]
fn hostile_schemas_end_in_a_verdict() {
    // Unions in unions: each level multiplies what there is to prove.
    let mut deep = json!({ "type": "integer" });
    for level in 0..20 {
        deep = json!({ "oneOf": [
            { "type": "array", "items": deep.clone(), "minItems": level },
            { "type": "object", "properties": { "a": deep }, "required": ["a"] },
        ] });
        if deep.to_string().len() > 200_000 {
            break;
        }
    }
    let mut other = deep.clone();
    other["oneOf"][0]["minItems"] = json!(100);
    assert!(!told(&deep, &other).is_empty());
    let mut nested = json!({ "type": "string" });
    for _ in 0..60 {
        nested = json!({ "type": "array", "items": nested });
    }
    let mut changed = nested.clone();
    changed["maxItems"] = json!(3);
    assert_eq!(
        told(&nested, &changed),
        "- /maxItems: the largest number of items is `3`, there was none\n"
    );
}
