//! Types to JSON Schema, draft 2020-12: for the answers of models, parameters, outputs.

use std::sync::Arc;

use orchestra_plan::shape::Format;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use super::{
    Field, IntRange, Literal, Named, NamedId, RecordType, Size, StringType, Type, TypeEnvironment,
    recursive::contains_itself,
};

/// Levels of nesting that are written out; below, anything goes. Only a hostile schema goes deeper.
const DEEPEST: usize = 100;
/// Parts that are written where they stand; beyond, names stay, each described once.
const MOST_PARTS: usize = 10_000;
/// The literal of a duration, as it stands in JSON.
const DURATION: &str = r"^[0-9]+(\.[0-9]+)?(ms|s|m|h|d)$";
/// The literal of an amount, as it stands in JSON.
const MONEY: &str = r"^[0-9]+(\.[0-9]+)?[a-z]{3,}$";

/// The schema of the values of `ty`. Types that contain themselves, and
/// those of a very large one, stand in `$defs`.
#[must_use]
pub fn export(env: &dyn TypeEnvironment, ty: &Type) -> Value {
    export_documented(env, ty, &|_| None)
}

/// The same with descriptions: `describe` knows the documentation of names.
#[must_use]
pub fn export_documented(
    env: &dyn TypeEnvironment,
    ty: &Type,
    describe: &dyn Fn(&Named) -> Option<String>,
) -> Value {
    let mut exporter = Exporter {
        env,
        describe,
        names: FxHashMap::default(),
        recursive: FxHashMap::default(),
        open: Vec::new(),
        parts: 0,
    };
    let mut schema = exporter.schema(ty, 0);
    let mut definitions = Map::new();
    while let Some((name, named)) = exporter.open.pop() {
        let head = Type::Named(named.clone()).head(env);
        let described = exporter.described(&named, &head, 0);
        definitions.insert(name, described);
    }
    definitions.sort_keys();
    if let (Value::Object(object), false) = (&mut schema, definitions.is_empty()) {
        object.insert("$defs".to_owned(), Value::Object(definitions));
    }
    schema
}

struct Exporter<'a> {
    env: &'a dyn TypeEnvironment,
    describe: &'a dyn Fn(&Named) -> Option<String>,
    names: FxHashMap<NamedId, String>,
    recursive: FxHashMap<NamedId, bool>,
    /// Named, and not written yet.
    open: Vec<(String, Arc<Named>)>,
    /// Parts that have been written.
    parts: usize,
}

impl Exporter<'_> {
    fn schema(&mut self, ty: &Type, depth: usize) -> Value {
        if depth > DEEPEST {
            return json!({});
        }
        self.parts += 1;
        match ty {
            Type::Error | Type::Json | Type::Parameter(_) => json!({}),
            Type::Never => json!({ "not": {} }),
            Type::Null => json!({ "type": "null" }),
            Type::Bool => json!({ "type": "boolean" }),
            Type::Int(IntRange { min, max }) => {
                bounded("integer", "minimum", *min, "maximum", *max)
            }
            Type::Float(range) => bounded(
                "number",
                "minimum",
                range.min.map(super::Finite::get),
                "maximum",
                range.max.map(super::Finite::get),
            ),
            Type::String(string) => export_string(string),
            Type::Duration => json!({ "type": "string", "pattern": DURATION }),
            Type::Money(_) => json!({ "type": "string", "pattern": MONEY }),
            Type::Secret => json!({ "type": "string", "x-secret": true }),
            Type::Literal(literal) => {
                json!({ "type": type_name(literal), "const": literal_value(literal) })
            }
            Type::List(list) => {
                let mut schema = json!({ "type": "array" });
                schema["items"] = self.schema(&list.item, depth + 1);
                sized(&mut schema, "minItems", "maxItems", list.size);
                schema
            }
            // A prefix isn't empty, says the draft.
            Type::Tuple(items) if items.is_empty() => json!({ "type": "array", "maxItems": 0 }),
            Type::Tuple(items) => json!({
                "type": "array",
                "prefixItems": items.iter().map(|i| self.schema(i, depth + 1)).collect::<Vec<_>>(),
                "items": false,
                "minItems": items.len(),
                "maxItems": items.len(),
            }),
            Type::Map(value) => {
                json!({ "type": "object", "additionalProperties": self.schema(value, depth + 1) })
            }
            Type::Record(record) => self.record(record, depth),
            Type::Union(arms) => self.union(arms, depth),
            Type::Named(named) => self.named(named, depth),
        }
    }

    fn record(&mut self, record: &RecordType, depth: usize) -> Value {
        let mut properties = Map::new();
        for field in &record.fields {
            properties.insert(field.name.to_string(), self.schema(&field.ty, depth + 1));
        }
        let required: Vec<&str> = record
            .fields
            .iter()
            .filter(|field: &&Field| !field.optional)
            .map(|field| &*field.name)
            .collect();
        let rest = match &record.rest {
            Some(rest) => self.schema(rest, depth + 1),
            None => Value::Bool(false),
        };
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": rest,
        })
    }

    /// Literals of one kind are one `enum`.
    fn union(&mut self, arms: &[Type], depth: usize) -> Value {
        let mut schemas: Vec<Value> = Vec::new();
        for kind in ["string", "integer", "number", "boolean"] {
            let values: Vec<Value> = arms
                .iter()
                .filter_map(|arm| match arm {
                    Type::Literal(literal) if type_name(literal) == kind => {
                        Some(literal_value(literal))
                    }
                    _ => None,
                })
                .collect();
            match values.as_slice() {
                [] => {}
                [one] => schemas.push(json!({ "type": kind, "const": one })),
                _ => schemas.push(json!({ "type": kind, "enum": values })),
            }
        }
        for arm in arms.iter().filter(|arm| !matches!(arm, Type::Literal(_))) {
            schemas.push(self.schema(arm, depth + 1));
        }
        if schemas.len() == 1 { schemas.swap_remove(0) } else { json!({ "anyOf": schemas }) }
    }

    fn named(&mut self, named: &Arc<Named>, depth: usize) -> Value {
        if let Some(name) = self.names.get(&named.id) {
            return reference(name);
        }
        let known = self.recursive.get(&named.id).copied();
        let recursive = known.unwrap_or_else(|| contains_itself(self.env, named));
        self.recursive.insert(named.id.clone(), recursive);
        if !recursive && self.parts < MOST_PARTS {
            let head = Type::Named(named.clone()).head(self.env);
            return self.described(named, &head, depth + 1);
        }
        let written = words(&named.name);
        let mut name = written.clone();
        let mut number = 2;
        while self.names.values().any(|other| *other == name) {
            name = format!("{written}_{number}");
            number += 1;
        }
        self.names.insert(named.id.clone(), name.clone());
        self.open.push((name.clone(), named.clone()));
        reference(&name)
    }

    fn described(&mut self, named: &Named, head: &Type, depth: usize) -> Value {
        let mut schema = self.schema(head, depth);
        if let (Some(text), Value::Object(object)) = ((self.describe)(named), &mut schema) {
            object.insert("description".to_owned(), Value::String(text));
        }
        schema
    }
}

/// `Tree<string(..=5)>` as a key that every reader of `$defs` takes, and that may stand in a
/// reference as it is: `Tree_string_5`. Plain names stay as they are.
fn words(name: &str) -> String {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) {
        return name.to_owned();
    }
    let words = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn bounded<T: serde::Serialize>(
    name: &str,
    least: &str,
    min: Option<T>,
    most: &str,
    max: Option<T>,
) -> Value {
    let mut schema = json!({ "type": name });
    if let Some(min) = min {
        schema[least] = json!(min);
    }
    if let Some(max) = max {
        schema[most] = json!(max);
    }
    schema
}

fn sized(schema: &mut Value, least: &str, most: &str, size: Size) {
    if size.min > 0 {
        schema[least] = json!(size.min);
    }
    if let Some(max) = size.max {
        schema[most] = json!(max);
    }
}

fn export_string(string: &StringType) -> Value {
    let mut schema = json!({ "type": "string" });
    sized(&mut schema, "minLength", "maxLength", string.length);
    match string.patterns.as_slice() {
        [] => {}
        [one] => schema["pattern"] = json!(one),
        several => {
            let all: Vec<Value> =
                several.iter().map(|pattern| json!({ "pattern": pattern })).collect();
            schema["allOf"] = Value::Array(all);
        }
    }
    match string.format {
        None => {}
        Some(Format::Bytes) => schema["contentEncoding"] = json!("base64"),
        Some(Format::Url) => schema["format"] = json!("uri"),
        Some(Format::Datetime) => schema["format"] = json!("date-time"),
        Some(Format::Date) => schema["format"] = json!("date"),
        Some(Format::Email) => schema["format"] = json!("email"),
        Some(Format::Uuid) => schema["format"] = json!("uuid"),
    }
    schema
}

fn type_name(literal: &Literal) -> &'static str {
    match literal {
        Literal::Bool(_) => "boolean",
        Literal::Int(_) => "integer",
        Literal::Float(_) => "number",
        Literal::String(_) => "string",
    }
}

fn literal_value(literal: &Literal) -> Value {
    match literal {
        Literal::Bool(value) => json!(value),
        Literal::Int(value) => json!(value),
        Literal::Float(value) => json!(value.get()),
        Literal::String(text) => json!(text),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::export;
    use crate::types::testing::{Names, ty};

    #[test]
    fn the_instances_of_a_generic_type_are_definitions_with_names_of_words() {
        let names = Names::with(&[
            ("Page<int>", "{ items: int[] }"),
            ("Tree<string(..=5)>", "{ value: string(..=5), kids: Tree<string(..=5)>[] }"),
        ]);
        let items = json!({ "type": "array", "items": { "type": "integer" } });
        let page = export(&names, &ty("Page<int>"));
        assert_eq!(page["properties"]["items"], items);
        let tree = export(&names, &ty("Tree<string(..=5)>"));
        assert_eq!(tree["$ref"], "#/$defs/Tree_string_5");
        let kids = &tree["$defs"]["Tree_string_5"]["properties"]["kids"];
        assert_eq!(kids["items"]["$ref"], "#/$defs/Tree_string_5");
    }
}
