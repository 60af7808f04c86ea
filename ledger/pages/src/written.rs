//! JSON values as a source writes them.

use orchestra_compiler::types::notation::literal;
use serde_json::Value;

/// `value` as an expression.
#[must_use]
pub fn written(value: &Value) -> String {
    match value {
        Value::String(text) => literal(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Object(fields) => {
            let field =
                |(name, value): (&String, &Value)| format!("{}: {}", key(name), written(value));
            let fields: Vec<String> = fields.iter().map(field).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

/// A field's name: quoted, unless it is a word.
pub(crate) fn key(name: &str) -> String {
    if is_word(name) { name.to_owned() } else { literal(name) }
}

/// Whether a name can stand without quotes.
pub(crate) fn is_word(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_written_as_the_language_has_them() {
        let value = json!({ "a-b": [1, 0.5, null, true], "text": "\"${x}\"\n", "none": {} });
        let expected = r#"{ "a-b": [1, 0.5, null, true], text: "\"\${x}\"\n", none: {} }"#;
        assert_eq!(written(&value), expected);
    }
}
