//! Parts of a value that its schema marks as secrets (`x-secret`), and which are shown to nobody.

use serde_json::Value;

use crate::{
    bounds::DEEPEST,
    keywords::{Holds, REFERENCES, each_subschema},
    reference::at,
};

/// The mark.
const MARK: &str = "x-secret";

/// Schemas asked of parts of one value; beyond, all of it counts as secret.
const MOST_WORK: u32 = 100_000;

/// The value with its secrets redacted; none where the schema marks none at all. A mark counts
/// wherever it may apply: in an arm that the value doesn't fit as well, since a value that is
/// refused may have been meant for it.
pub(crate) fn without_secrets(root: &Value, value: &Value) -> Option<Value> {
    if !marks_any(root) {
        return None;
    }
    let mut value = value.clone();
    let mut walk = Walk { root, work: 0 };
    Some(if walk.redact(&[root], &mut value, 0) { value } else { redacted() })
}

/// What stands in a secret's place.
pub(crate) fn redacted() -> Value {
    Value::String("[redacted]".to_owned())
}

fn marks_any(root: &Value) -> bool {
    let mut open = vec![root];
    while let Some(part) = open.pop() {
        match part {
            Value::Object(fields) => {
                if is_marked(part) {
                    return true;
                }
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    false
}

fn is_marked(schema: &Value) -> bool {
    schema.get(MARK) == Some(&Value::Bool(true))
}

struct Walk<'schema> {
    root: &'schema Value,
    work: u32,
}

impl<'schema> Walk<'schema> {
    /// Redacts what one of the schemas marks; false where that takes too long to find out.
    fn redact(&mut self, schemas: &[&'schema Value], value: &mut Value, depth: usize) -> bool {
        let Some(schemas) = self.asked(schemas) else { return false };
        if depth > DEEPEST {
            return false;
        }
        if schemas.iter().any(|schema| is_marked(schema)) {
            *value = redacted();
            return true;
        }
        match value {
            Value::Object(fields) => fields.iter_mut().all(|(name, field)| {
                let below: Vec<_> = schemas.iter().flat_map(|it| of_field(it, name)).collect();
                self.redact(&below, field, depth + 1)
            }),
            Value::Array(items) => items.iter_mut().enumerate().all(|(index, item)| {
                let below: Vec<_> = schemas.iter().flat_map(|it| of_item(it, index)).collect();
                self.redact(&below, item, depth + 1)
            }),
            _ => true,
        }
    }

    /// The schemas with all that they ask of the same value: arms, conditions, references.
    fn asked(&mut self, schemas: &[&'schema Value]) -> Option<Vec<&'schema Value>> {
        let mut found: Vec<&Value> = Vec::new();
        let mut open = schemas.to_vec();
        while let Some(schema) = open.pop() {
            self.work += 1;
            if self.work > MOST_WORK {
                return None;
            }
            if found.iter().any(|known| std::ptr::eq(*known, schema)) {
                continue;
            }
            found.push(schema);
            each_subschema(schema, |holds, inner| {
                if holds == Holds::SameValue {
                    open.push(inner);
                }
            });
            for keyword in REFERENCES {
                if let Some(reference) = schema.get(keyword).and_then(Value::as_str) {
                    // What else there is depends on who asks: who uses it beside a secret gets less
                    // to read.
                    open.push(at(self.root, reference).filter(|_| reference.starts_with('#'))?);
                }
            }
        }
        Some(found)
    }
}

/// What a schema may ask of a field of the value.
fn of_field<'schema>(schema: &'schema Value, name: &str) -> Vec<&'schema Value> {
    let listed = schema.get("properties").and_then(|listed| listed.get(name));
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    let others = ["additionalProperties", "unevaluatedProperties"];
    let others = others.into_iter().filter_map(|keyword| schema.get(keyword));
    listed
        .into_iter()
        .chain(patterns.into_iter().flat_map(|it| it.values()))
        .chain(others)
        .collect()
}

/// What a schema may ask of an item of the value.
fn of_item(schema: &Value, index: usize) -> Vec<&Value> {
    let keywords = ["items", "additionalItems", "unevaluatedItems", "contains", "prefixItems"];
    let held = keywords.into_iter().filter_map(|keyword| schema.get(keyword));
    held.filter_map(|held| match held {
        Value::Array(schemas) => schemas.get(index),
        schema => Some(schema),
    })
    .collect()
}
