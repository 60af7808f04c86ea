//! JSON Schema to types: draft 2020-12, 7, and OpenAPI 3.0's `nullable`.
//!
//! A schema never makes the compiler fail: what has no counterpart widens the type (the original
//! schema is enforced at run time all the same), the worst type is json, and the work is bounded.
//! What a schema accepts, its type has too; the official test suite is held against it. So
//! `properties` without a `type` speak of objects alone, and texts and lists are accepted beside
//! them. One reading is looser than the letter, since real schemas mean it so: an object of which
//! nothing at all is said is a map of json.

mod containers;
mod literals;
mod meet;
mod references;
mod scalars;

use orchestra_schema::localized;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::{Named, NamedId, Type, TypeEnvironment};

/// Levels of nesting; below, all is json.
const DEEPEST: usize = 64;
/// Schemas that are read for one type; beyond, all is json.
const MOST_SCHEMAS: usize = 20_000;

/// The types of all values; every integer is a number.
const ALL_TYPES: [&str; 6] = ["object", "array", "string", "number", "boolean", "null"];
/// Keywords of objects and lists that are worth a type even where no `type` is written.
const STRUCTURE: [&str; 6] =
    ["properties", "required", "additionalProperties", "patternProperties", "items", "prefixItems"];

/// Drafts that ignore what stands beside a `$ref`, by what `$schema` has of them.
const LONE_REFERENCES: [&str; 3] = ["draft-04", "draft-06", "draft-07"];

type Object = Map<String, Value>;

/// Whether values are sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Sent: without `readOnly`; what has a default may be left out.
    Input,
    /// Received: without `writeOnly`.
    Output,
}

/// The type of the values that `schema` describes. `source` names the schema in the names of types
/// that contain themselves, which [`expand_definition`] expands.
#[must_use]
pub fn import(schema: &Value, side: Side, source: &str) -> Type {
    expand_definition(schema, side, source, "")
}

/// What [`NamedId::Definition`] stands for: the part of `schema` at `pointer`.
#[must_use]
pub fn expand_definition(schema: &Value, side: Side, source: &str, pointer: &str) -> Type {
    Importer::new(&localized(schema), side, source).definition(pointer)
}

struct Importer<'a> {
    root: &'a Value,
    side: Side,
    source: &'a str,
    schemas: usize,
    /// Definitions that contain themselves, as far as that has been asked.
    recursive: FxHashMap<String, bool>,
    /// Definitions that are being merged with others.
    merging: Vec<String>,
    /// Whether a `$ref` stands for the whole schema, as in draft 7 and before.
    lone_references: bool,
}

impl<'a> Importer<'a> {
    fn new(root: &'a Value, side: Side, source: &'a str) -> Self {
        Self {
            root,
            side,
            source,
            schemas: 0,
            recursive: FxHashMap::default(),
            merging: Vec::new(),
            lone_references: root
                .get("$schema")
                .and_then(Value::as_str)
                .is_some_and(|dialect| LONE_REFERENCES.iter().any(|name| dialect.contains(name))),
        }
    }

    /// The type of the part at `pointer`, never a name itself.
    fn definition(&mut self, pointer: &str) -> Type {
        let mut pointer = pointer.to_owned();
        let mut seen: Vec<String> = Vec::new();
        loop {
            let Some(schema) = references::part(self.root, &pointer) else { return Type::Json };
            let named = match self.schema(schema, 0) {
                Type::Named(named) => named,
                ty => return ty,
            };
            match &named.id {
                NamedId::Definition { pointer: next, .. }
                    if **next != *pointer && !seen.iter().any(|seen| **seen == **next) =>
                {
                    seen.push(pointer);
                    pointer = next.to_string();
                }
                // Names that lead back to themselves say nothing.
                _ => return Type::Json,
            }
        }
    }

    fn schema(&mut self, schema: &'a Value, depth: usize) -> Type {
        self.schemas += 1;
        if depth > DEEPEST || self.schemas > MOST_SCHEMAS {
            return Type::Json;
        }
        match schema {
            Value::Bool(false) => Type::Never,
            Value::Object(object) => self.object_schema(object, depth),
            _ => Type::Json,
        }
    }

    /// All that the keywords say, each narrowing what the others do.
    fn object_schema(&mut self, schema: &'a Object, depth: usize) -> Type {
        if schema.get("x-secret") == Some(&Value::Bool(true)) {
            return nullable(schema, Type::Secret);
        }
        let reference = schema.get("$ref").and_then(Value::as_str);
        if let Some(target) = reference.filter(|_| self.lone_references) {
            return nullable(schema, self.reference(target, depth));
        }
        let mut parts: Vec<Type> = Vec::new();
        parts.extend(self.own(schema, depth));
        if let Some(target) = reference {
            parts.push(self.reference(target, depth));
        }
        if let Some(Value::Array(all)) = schema.get("allOf") {
            parts.extend(all.iter().map(|part| self.schema(part, depth + 1)));
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(Value::Array(arms)) = schema.get(keyword) {
                let arms: Vec<Type> = arms.iter().map(|arm| self.schema(arm, depth + 1)).collect();
                parts.push(Type::union(&NoNames, arms));
            }
        }
        let merged = parts.into_iter().reduce(|a, b| self.meet(&a, &b, depth));
        let ty = match merged {
            // Parts that contradict each other: no type can say so, the schema will.
            None | Some(Type::Never) => Type::Json,
            Some(ty) => ty,
        };
        nullable(schema, ty)
    }

    /// What a schema says by itself; none: nothing.
    fn own(&mut self, schema: &'a Object, depth: usize) -> Option<Type> {
        let types = written_types(schema);
        if let Some(value) = schema.get("const") {
            return literals::one_of(std::slice::from_ref(value), &types);
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            return literals::one_of(values, &types);
        }
        let types = match types.as_slice() {
            [] if STRUCTURE.iter().any(|key| schema.contains_key(*key)) => &ALL_TYPES,
            [] => return None,
            types => types,
        };
        let arms: Vec<Type> = types.iter().map(|name| self.of_type(name, schema, depth)).collect();
        Some(Type::union(&NoNames, arms))
    }

    fn of_type(&mut self, name: &str, schema: &'a Object, depth: usize) -> Type {
        match name {
            "null" => Type::Null,
            "boolean" => Type::Bool,
            "integer" => scalars::integer(schema),
            "number" => scalars::number(schema),
            "string" => scalars::string(schema),
            "array" => self.array(schema, depth),
            "object" => self.object(schema, depth),
            _ => Type::Json,
        }
    }
}

/// The names in `type`, if there is one.
fn written_types(schema: &Object) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn nullable(schema: &Object, ty: Type) -> Type {
    if schema.get("nullable") == Some(&Value::Bool(true)) { ty.null_or() } else { ty }
}

/// Where unions are made of parts whose names needn't be looked through.
struct NoNames;

impl TypeEnvironment for NoNames {
    fn expand(&self, _: &Named) -> Type {
        Type::Json
    }
}

#[cfg(test)]
mod tests;
