//! Reads the input of an operation back out of a request: the inverse of what the transport does.
//!
//! Texts in path, query and headers have no types; each takes the type that its field has in the
//! input schema.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, StatusCode};
use orchestra_ledger_model::Place;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::operation::{BodyForm, CredentialPlace, Fixed, Operation};
use crate::path_template::Parameter;
use crate::problem::Problem;
use crate::styles;

/// A request, received whole.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Method, path and query as they came over a socket; none for what never left its process,
    /// where nobody signs.
    pub(crate) sent: Option<(String, String)>,
}

/// What a request asks of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// The operation's input.
    pub(crate) value: Value,
    /// The schema that generated text is to fit, where the transport carries one.
    pub(crate) text_schema: Option<Value>,
}

/// The input that a request says, or what can't be read. `path` holds the path's parameters.
pub(crate) fn read(
    operation: &Operation,
    path: BTreeMap<String, Parameter>,
    received: &Received,
) -> Result<Input, Problem> {
    refuse_unknown(operation, received)?;
    let mut input = Map::new();
    for (field, parameter) in path {
        let value = styles::of_path(&operation.input, &field, &parameter);
        input.insert(field, value);
    }
    for place in &operation.query {
        styles::read(place, &received.query, &operation.input, &mut input);
    }
    for place in &operation.headers {
        let texts = received.headers.get_all(&place.name).iter();
        let texts = texts.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let pairs: Vec<_> = texts.map(|text| (place.name.clone(), text)).collect();
        styles::read(place, &pairs, &operation.input, &mut input);
    }
    let cookies = cookies(&received.headers);
    for place in &operation.cookies {
        styles::read(place, &cookies, &operation.input, &mut input);
    }
    read_body(operation, received, &mut input)?;
    let text_schema = if operation.is_chat { take_format(&mut input)? } else { None };
    Ok(Input { value: Value::Object(input), text_schema })
}

/// A parameter that the operation doesn't have is a mistake that real services pass over.
fn refuse_unknown(operation: &Operation, received: &Received) -> Result<(), Problem> {
    let is_known = |name: &str| {
        operation.query.iter().any(|place| styles::takes(place, &operation.input, name))
            || operation.fixed.query.contains_key(name)
            || operation.credential == Some(CredentialPlace::Query { name: name.to_owned() })
    };
    match received.query.iter().find(|(name, _)| !is_known(name)) {
        None => Ok(()),
        Some((name, _)) => {
            let detail = format!("{} has no query parameter `{name}`", operation.name);
            Err(Problem::bad_request(detail))
        }
    }
}

/// Takes what a chat's transport adds to the input: the schema of a structured answer.
fn take_format(input: &mut Map<String, Value>) -> Result<Option<Value>, Problem> {
    if input.shift_remove("stream").is_some_and(|stream| stream == Value::Bool(true)) {
        return Err(Problem::bad_request("the sandbox doesn't stream yet: `stream` is true"));
    }
    let format = input.shift_remove("response_format");
    Ok(format.and_then(|format| format.pointer("/json_schema/schema").cloned()))
}

fn read_body(
    operation: &Operation,
    received: &Received,
    input: &mut Map<String, Value>,
) -> Result<(), Problem> {
    let body = &received.body[..];
    match &operation.body {
        BodyForm::None | BodyForm::Opaque => {}
        BodyForm::Json { field, at } => {
            demand_json(&received.headers)?;
            let value: Value = serde_json::from_slice(body)
                .map_err(|error| Problem::bad_request(format!("the body is not JSON: {error}")))?;
            let whole = at.is_empty();
            match (field, value.pointer(at).cloned()) {
                (Some(field), _) => drop(input.insert(field.clone(), value)),
                (None, Some(Value::Object(mut fields))) => {
                    // What the transport adds on its own is not the caller's input.
                    fields.retain(|name, _| !(whole && operation.is_transports_own(name)));
                    input.extend(fields);
                }
                (None, _) => return Err(Problem::bad_request("the body is not a JSON object")),
            }
        }
        BodyForm::Text { field } => {
            let text = std::str::from_utf8(body)
                .map_err(|_| Problem::bad_request("the body is not UTF-8"))?;
            if let Some(field) = field {
                input.insert(field.clone(), operation.input.typed(field, text.to_owned()));
            }
        }
        BodyForm::Form { places } => {
            let pairs = pairs(&String::from_utf8_lossy(body));
            for place in places {
                styles::read(place, &pairs, &operation.input, input);
            }
            let said =
                |name: &str| places.iter().any(|it| styles::takes(it, &operation.input, name));
            let others: BTreeSet<_> =
                pairs.iter().map(|(name, _)| name.as_str()).filter(|name| !said(name)).collect();
            for name in others {
                styles::read(&Place::of(name), &pairs, &operation.input, input);
            }
        }
    }
    Ok(())
}

fn demand_json(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    if essence == "application/json" || essence.ends_with("+json") {
        return Ok(());
    }
    let detail = format!("the body is JSON, so its Content-Type is application/json, not `{kind}`");
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail))
}

impl Fixed {
    /// Whether a request has all the fixed values; several operations may differ in these alone.
    pub(crate) fn is_in(&self, received: &Received) -> bool {
        let body: Value = serde_json::from_slice(&received.body).unwrap_or_default();
        let query = self.query.iter().all(|(name, value)| {
            received.query.iter().any(|(key, text)| key == name && *text == written(value))
        });
        let headers = self.headers.iter().all(|(name, value)| {
            received
                .headers
                .get_all(name)
                .iter()
                .any(|text| text.as_bytes() == written(value).as_bytes())
        });
        query && headers && self.body.iter().all(|(name, value)| body.get(name) == Some(value))
    }

    /// How many there are: the more, the more exactly a request is meant for the operation.
    pub(crate) fn len(&self) -> usize {
        self.query.len() + self.headers.len() + self.body.len()
    }
}

/// A scalar as it is written into a query or header.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Names and values of all cookies, decoded.
fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let texts = headers.get_all(COOKIE).iter();
    let texts = texts.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let pairs = texts.flat_map(|text| {
        let pairs = text.split("; ").filter_map(|pair| pair.split_once('='));
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        pairs.map(|(name, value)| (name.to_owned(), decode(value))).collect::<Vec<_>>()
    });
    pairs.collect()
}

/// The pairs of a query or form, decoded.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let decode =
        |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}
