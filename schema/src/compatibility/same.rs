//! Schemas that say the same, word by word.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::known::Node;
use crate::{
    keywords::{Holds, holds, is_map},
    reference::at,
};

/// Keywords that say nothing about which values fit.
const WORDS: [&str; 11] = [
    "title",
    "description",
    "default",
    "examples",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
    "$comment",
];

/// Keywords whose meaning depends on who refers to a schema.
const DYNAMIC: [&str; 4] = ["$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor"];

/// The dialect that is read.
const NEWEST: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema without what is said for people, so that equal ones are equal. What is left keeps
/// its place.
pub(super) fn stripped(schema: &Value) -> Value {
    without(schema, &|keyword| WORDS.contains(&keyword))
}

/// The schema without titles, descriptions, examples and comments. `default` stays.
#[must_use]
pub fn bare(schema: &Value) -> Value {
    without(schema, &|keyword| WORDS.contains(&keyword) && keyword != "default")
}

fn without(schema: &Value, is_left_out: &dyn Fn(&str) -> bool) -> Value {
    let Value::Object(fields) = schema else { return schema.clone() };
    let kept = fields.iter().filter(|(keyword, _)| !is_left_out(keyword));
    let kept = kept.map(|(keyword, value)| {
        let value = match value {
            value if holds(keyword) == Holds::Data => value.clone(),
            Value::Object(schemas) if is_map(keyword) => Value::Object(
                schemas
                    .iter()
                    .map(|(name, schema)| (name.clone(), without(schema, is_left_out)))
                    .collect(),
            ),
            Value::Object(_) => without(value, is_left_out),
            Value::Array(schemas) => {
                schemas.iter().map(|schema| without(schema, is_left_out)).collect()
            }
            value => value.clone(),
        };
        (keyword.clone(), value)
    });
    Value::Object(kept.collect())
}

/// Whether a schema is of 2020-12, and says what it says whoever refers to it.
pub(super) fn is_plain_dialect(root: &Value) -> bool {
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                let dialect = fields.get("$schema").and_then(Value::as_str);
                let is_other = dialect.is_some_and(|uri| uri.trim_end_matches('#') != NEWEST);
                if is_other || DYNAMIC.iter().any(|keyword| fields.contains_key(*keyword)) {
                    return false;
                }
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    true
}

/// The references that lead to the same schema in both documents.
#[derive(Debug)]
pub(super) struct SameReferences<'a> {
    same: HashSet<&'a str>,
}

impl<'a> SameReferences<'a> {
    pub(super) fn of(left: &'a Value, right: &'a Value) -> Self {
        let mut written = HashSet::new();
        references(left, &mut written);
        references(right, &mut written);
        // Each with those that its aim refers to in turn.
        let mut same: HashMap<&str, HashSet<&str>> = HashMap::new();
        for reference in written {
            let (Some(in_left), Some(in_right)) = (at(left, reference), at(right, reference))
            else {
                continue;
            };
            if reference.starts_with('#') && in_left == in_right {
                let mut inner = HashSet::new();
                references(in_left, &mut inner);
                same.insert(reference, inner);
            }
        }
        loop {
            let known: HashSet<&str> = same.keys().copied().collect();
            same.retain(|_, inner| inner.is_subset(&known));
            if same.len() == known.len() {
                return Self { same: known };
            }
        }
    }

    /// Whether two schemas surely accept the same values, since they read alike.
    pub(super) fn is_same(&self, left: Node<'_>, right: Node<'_>) -> bool {
        if left.address() == right.address() {
            return true;
        }
        if left.schema != right.schema {
            return false;
        }
        std::ptr::eq(left.root, right.root) || {
            let mut written = HashSet::new();
            references(left.schema, &mut written);
            written.iter().all(|reference| self.same.contains(reference))
        }
    }
}

/// All texts that might be references in a value.
fn references<'v>(value: &'v Value, found: &mut HashSet<&'v str>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}
