//! An object's fields, where a schema says them in a way that leaves nothing out: then they can
//! stand beside an operation's parameters.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::documents::{Documents, Part};

/// Levels of `allOf`.
const DEEPEST: usize = 8;

/// The fields of an object.
#[derive(Debug, Default)]
pub(crate) struct Flat<'a> {
    pub(crate) fields: IndexMap<String, Part<'a>>,
    pub(crate) required: BTreeSet<String>,
}

impl<'a> Flat<'a> {
    /// The fields of a schema's object; none: it says more than fields, or isn't one object.
    pub(crate) fn of(documents: &'a Documents, schema: Part<'a>) -> Option<Self> {
        let mut flat = Self::default();
        flat.add(documents, schema, 0)?;
        (!flat.fields.is_empty()).then_some(flat)
    }

    fn add(&mut self, documents: &'a Documents, schema: Part<'a>, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let beside = schema.value.as_object()?;
        if beside.contains_key("$ref") && beside.keys().any(|it| !is_silent(it) && it != "$ref") {
            return None;
        }
        let schema = documents.resolve(schema).ok()?;
        for (keyword, value) in schema.value.as_object()? {
            let fits = match keyword.as_str() {
                "type" => value == "object",
                "properties" => value.is_object(),
                "required" => value.is_array(),
                "allOf" => value.as_array().is_some_and(|parts| !parts.is_empty()),
                "additionalProperties" => *value == Value::Bool(false),
                "nullable" => *value == Value::Bool(false),
                keyword => is_silent(keyword),
            };
            if !fits {
                return None;
            }
        }
        if schema.get("allOf").is_some() && schema.get("additionalProperties").is_some() {
            return None;
        }
        for (name, field) in schema.fields("properties") {
            if self.fields.insert(name.clone(), field).is_some() {
                return None;
            }
        }
        let required = schema.items("required").filter_map(|name| name.value.as_str());
        self.required.extend(required.map(str::to_owned));
        schema.items("allOf").try_for_each(|part| self.add(documents, part, depth + 1))
    }
}

/// Keywords that say nothing of an object's fields.
fn is_silent(keyword: &str) -> bool {
    matches!(
        keyword,
        "title"
            | "description"
            | "example"
            | "examples"
            | "default"
            | "deprecated"
            | "xml"
            | "externalDocs"
            | "$comment"
            | "$schema"
    ) || keyword.starts_with("x-")
}
