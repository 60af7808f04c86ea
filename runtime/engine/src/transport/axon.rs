//! Synapse requests to a miner's axon, SDK 6.0 to 10.5: the fields as one JSON object, and headers
//! by which the axon builds its own object before it reads the body.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use orchestra_keys::request::axon::{BODY_HASH, body_hash};
use orchestra_plan::Binding;
use orchestra_schema::resolve;
use serde_json::{Map, Value as Json, json};

use super::Input;
use crate::{Body, OutgoingRequest};

/// Body and headers, all but the signature.
pub(super) fn body(
    binding: &Binding,
    input: &Input,
    mut fields: Map<String, Json>,
    request: &mut OutgoingRequest,
) -> Result<(), String> {
    let schema = &binding.input;
    for (name, value) in &binding.fixed.body {
        fields.insert(name.clone(), value.clone());
    }
    for name in &binding.hash_fields {
        if input.secrets_in(name).next().is_some() {
            return Err(format!("`{name}` holds a secret, and is hashed"));
        }
        // What is left out has a value for the axon, and it hashes that.
        let default = || property(schema, name).get("default").cloned().unwrap_or_default();
        fields.entry(name.clone()).or_insert_with(default);
    }
    for (name, value) in &mut fields {
        as_declared(schema, property(schema, name), value);
    }
    let hashed = binding.hash_fields.iter().filter_map(|name| fields.get(name));
    let mut headers = vec![
        ("Content-Type".to_owned(), "application/json".to_owned()),
        ("name".to_owned(), binding.path.trim_start_matches('/').to_owned()),
        (BODY_HASH.to_owned(), body_hash(hashed)),
    ];
    for name in required(schema) {
        let empty = empty(schema, property(schema, name));
        let header = format!("bt_header_input_obj_{name}");
        headers.push((header, STANDARD.encode(empty.to_string())));
    }
    request.headers.extend(headers);
    request.body = Some(Body::Text(Json::Object(fields).to_string()));
    Ok(())
}

fn property<'schema>(schema: &'schema Json, name: &str) -> &'schema Json {
    let properties = resolve(schema, schema).get("properties");
    properties.and_then(|all| all.get(name)).map_or(&Json::Null, |it| resolve(schema, it))
}

fn required(schema: &Json) -> impl Iterator<Item = &str> {
    let names = resolve(schema, schema).get("required").and_then(Json::as_array);
    names.into_iter().flatten().filter_map(Json::as_str)
}

/// Alternatives of alternatives that are looked at: they may lead back to themselves.
const DEEPEST: usize = 8;

/// The types that a schema names, its alternatives' included.
fn types<'schema>(root: &'schema Json, schema: &'schema Json, depth: usize) -> Vec<&'schema str> {
    let schema = resolve(root, schema);
    let mut types = match schema.get("type") {
        Some(Json::String(name)) => vec![name.as_str()],
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    if depth < DEEPEST {
        for part in alternatives(schema) {
            types.extend(self::types(root, part, depth + 1));
        }
    }
    types
}

fn alternatives(schema: &Json) -> impl Iterator<Item = &Json> {
    ["anyOf", "oneOf"].into_iter().filter_map(|name| schema.get(name)?.as_array()).flatten()
}

/// Numbers as the axon's object has them: a field that is declared as a number, not as an integer,
/// is a float there, and is hashed as one.
fn as_declared(root: &Json, schema: &Json, value: &mut Json) {
    let schema = resolve(root, schema);
    let own = match &*value {
        Json::Array(_) => schema.get("items").is_some(),
        Json::Object(_) => schema.get("properties").is_some(),
        _ => true,
    };
    // The alternative that says what the value's parts are.
    let said = if own { None } else { alternatives(schema).find(|it| describes(root, it, value)) };
    let schema = said.map_or(schema, |it| resolve(root, it));
    match value {
        Json::Number(number) if !number.is_f64() => {
            let types = types(root, schema, 0);
            if types.contains(&"number") && !types.contains(&"integer") {
                *value = json!(number.as_f64());
            }
        }
        Json::Array(items) => {
            if let Some(schema) = schema.get("items") {
                items.iter_mut().for_each(|item| as_declared(root, schema, item));
            }
        }
        Json::Object(fields) => {
            let declared = schema.get("properties");
            let others = schema.get("additionalProperties");
            for (name, field) in fields {
                let schema = declared.and_then(|all| all.get(name)).or(others);
                if let Some(schema) = schema {
                    as_declared(root, schema, field);
                }
            }
        }
        _ => {}
    }
}

fn describes(root: &Json, schema: &Json, value: &Json) -> bool {
    let schema = resolve(root, schema);
    let part = if value.is_array() { "items" } else { "properties" };
    schema.get(part).is_some()
}

/// An empty value of a type.
fn empty(root: &Json, schema: &Json) -> Json {
    match types(root, schema, 0).first() {
        Some(&"array") => json!([]),
        Some(&"object") => json!({}),
        Some(&"integer") => json!(0),
        Some(&"number") => json!(0.0),
        Some(&"boolean") => json!(false),
        Some(&"null") => Json::Null,
        _ => json!(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding(hash_fields: &[&str]) -> Binding {
        let binding = json!({
            "operation": "miner.ask", "endpoint": "miner/axon", "revision": 1, "writes": false,
            "idempotency": "safe", "transport": "axon", "base_url": "http://192.0.2.7:8091",
            "method": "POST", "path": "/Toy", "query": [], "headers": [],
            "body": { "kind": "json" }, "hash_fields": hash_fields,
            "fixed": { "query": {}, "headers": {}, "body": {} },
            "response": { "kind": "json", "at": "" }, "output": {},
            "output_shape": { "type": "json" },
            "input": {
                "type": "object",
                "required": ["prompt", "scale", "tags", "options", "count"],
                "properties": {
                    "prompt": { "type": "string" },
                    "scale": { "type": "number" },
                    "count": { "type": "integer" },
                    "top": { "anyOf": [{ "type": "number" }, { "type": "null" }], "default": 1 },
                    "tags": { "type": "array", "items": { "type": "number" } },
                    "options": { "type": "object", "properties": { "x": { "$ref": "#/$defs/f" } } },
                },
                "$defs": { "f": { "type": ["number", "null"] } },
            },
        });
        serde_json::from_value(binding).unwrap()
    }

    fn sent(hash_fields: &[&str], fields: Json) -> OutgoingRequest {
        let binding = binding(hash_fields);
        let fields = fields.as_object().unwrap().clone();
        let mut request = OutgoingRequest {
            method: "POST".to_owned(),
            base_url: String::new(),
            path: String::new(),
            query: Vec::new(),
            query_encoded: Vec::new(),
            headers: Vec::new(),
            secrets: Vec::new(),
            body: None,
        };
        body(&binding, &Input::default(), fields, &mut request).unwrap();
        request
    }

    fn header<'request>(request: &'request OutgoingRequest, name: &str) -> &'request str {
        &request.headers.iter().find(|(other, _)| other == name).unwrap().1
    }

    const INPUT: &str = r#"{ "prompt": "a", "scale": 1, "count": 2, "tags": [1, 2.5], "options": { "x": 3, "y": 4 } }"#;

    #[test]
    fn an_axon_gets_what_it_builds_its_object_from() {
        let sent = sent(&[], serde_json::from_str(INPUT).unwrap());
        assert_eq!(header(&sent, "name"), "Toy");
        for (name, empty) in [
            ("prompt", "\"\""),
            ("scale", "0.0"),
            ("count", "0"),
            ("tags", "[]"),
            ("options", "{}"),
        ] {
            let header = header(&sent, &format!("bt_header_input_obj_{name}"));
            assert_eq!(STANDARD.decode(header).unwrap(), empty.as_bytes(), "{name}");
        }
        let nothing = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";
        assert_eq!(header(&sent, BODY_HASH), nothing);
    }

    #[test]
    fn numbers_are_sent_and_hashed_as_they_are_declared() {
        let hashed = ["scale", "count", "tags", "options", "top"];
        let sent = sent(&hashed, serde_json::from_str(INPUT).unwrap());
        let body = String::from_utf8(sent.body.as_ref().unwrap().bytes()).unwrap();
        assert_eq!(
            body,
            r#"{"prompt":"a","scale":1.0,"count":2,"tags":[1.0,2.5],"options":{"x":3.0,"y":4},"top":1.0}"#
        );
        let values =
            [json!(1.0), json!(2), json!([1.0, 2.5]), json!({ "x": 3.0, "y": 4 }), json!(1.0)];
        assert_eq!(header(&sent, BODY_HASH), body_hash(&values));
    }
}
