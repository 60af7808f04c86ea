//! JSON Schema as TypeScript: the part of it that schemas made from our types have. What it doesn't know
//! fails, so that no type is ever wider than what is sent.

use serde_json::{Map, Value};

/// Keywords that say more of a value than its type can.
const BESIDE_TYPES: &[&str] = &[
    "$schema",
    "default",
    "deprecated",
    "description",
    "examples",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maximum",
    "maxLength",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "pattern",
    "title",
    "uniqueItems",
];

/// A module with the type of the schema itself, by its title, and one for each of its definitions.
pub(crate) fn module(header: &str, schema: &Value) -> String {
    let mut text = header.to_owned();
    let title = schema["title"].as_str().expect("a schema has its type's name");
    let definitions = schema["$defs"].as_object();
    let own = schema.as_object().map(|schema| {
        let mut own = schema.clone();
        own.remove("$defs");
        (title.to_owned(), Value::Object(own))
    });
    let definitions =
        definitions.into_iter().flatten().map(|(name, it)| (name.clone(), it.clone()));
    for (name, schema) in own.into_iter().chain(definitions) {
        text.push_str(&declaration(&name, &schema));
    }
    text
}

fn declaration(name: &str, schema: &Value) -> String {
    let written = written(schema, "");
    let documentation = documentation(schema, "");
    match written.starts_with("{\n") && !written.contains("\n} |") {
        true => format!("\n{documentation}export interface {name} {written}\n"),
        false => format!("\n{documentation}export type {name} = {written};\n"),
    }
}

/// The type, its own lines indented.
fn written(schema: &Value, indent: &str) -> String {
    let schema = match schema {
        Value::Bool(true) => return "unknown".to_owned(),
        Value::Object(schema) => schema,
        other => panic!("no schema: {other}"),
    };
    if let Some(reference) = schema.get("$ref") {
        known(schema, &["$ref"]);
        let name = reference.as_str().and_then(|it| it.strip_prefix("#/$defs/"));
        return name.unwrap_or_else(|| panic!("leads elsewhere: {reference}")).to_owned();
    }
    for several in ["anyOf", "oneOf"] {
        if let Some(parts) = schema.get(several) {
            return union(schema, several, parts, indent);
        }
    }
    if let Some(values) = schema.get("enum") {
        known(schema, &["enum", "type"]);
        let values = values.as_array().expect("`enum` is a list");
        return values.iter().map(Value::to_string).collect::<Vec<_>>().join(" | ");
    }
    if let Some(value) = schema.get("const") {
        known(schema, &["const", "type"]);
        return value.to_string();
    }
    match schema.get("type") {
        None => {
            known(schema, &[]);
            "unknown".to_owned()
        }
        Some(Value::Array(names)) => {
            let of = |name: &Value| {
                let name = name.as_str().expect("a type has a name");
                let mut one = schema.clone();
                one.insert("type".to_owned(), name.into());
                written(&Value::Object(one), indent)
            };
            // Each takes what it knows of what is said of all of them.
            names.iter().map(of).collect::<Vec<_>>().join(" | ")
        }
        Some(name) => of_type(name.as_str().expect("a type has a name"), schema, indent),
    }
}

fn union(schema: &Map<String, Value>, several: &str, parts: &Value, indent: &str) -> String {
    let parts = parts.as_array().expect("there are several");
    // What stands beside the parts holds for each of them.
    let shared: Map<String, Value> = schema
        .iter()
        .filter(|(name, _)| ["properties", "required", "type"].contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    known(schema, &[several, "properties", "required", "type"]);
    let both = |part: &Value| match shared.is_empty() {
        true => written(part, indent),
        false => {
            format!(
                "{} & {}",
                written(&Value::Object(shared.clone()), indent),
                written(part, indent)
            )
        }
    };
    parts.iter().map(both).collect::<Vec<_>>().join(" | ")
}

fn of_type(name: &str, schema: &Map<String, Value>, indent: &str) -> String {
    match name {
        "string" | "boolean" | "null" => name.to_owned(),
        "integer" | "number" => "number".to_owned(),
        "array" => {
            let items = schema.get("items").expect("a list says of what");
            let items = written(items, indent);
            let is_one = items.chars().all(|c| c.is_alphanumeric());
            if is_one { format!("readonly {items}[]") } else { format!("readonly ({items})[]") }
        }
        "object" => object(schema, indent),
        other => panic!("no type: {other}"),
    }
}

fn object(schema: &Map<String, Value>, indent: &str) -> String {
    known(schema, &["additionalProperties", "items", "properties", "required", "type"]);
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => "Readonly<Record<string, never>>".to_owned(),
            Some(values) => format!("Readonly<Record<string, {}>>", written(values, indent)),
            None => "object".to_owned(),
        };
    };
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let inner = format!("{indent}  ");
    let mut text = "{\n".to_owned();
    for (name, property) in properties {
        let mark = if required.contains(&name.as_str()) { "" } else { "?" };
        let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let name = if is_word { name.clone() } else { format!("{name:?}") };
        text.push_str(&documentation(property, &inner));
        text.push_str(&format!("{inner}readonly {name}{mark}: {};\n", written(property, &inner)));
    }
    text.push_str(&format!("{indent}}}"));
    text
}

/// What a description says, as a comment.
fn documentation(schema: &Value, indent: &str) -> String {
    let Some(text) = schema.get("description").and_then(Value::as_str) else {
        return String::new();
    };
    format!("{indent}/** {} */\n", text.replace('\n', " ").replace("*/", "* /"))
}

fn known(schema: &Map<String, Value>, keywords: &[&str]) {
    for name in schema.keys() {
        let is_known = keywords.contains(&name.as_str()) || BESIDE_TYPES.contains(&name.as_str());
        assert!(is_known, "`{name}` isn't written in TypeScript yet: {schema:?}");
    }
}
