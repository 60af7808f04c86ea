//! Texts to values, by what a schema says of a field.

use orchestra_schema::resolve;
use serde_json::Value;

/// Alternatives and references followed into each other; more is a circle.
const MOST_LEVELS: usize = 16;

/// The value that a text stands for, where `schema` (a part of `root`) describes it: a number or
/// boolean where these are accepted, else the text.
pub(crate) fn typed(root: &Value, schema: Option<&Value>, text: String) -> Value {
    let accepts = |name: &str| schema.is_some_and(|schema| accepts(root, schema, name, 0));
    let parsed: Option<Value> = serde_json::from_str(&text).ok();
    match parsed {
        Some(number @ Value::Number(_)) if accepts("integer") || accepts("number") => number,
        Some(boolean @ Value::Bool(_)) if accepts("boolean") => boolean,
        _ => Value::String(text),
    }
}

/// Whether a schema accepts values of this type, as far as its own words and those of its
/// alternatives tell.
pub(crate) fn accepts(root: &Value, schema: &Value, name: &str, depth: usize) -> bool {
    if depth > MOST_LEVELS {
        return false;
    }
    let listed = match &schema["type"] {
        Value::String(one) => one == name,
        Value::Array(several) => several.iter().any(|one| one == name),
        _ => false,
    };
    let of_value = |value: &Value| match value {
        Value::Number(number) => name == "number" || name == "integer" && !number.is_f64(),
        Value::Bool(_) => name == "boolean",
        Value::Array(_) => name == "array",
        _ => false,
    };
    let enumerated = schema["enum"].as_array().is_some_and(|values| values.iter().any(of_value));
    let deeper = |schema: &Value| accepts(root, schema, name, depth + 1);
    let alternatives = ["anyOf", "oneOf", "allOf"].iter().any(|keyword| {
        schema[keyword].as_array().is_some_and(|schemas| schemas.iter().any(deeper))
    });
    let target = resolve(root, schema);
    let referred = !std::ptr::eq(target, schema) && deeper(target);
    listed || enumerated || of_value(&schema["const"]) || alternatives || referred
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_take_the_type_of_their_field() {
        let root = json!({ "$defs": { "count": { "type": ["integer", "null"] } } });
        let typed = |schema: Value, text: &str| typed(&root, Some(&schema), text.to_owned());
        assert_eq!(typed(json!({ "type": "integer" }), "12"), json!(12));
        assert_eq!(typed(json!({ "type": "string" }), "12"), json!("12"));
        assert_eq!(typed(json!({ "$ref": "#/$defs/count" }), "12"), json!(12));
        assert_eq!(
            typed(json!({ "anyOf": [{ "type": "number" }, { "type": "null" }] }), "0.5"),
            json!(0.5)
        );
        assert_eq!(typed(json!({ "type": "boolean" }), "true"), json!(true));
        assert_eq!(typed(json!({ "type": "boolean" }), "yes"), json!("yes"));
        assert_eq!(typed(json!({ "enum": [1, 2] }), "2"), json!(2));
        assert_eq!(typed(json!({}), "2"), json!("2"));
    }

    #[test]
    fn a_circle_of_references_ends() {
        let root = json!({ "$defs": { "a": { "$ref": "#/$defs/a" } } });
        assert!(!accepts(&root, &json!({ "$ref": "#/$defs/a" }), "integer", 0));
    }
}
