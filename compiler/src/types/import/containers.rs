//! Arrays and objects.

use std::sync::Arc;

use serde_json::Value;

use super::{Importer, NoNames, Object, Side, scalars::size};
use crate::types::{Field, RecordType, Size, Type};

/// Keywords that may bring fields in which `properties` doesn't list.
const HIDDEN_FIELDS: [&str; 7] =
    ["patternProperties", "if", "then", "else", "dependentSchemas", "dependencies", "$dynamicRef"];

impl<'a> Importer<'a> {
    pub(super) fn array(&mut self, schema: &'a Object, depth: usize) -> Type {
        let length = size(schema, "minItems", "maxItems");
        // Draft 7 writes tuples as a list in `items`, and what follows in `additionalItems`.
        let (prefix, rest) = match (schema.get("prefixItems"), schema.get("items")) {
            (Some(Value::Array(prefix)), rest) => (prefix.as_slice(), rest),
            (_, Some(Value::Array(prefix))) => (prefix.as_slice(), schema.get("additionalItems")),
            (_, rest) => (&[][..], rest),
        };
        if prefix.is_empty() {
            let item = rest.map_or(Type::Json, |rest| self.schema(rest, depth + 1));
            return Type::list(item, length);
        }
        let items: Vec<Type> = prefix.iter().map(|item| self.schema(item, depth + 1)).collect();
        let count = items.len() as u64;
        let closed = rest == Some(&Value::Bool(false));
        // A prefix says what the first items are, not that they are there, nor that no more are.
        if length.min >= count && (closed || length.max == Some(count)) {
            return Type::tuple(items);
        }
        let (rest, max) = match rest {
            _ if closed => (Type::Never, Size::at_most(Some(count))),
            Some(rest) => (self.schema(rest, depth + 1), Size::unbounded()),
            None => (Type::Json, Size::unbounded()),
        };
        let item = match rest {
            Type::Json => Type::Json,
            rest => Type::union(&NoNames, items.into_iter().chain([rest])),
        };
        Type::list(item, length.meet(max).unwrap_or(length))
    }

    pub(super) fn object(&mut self, schema: &'a Object, depth: usize) -> Type {
        let required: Vec<&str> = match schema.get("required") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let mut fields: Vec<Field> = Vec::new();
        let mut hidden: Vec<&str> = Vec::new();
        if let Some(Value::Object(properties)) = schema.get("properties") {
            for (name, property) in properties {
                if self.is_hidden(property) {
                    hidden.push(name);
                    continue;
                }
                let ty = self.schema(property, depth + 1);
                let default = self.side == Side::Input && property.get("default").is_some();
                let optional = default || !required.contains(&name.as_str());
                fields.push(Field { name: name.as_str().into(), ty, optional });
            }
        }
        for name in required {
            let listed = fields.iter().any(|field| &*field.name == name);
            if !listed && !hidden.contains(&name) {
                fields.push(Field::new(name, Type::Json));
            }
        }
        let rest = self.further(schema, fields.is_empty() && hidden.is_empty(), depth);
        match (fields.is_empty(), rest) {
            (true, Some(rest)) => Type::map(rest),
            (_, rest) => Type::Record(Arc::new(RecordType { fields, rest })),
        }
    }

    /// A property that isn't there on this side, or never.
    fn is_hidden(&self, property: &Value) -> bool {
        let flag = match self.side {
            Side::Input => "readOnly",
            Side::Output => "writeOnly",
        };
        *property == Value::Bool(false) || property.get(flag) == Some(&Value::Bool(true))
    }

    /// The type of further fields; none: there are none.
    fn further(&mut self, schema: &'a Object, nothing_said: bool, depth: usize) -> Option<Type> {
        if HIDDEN_FIELDS.iter().any(|key| schema.contains_key(*key)) {
            return Some(Type::Json);
        }
        let written = |key: &str| schema.get(key).filter(|value| **value != Value::Bool(false));
        if let Some(rest) = written("additionalProperties") {
            return Some(self.schema(rest, depth + 1));
        }
        if written("unevaluatedProperties").is_some() {
            return Some(Type::Json);
        }
        let free = nothing_said
            && !schema.contains_key("additionalProperties")
            && !schema.contains_key("properties");
        free.then_some(Type::Json)
    }
}
