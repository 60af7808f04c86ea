//! What is written in another dialect than the validator's, in its words: of OpenAPI 3.0
//! `nullable: true`, and `exclusiveMinimum` and `exclusiveMaximum` that are booleans; and
//! `contentEncoding: base64`, of which 2020-12 only takes note, as `format: byte`, which we check.
//!
//! What is rewritten stays in its place, so that references into the document keep their aim.

use serde_json::{Map, Value, json};

use crate::keywords::{Holds, holds, is_map};

/// Rewrites a schema and all within it. It is no deeper than `bounds` permits.
pub(crate) fn rewrite(schema: &mut Value) {
    let Value::Object(fields) = schema else { return };
    for (keyword, value) in fields.iter_mut() {
        match value {
            _ if holds(keyword) == Holds::Data => {}
            Value::Object(schemas) if is_map(keyword) => schemas.values_mut().for_each(rewrite),
            Value::Object(_) => rewrite(value),
            Value::Array(schemas) => schemas.iter_mut().for_each(rewrite),
            _ => {}
        }
    }
    if fields.get("nullable") == Some(&Value::Bool(true)) {
        fields.shift_remove("nullable");
        accept_null(fields);
    }
    exclude(fields, "exclusiveMinimum", "minimum");
    exclude(fields, "exclusiveMaximum", "maximum");
    if fields.get("contentEncoding").and_then(Value::as_str) == Some("base64") {
        assert_base64(fields);
    }
}

fn accept_null(fields: &mut Map<String, Value>) {
    if let Some(Value::String(name)) = fields.get("type") {
        let both = if name == "null" { json!("null") } else { json!([name, "null"]) };
        fields.insert("type".to_owned(), both);
    }
    if let Some(Value::Array(values)) = fields.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    if let Some(value) = fields.shift_remove("const") {
        fields.insert("enum".to_owned(), json!([value, null]));
    }
    let mut moved = Map::new();
    for keyword in ["$ref", "allOf", "anyOf", "oneOf"] {
        moved.extend(fields.shift_remove(keyword).map(|value| (keyword.to_owned(), value)));
    }
    if !moved.is_empty() {
        fields.insert("anyOf".to_owned(), json!([moved, { "type": "null" }]));
    }
}

fn exclude(fields: &mut Map<String, Value>, exclusive: &str, bound: &str) {
    match fields.get(exclusive) {
        Some(Value::Bool(true)) => {
            fields.shift_remove(exclusive);
            if let Some(limit) = fields.shift_remove(bound) {
                fields.insert(exclusive.to_owned(), limit);
            }
        }
        Some(Value::Bool(false)) => drop(fields.shift_remove(exclusive)),
        _ => {}
    }
}

/// Beside another format, as one more schema behind those that must fit already.
fn assert_base64(fields: &mut Map<String, Value>) {
    let format = json!("byte");
    if fields.get("format").is_none_or(|written| *written == format) {
        fields.insert("format".to_owned(), format);
    } else if let Value::Array(all) = fields.entry("allOf").or_insert_with(|| json!([])) {
        all.push(json!({ "format": format }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(mut schema: Value) -> Value {
        rewrite(&mut schema);
        schema
    }

    #[test]
    fn nullable_accepts_null_too() {
        assert_eq!(
            rewritten(json!({ "type": "string", "enum": ["a"], "nullable": true })),
            json!({ "type": ["string", "null"], "enum": ["a", null] })
        );
        assert_eq!(
            rewritten(json!({ "items": { "$ref": "#/x", "nullable": true, "description": "d" } })),
            json!({ "items": { "description": "d", "anyOf": [{ "$ref": "#/x" }, { "type": "null" }] } })
        );
        assert_eq!(rewritten(json!({ "nullable": false })), json!({ "nullable": false }));
    }

    #[test]
    fn a_field_of_that_name_is_a_field() {
        let schema = json!({
            "properties": { "nullable": { "type": "boolean" } },
            "default": { "nullable": true, "type": "x" },
        });
        assert_eq!(rewritten(schema.clone()), schema);
    }

    #[test]
    fn boolean_exclusion_becomes_a_bound() {
        assert_eq!(
            rewritten(json!({ "minimum": 0, "exclusiveMinimum": true, "exclusiveMaximum": false })),
            json!({ "exclusiveMinimum": 0 })
        );
    }

    #[test]
    fn base64_is_a_format_beside_others() {
        assert_eq!(
            rewritten(json!({ "contentEncoding": "base64" })),
            json!({ "contentEncoding": "base64", "format": "byte" })
        );
        assert_eq!(
            rewritten(json!({ "contentEncoding": "base64", "format": "uri", "allOf": [true] })),
            json!({
                "contentEncoding": "base64",
                "format": "uri",
                "allOf": [true, { "format": "byte" }],
            })
        );
        let other =
            json!({ "contentEncoding": "base32", "default": { "contentEncoding": "base64" } });
        assert_eq!(rewritten(other.clone()), other);
    }
}
