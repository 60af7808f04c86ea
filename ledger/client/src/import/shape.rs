//! What values of a schema look like, as far as a query, a header or a path must know.

use super::documents::{Documents, Part};

/// Levels of references and alternatives that are looked through.
const DEEPEST: usize = 12;

/// What a value may be. Nothing set: a single word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// A list.
    pub(crate) list: bool,
    /// An object.
    pub(crate) object: bool,
    /// A list or an object with more than single words in it.
    pub(crate) nested: bool,
}

impl Shape {
    /// The shape of a schema's values.
    pub(crate) fn of(documents: &Documents, schema: Part<'_>) -> Self {
        look(documents, schema, 0)
    }

    fn within(self, inner: Self) -> Self {
        Self { nested: self.nested || inner.list || inner.object || inner.nested, ..self }
    }

    fn or(self, other: Self) -> Self {
        Self {
            list: self.list || other.list,
            object: self.object || other.object,
            nested: self.nested || other.nested,
        }
    }
}

fn look(documents: &Documents, schema: Part<'_>, depth: usize) -> Shape {
    let deep = Shape { nested: true, ..Shape::default() };
    let (Ok(schema), false) = (documents.resolve(schema), depth > DEEPEST) else { return deep };
    let says = |name: &str| match schema.value.get("type") {
        Some(serde_json::Value::String(one)) => one == name,
        Some(serde_json::Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    };
    let mut shape = Shape::default();
    if says("array") || schema.get("items").is_some() || schema.get("prefixItems").is_some() {
        shape.list = true;
        let items = schema.get("items").into_iter().chain(schema.items("prefixItems"));
        for item in items {
            shape = shape.within(look(documents, item, depth + 1));
        }
    }
    let further = schema.get("additionalProperties").filter(|it| it.value.is_object());
    if says("object") || schema.get("properties").is_some() || further.is_some() {
        shape.object = true;
        let fields = schema.fields("properties").map(|(_, field)| field).chain(further);
        for field in fields {
            shape = shape.within(look(documents, field, depth + 1));
        }
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for part in schema.items(keyword) {
            shape = shape.or(look(documents, part, depth + 1));
        }
    }
    shape
}
