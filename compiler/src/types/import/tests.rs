//! Schemas, wild and tame.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Side, expand_definition, import};
use crate::types::{
    Named, NamedId, Type, TypeEnvironment,
    export::export,
    fit::fit,
    shape::{ShapeTable, shape},
};

/// The names of one schema.
struct Document<'a>(&'a Value, Side);

impl TypeEnvironment for Document<'_> {
    fn expand(&self, named: &Named) -> Type {
        match &named.id {
            NamedId::Definition { pointer, .. } => {
                expand_definition(self.0, self.1, "operation:acme.find:output", pointer)
            }
            NamedId::Item { .. } => Type::Error,
        }
    }
}

fn output(schema: &Value) -> String {
    import(schema, Side::Output, "operation:acme.find:output").to_string()
}

fn check(cases: &[(Value, &str)]) {
    for (schema, expected) in cases {
        assert_eq!(output(schema), *expected, "{schema}");
    }
}

#[test]
fn scalars_have_bounds() {
    check(&[
        (json!({ "type": "integer", "minimum": 1, "maximum": 50 }), "int(1..=50)"),
        (json!({ "type": "integer", "exclusiveMinimum": 0, "maximum": 9.5 }), "int(1..=9)"),
        (json!({ "type": "integer", "minimum": 1, "exclusiveMinimum": true }), "int(2..)"),
        (json!({ "type": "integer", "minimum": 9, "maximum": 1 }), "int"),
        (json!({ "type": "integer", "maximum": 1e300, "multipleOf": 5 }), "int"),
        (json!({ "type": "number", "minimum": 0, "maximum": 1 }), "float(0.0..=1.0)"),
        (json!({ "type": "string", "minLength": 1, "maxLength": 80.0 }), "string(1..=80)"),
        (json!({ "type": "string", "pattern": "^a" }), "string(r\"^a\")"),
        (json!({ "type": "string", "pattern": "(?=a)" }), "string"),
        (json!({ "type": "string", "format": "uri" }), "url"),
        (json!({ "type": "string", "format": "hostname" }), "string"),
        (json!({ "type": "string", "contentEncoding": "base64" }), "bytes"),
        (json!({ "type": "string", "x-secret": true }), "secret"),
        (json!({ "type": "boolean", "nullable": true }), "bool?"),
        (json!({ "type": ["string", "null"] }), "string?"),
        (json!({ "type": ["integer", "string"] }), "int | string"),
        (json!({ "const": "x" }), "\"x\""),
        (json!({ "enum": ["a", "b", null] }), "\"a\" | \"b\" | null"),
        (json!({ "enum": ["a", null], "type": "string" }), "\"a\""),
        (json!({ "enum": [1.0, 2.0], "type": "integer" }), "1 | 2"),
        (json!({ "enum": [1, 2], "type": "number" }), "1.0 | 2.0"),
        (json!({ "not": { "type": "string" } }), "json"),
        (json!(true), "json"),
        (json!({ "type": "wave" }), "json"),
        (json!(17), "json"),
    ]);
}

#[test]
fn containers_are_open_only_where_they_say_so() {
    let properties = json!({ "a": { "type": "integer" }, "b": { "type": "string" } });
    check(&[
        (
            json!({ "type": "object", "properties": properties, "required": ["a"] }),
            "{ a: int, b?: string }",
        ),
        (
            json!({ "type": "object", "properties": { "a": true },
                    "additionalProperties": { "type": "string" } }),
            "{ a?: json, ...string }",
        ),
        (
            json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": false }),
            "{ a?: json }",
        ),
        (json!({ "type": "object" }), "map<json>"),
        (json!({ "type": "object", "additionalProperties": { "type": "integer" } }), "map<int>"),
        (json!({ "type": "object", "properties": {} }), "{}"),
        (json!({ "type": "object", "required": ["x"] }), "{ x: json }"),
        (
            json!({ "type": "object", "properties": { "a": {} }, "patternProperties": { "^x": {} } }),
            "{ a?: json, ...json }",
        ),
        (json!({ "type": "array", "items": { "type": "integer" }, "maxItems": 3 }), "int[..=3]"),
        (json!({ "type": "array" }), "json[]"),
    ]);
}

#[test]
fn a_prefix_is_a_tuple_only_where_its_length_is_said() {
    let prefix = json!([{ "type": "integer" }, { "type": "string" }]);
    let list = |more: Value| {
        let mut schema = json!({ "type": "array", "prefixItems": prefix });
        schema.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        schema
    };
    check(&[
        (list(json!({ "items": false, "minItems": 2 })), "[int, string]"),
        (list(json!({ "minItems": 2, "maxItems": 2 })), "[int, string]"),
        (list(json!({ "items": false })), "(int | string)[..=2]"),
        (list(json!({ "minItems": 2 })), "json[2..]"),
        (list(json!({ "items": { "type": "boolean" } })), "(int | string | bool)[]"),
        (list(json!({})), "json[]"),
        (
            json!({ "type": "array", "items": prefix, "additionalItems": false, "minItems": 2 }),
            "[int, string]",
        ),
        (json!({ "type": "array", "items": prefix }), "json[]"),
    ]);
}

#[test]
fn keywords_without_a_type_leave_values_of_other_types_alone() {
    check(&[
        (
            json!({ "properties": { "a": { "type": "integer" } }, "maxLength": 3 }),
            "{ a?: int } | json[] | string(..=3) | float | bool | null",
        ),
        (
            json!({ "items": { "type": "integer" } }),
            "map<json> | int[] | string | float | bool | null",
        ),
        // What says the type beside them says it for them.
        (json!({ "allOf": [{ "required": ["a"] }, { "type": "object" }] }), "{ a: json }"),
    ]);
}

#[test]
fn inputs_and_outputs_differ() {
    let schema = json!({
        "type": "object",
        "properties": {
            "id": { "type": "integer", "readOnly": true },
            "password": { "type": "string", "writeOnly": true },
            "count": { "type": "integer", "default": 10 },
        },
        "required": ["id", "password", "count"],
    });
    let input = import(&schema, Side::Input, "operation:acme.find:input");
    assert_eq!(input.to_string(), "{ password: string, count?: int }");
    assert_eq!(output(&schema), "{ id: int, count: int }");
}

#[test]
fn parts_are_merged_and_joined() {
    check(&[
        (
            json!({ "allOf": [
                { "type": "object", "properties": { "a": { "type": "integer" } } },
                { "properties": { "a": { "minimum": 1, "type": "integer" }, "b": {} } },
                { "required": ["a"] },
            ] }),
            "{ a: int(1..), b?: json }",
        ),
        (
            json!({ "allOf": [{ "type": "string" }, { "maxLength": 5, "type": "string" }] }),
            "string(..=5)",
        ),
        (json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }), "json"),
        (json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }), "string?"),
        (
            json!({
                "type": "object",
                "oneOf": [
                    { "properties": { "kind": { "const": "a" }, "x": { "type": "integer" } },
                      "required": ["kind"] },
                    { "properties": { "kind": { "const": "b" } }, "required": ["kind"] },
                ],
            }),
            "{ kind: \"a\", x?: int } | { kind: \"b\" }",
        ),
        (
            json!({
                "type": "object",
                "properties": { "a": { "type": "integer" }, "b": { "type": "integer" } },
                "anyOf": [{ "required": ["a"] }, { "required": ["b"] }],
            }),
            "{ a: int, b?: int } | { a?: int, b: int }",
        ),
        (json!({ "$defs": { "N": { "type": "integer" } }, "$ref": "#/$defs/N" }), "int"),
        (
            json!({ "$defs": { "N": { "type": "integer" } }, "$ref": "#/$defs/N", "minimum": 3, "type": "integer" }),
            "int(3..)",
        ),
        (json!({ "$ref": "https://example.com/schema.json" }), "json"),
        (json!({ "$ref": "#/nowhere" }), "json"),
        (
            json!({ "$defs": { "a": { "$anchor": "here", "type": "string" } }, "$ref": "#here" }),
            "string",
        ),
        (
            json!({
                "$ref": "inner#/$defs/n",
                "$defs": {
                    "n": { "type": "string" },
                    "inner": { "$id": "inner", "$defs": { "n": { "type": "integer" } } },
                },
            }),
            "int",
        ),
    ]);
}

#[test]
fn draft_7_ignores_what_stands_beside_a_reference() {
    let schema = |dialect: &str| {
        json!({
            "$schema": dialect,
            "type": "array",
            "items": { "$ref": "#/definitions/n", "type": "integer", "maximum": 3 },
            "definitions": { "n": { "type": "number" } },
        })
    };
    check(&[
        (schema("http://json-schema.org/draft-07/schema#"), "float[]"),
        (schema("https://json-schema.org/draft/2020-12/schema"), "int(..=3)[]"),
    ]);
}

#[test]
fn what_contains_itself_has_a_name() {
    let schema = json!({
        "$ref": "#/$defs/Comment",
        "$defs": { "Comment": {
            "type": "object",
            "properties": {
                "text": { "type": "string" },
                "replies": { "type": "array", "items": { "$ref": "#/$defs/Comment" } },
            },
            "required": ["text", "replies"],
        } },
    });
    let ty = import(&schema, Side::Output, "operation:acme.find:output");
    assert_eq!(ty.to_string(), "{ text: string, replies: Comment[] }");
    let document = Document(&schema, Side::Output);
    let Type::Record(record) = &ty else { panic!("{ty}") };
    let Type::List(replies) = &record.fields[1].ty else { panic!("{ty}") };
    assert!(fit(&document, &replies.item, &ty).is_ok_and(|fit| !fit.guards && !fit.converts));
    let mut table = ShapeTable::default();
    shape(&document, &ty, &mut table);
    assert_eq!(table.shapes().keys().collect::<Vec<_>>(), ["Comment"]);
    let exported = export(&document, &ty);
    assert_eq!(exported["properties"]["replies"]["items"]["$ref"], "#/$defs/Comment");
    assert!(exported["$defs"]["Comment"]["properties"]["text"].is_object());
}

#[test]
fn hostile_schemas_end() {
    let mut deep = json!({ "type": "string" });
    for _ in 0..100 {
        deep = json!({ "type": "array", "items": deep });
    }
    assert!(output(&deep).contains('…'));
    for schema in [
        json!({ "$ref": "#" }),
        json!({ "allOf": [{ "$ref": "#" }, { "$ref": "#" }] }),
        json!({ "anyOf": [{ "$ref": "#" }, { "allOf": [{ "$ref": "#/anyOf/0" }, { "$ref": "#" }] }] }),
        json!({ "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } },
                "$ref": "#/$defs/a" }),
    ] {
        all_passes(&schema);
    }
    // Each definition holds the next one twice.
    let mut definitions = serde_json::Map::new();
    for n in 0..60 {
        let next = json!({ "$ref": format!("#/$defs/d{}", n + 1) });
        definitions.insert(format!("d{n}"), json!({ "properties": { "a": next, "b": next } }));
    }
    all_passes(&json!({ "$ref": "#/$defs/d0", "$defs": definitions }));
}

#[test]
fn what_is_exported_is_a_schema() {
    // A name from outside, as none of ours is.
    let tree = json!({
        "$ref": "#/$defs/a%20n%C3%B6de%5B",
        "$defs": { "a nöde[": { "properties": { "next": { "$ref": "#/$defs/a%20n%C3%B6de%5B" } } } },
    });
    for schema in
        [json!({ "const": [] }), json!({ "const": { "a": [[], {}] } }), json!(false), tree]
    {
        let ty = import(&schema, Side::Output, "operation:acme.find:output");
        let exported = export(&Document(&schema, Side::Output), &ty);
        let written = orchestra_schema::Validator::new(&exported);
        assert!(written.is_ok(), "{exported}: {written:?}");
    }
}

fn all_passes(schema: &Value) {
    for side in [Side::Input, Side::Output] {
        let ty = import(schema, side, "operation:acme.find:output");
        let document = Document(schema, side);
        let _misfit = fit(&document, &ty, &Type::Json);
        shape(&document, &ty, &mut ShapeTable::default());
        let exported = export(&document, &ty);
        assert!(!ty.to_string().is_empty() && exported.is_object());
    }
}

#[test]
fn what_is_exported_comes_back() {
    for text in [
        "int(1..=50)",
        "string(1..=80)[..=3]",
        "{ a: string, b?: float(0.0..=1.0) }",
        "map<int>",
        "[int, string]",
        "\"a\" | \"b\"",
        "{ a: \"x\"?, b: url? }",
        "{ a: int, ...json }",
        "secret",
        "json",
    ] {
        let ty = crate::types::testing::ty(text);
        let schema = export(&crate::types::testing::Names::none(), &ty);
        assert_eq!(output(&schema), text, "{schema}");
    }
}

/// JSON made of the words of schemas.
fn schemas() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(Value::Null),
        prop::sample::select(vec![
            "string",
            "integer",
            "object",
            "array",
            "null",
            "number",
            "#",
            "#/properties/a",
            "#/$defs/a",
            "a",
            "date",
            "uri",
            "[",
            "^a",
            "base64",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 5, |inner| {
        let keyword = prop::sample::select(vec![
            "type",
            "properties",
            "required",
            "items",
            "prefixItems",
            "additionalProperties",
            "enum",
            "const",
            "oneOf",
            "anyOf",
            "allOf",
            "$ref",
            "$defs",
            "format",
            "pattern",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "default",
            "nullable",
            "x-secret",
            "a",
            "readOnly",
            "writeOnly",
            "not",
            "if",
            "$anchor",
            "$id",
            "contentEncoding",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keyword, inner), 0..5).prop_map(|entries| {
                Value::Object(entries.into_iter().map(|(key, v)| (key.to_owned(), v)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_is_too_much(schema in schemas()) {
        all_passes(&schema);
    }
}
