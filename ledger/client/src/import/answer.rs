//! Answers: what a success is, and what of it is the output.

use serde_json::{Map, Value, json};

use super::{
    documents::{Documents, Part},
    media_type::{Kind, is_range},
    schemas::{Schemas, Side},
};

/// What an operation answers.
pub(crate) struct Answer {
    /// The binding's `response`; none: the default.
    pub(crate) response: Option<Value>,
    /// The output's schema.
    pub(crate) output: Value,
    /// The types that are asked for, where a service offers several.
    pub(crate) accept: Option<String>,
    pub(crate) notes: Vec<String>,
}

/// What one response of a document holds.
enum Holds<'a> {
    Nothing,
    Json(Option<Part<'a>>),
    Text,
    Bytes,
}

/// What an operation answers where it succeeds.
///
/// # Errors
/// Why that can't be said.
pub(crate) fn of(
    documents: &Documents,
    operation: Part<'_>,
    is_3_0: bool,
    is_head: bool,
) -> Result<Answer, String> {
    let none = || Answer {
        response: Some(json!({ "kind": "none" })),
        output: json!({ "type": "null" }),
        accept: None,
        notes: Vec::new(),
    };
    let successes = successes(operation);
    if successes.is_empty() {
        return Err("no answer that is a success is described".to_owned());
    }
    if is_head {
        return Ok(none());
    }
    let mut schemas = Schemas::new(documents, Side::Output, is_3_0);
    let (mut empty, mut text, mut bytes) = (false, false, false);
    let mut described: Vec<Value> = Vec::new();
    let (mut accepted, mut offered) = (Vec::new(), 0);
    for response in successes {
        let response = documents.resolve(response)?;
        let (holds, name) = held(response)?;
        offered = offered.max(response.fields("content").count());
        match holds {
            Holds::Nothing => empty = true,
            Holds::Text => text = true,
            Holds::Bytes => bytes = true,
            Holds::Json(schema) => {
                let schema = match schema {
                    Some(schema) => schemas.schema(schema)?,
                    None => json!({}),
                };
                if !described.contains(&schema) {
                    described.push(schema);
                }
            }
        }
        accepted.extend(name.filter(|name| !is_range(name)).map(str::to_owned));
    }
    accepted.dedup();
    let plain = offered <= 1 && accepted.iter().all(|it| it == "application/json");
    let accept = (!plain && !accepted.is_empty()).then(|| accepted.join(", "));
    match (described.is_empty(), text, bytes) {
        (true, false, false) => Ok(none()),
        (false, false, false) => {
            if empty {
                described.push(json!({ "type": "null" }));
            }
            let output = match described.len() {
                1 => described.remove(0),
                _ => json!({ "anyOf": described }),
            };
            let output = match output {
                Value::Bool(_) => json!({}),
                output => output,
            };
            let output = schemas.with_definitions(output)?;
            let notes = schemas.notes.into_iter().collect();
            Ok(Answer { response: None, output, accept, notes })
        }
        (true, true, false) => Ok(Answer {
            response: Some(json!({ "kind": "text" })),
            output: json!({ "type": "string" }),
            accept,
            notes: Vec::new(),
        }),
        (true, false, true) => Ok(Answer {
            response: Some(json!({ "kind": "binary" })),
            output: json!({ "type": "string", "contentEncoding": "base64" }),
            accept,
            notes: Vec::new(),
        }),
        _ => {
            Err("its answers are of different kinds (JSON, text, bytes) by their status".to_owned())
        }
    }
}

/// The responses of a success: those of 2xx; of an operation that has none of its own, `default`.
fn successes(operation: Part<'_>) -> Vec<Part<'_>> {
    let is_success = |code: &str| code.len() == 3 && code.starts_with('2');
    let found = operation.fields("responses").filter(|(code, _)| is_success(code));
    let found: Vec<_> = found.map(|(_, response)| response).collect();
    let any = operation.fields("responses").any(|(code, _)| code.starts_with(['1', '3']));
    match found.is_empty() && !any {
        true => operation.get("responses").and_then(|all| all.get("default")).into_iter().collect(),
        false => found,
    }
}

/// What is taken of a response, and the media type that it comes as.
fn held(response: Part<'_>) -> Result<(Holds<'_>, Option<&str>), String> {
    let mut offered: Vec<_> =
        response.fields("content").map(|(name, media)| (Kind::of(name), name, media)).collect();
    offered.sort_by_key(|(kind, ..)| *kind);
    let Some((kind, name, media)) = offered.into_iter().next() else {
        return Ok((Holds::Nothing, None));
    };
    let schema = media.get("schema");
    let is_text = schema.is_some_and(|schema| schema.text("type") == Some("string"));
    let holds = match kind {
        Kind::Json => Holds::Json(schema),
        Kind::Any if is_text => Holds::Text,
        Kind::Any => Holds::Json(schema),
        Kind::Text | Kind::Form => Holds::Text,
        Kind::Binary => Holds::Bytes,
        Kind::Multipart | Kind::Stream => {
            return Err(format!("it answers `{name}`, which isn't read as a whole"));
        }
    };
    Ok((holds, Some(name)))
}

impl Answer {
    /// Adds what it says to a binding.
    pub(crate) fn bind(&self, binding: &mut Map<String, Value>) {
        if let Some(response) = &self.response {
            binding.insert("response".to_owned(), response.clone());
        }
        if let Some(accept) = &self.accept {
            let set = binding.entry("set").or_insert_with(|| json!({}));
            set["headers"]["Accept"] = accept.as_str().into();
        }
    }
}
