//! What operations and capabilities have in common: two schemas, and examples that keep them.

use orchestra_schema::{SchemaError, Validator, resolve};
use serde_json::Value;

use super::Report;
use crate::Example;

/// Reports what is wrong with the schemas of the interface at `pointer`, and with its examples.
pub(crate) fn check(
    input: &Value,
    output: &Value,
    examples: &[Example],
    pointer: &str,
    report: &mut Report<'_>,
) {
    let kind = resolve(input, input).get("type").and_then(Value::as_str);
    if !input.is_object() || kind.is_some_and(|kind| kind != "object") {
        report.at_value(&format!("{pointer}/input"), "an input is an object");
    }
    let validators = [("input", input), ("output", output)]
        .map(|(side, schema)| validator(schema, &format!("{pointer}/{side}"), report));
    for (index, example) in examples.iter().enumerate() {
        let sides = [("input", &example.input), ("output", &example.output)];
        for ((side, value), validator) in sides.into_iter().zip(&validators) {
            let Some(Err(violation)) = validator.as_ref().map(|it| it.validate(value)) else {
                continue;
            };
            let place = format!("{pointer}/examples/{index}/{side}{}", violation.pointer);
            let message = format!("the {side} {}, says its schema", violation.constraint);
            report.at_value(&place, message);
        }
    }
}

fn validator(schema: &Value, pointer: &str, report: &mut Report<'_>) -> Option<Validator> {
    match Validator::new(schema) {
        Ok(validator) => Some(validator),
        Err(SchemaError::Invalid { pointer: inner, message }) => {
            let message = format!("this isn't a JSON Schema: {message}");
            report.at_value(&format!("{pointer}{inner}"), message);
            None
        }
        Err(error) => {
            report.at_key(pointer, error.to_string());
            None
        }
    }
}

/// Whether a pointer into what `schema` describes begins with one of its declared fields. Where it
/// declares none, it may begin with anything.
pub(crate) fn leads_into(schema: &Value, pointer: &str) -> bool {
    let schema = resolve(schema, schema);
    let fields = schema.get("properties").and_then(Value::as_object);
    let (Some(fields), Some(path)) = (fields, pointer.strip_prefix('/')) else { return true };
    let first = path.split('/').next().unwrap_or_default();
    fields.contains_key(&first.replace("~1", "/").replace("~0", "~"))
}

/// Reports a `generates_text` of the interface at `pointer` that points to nothing.
pub(crate) fn check_text(
    generates_text: Option<&str>,
    output: &Value,
    pointer: &str,
    report: &mut Report<'_>,
) {
    if let Some(text) = generates_text.filter(|text| !leads_into(output, text)) {
        let message = format!("the output has nothing at `{text}`");
        report.at_value(&format!("{pointer}/generates_text"), message);
    }
}
