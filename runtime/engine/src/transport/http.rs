//! Plain requests.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use orchestra_plan::{
    Binding,
    binding::{Body as Form, Response},
};
use serde_json::{Map, Value as Json};
use url::form_urlencoded;

use super::multipart;
use crate::{Body, OutgoingRequest};

/// The body, from what is left of the input. `key` is the purchase's, which nobody else knows.
pub(super) fn body(
    binding: &Binding,
    mut left: Map<String, Json>,
    key: &str,
    request: &mut OutgoingRequest,
) -> Result<(), String> {
    let (kind, body) = match &binding.body {
        Form::None => return Ok(()),
        Form::Json { field: None } => {
            for (name, value) in &binding.fixed.body {
                left.insert(name.clone(), value.clone());
            }
            ("application/json".to_owned(), Body::Text(Json::Object(left).to_string()))
        }
        Form::Json { field: Some(field) } => match left.shift_remove(field) {
            Some(value) => ("application/json".to_owned(), Body::Text(value.to_string())),
            None => return Ok(()),
        },
        Form::Text { field } => match text(&mut left, field)? {
            Some(text) => ("text/plain; charset=utf-8".to_owned(), Body::Text(text)),
            None => return Ok(()),
        },
        Form::Binary { field } => match text(&mut left, field)? {
            Some(text) => ("application/octet-stream".to_owned(), Body::of(&bytes(field, &text)?)),
            None => return Ok(()),
        },
        Form::Form { field } => {
            let fields = fields(left, field.as_deref())?;
            ("application/x-www-form-urlencoded".to_owned(), Body::Text(form(&fields)?))
        }
        Form::Multipart { field, files } => {
            left.retain(|name, _| field.as_ref().is_none_or(|field| field == name));
            let boundary = multipart::boundary(key);
            let body = Body::of(&multipart::body(&left, files, &boundary)?);
            (format!("multipart/form-data; boundary={boundary}"), body)
        }
    };
    if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        request.headers.push(("Content-Type".to_owned(), kind));
    }
    request.body = Some(body);
    Ok(())
}

/// The text of the field that is the body; none: there is none.
fn text(left: &mut Map<String, Json>, field: &str) -> Result<Option<String>, String> {
    match left.shift_remove(field) {
        Some(Json::String(text)) => Ok(Some(text)),
        None | Some(Json::Null) => Ok(None),
        Some(_) => Err(format!("`{field}` is the body and no text")),
    }
}

/// The bytes that a text in base64 stands for.
pub(super) fn bytes(field: &str, text: &str) -> Result<Vec<u8>, String> {
    STANDARD.decode(text).map_err(|_| format!("`{field}` isn't base64"))
}

/// All fields that are left, or those of the field that alone is the body.
fn fields(mut left: Map<String, Json>, field: Option<&str>) -> Result<Map<String, Json>, String> {
    let Some(field) = field else { return Ok(left) };
    match left.shift_remove(field) {
        Some(Json::Object(fields)) => Ok(fields),
        None | Some(Json::Null) => Ok(Map::new()),
        Some(_) => Err(format!("`{field}` is the body and no record")),
    }
}

/// Pairs of names and values; a list is its name once for each item.
fn form(fields: &Map<String, Json>) -> Result<String, String> {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        for value in items(value) {
            pairs.append_pair(name, &super::places::text(name, value)?);
        }
    }
    Ok(pairs.finish())
}

/// The items of a list, the one that anything else is; null is none.
pub(super) fn items(value: &Json) -> &[Json] {
    match value {
        Json::Null => &[],
        Json::Array(items) => items,
        other => std::slice::from_ref(other),
    }
}

/// The output in an answer.
pub(super) fn output(response: &Response, body: &Body) -> Result<Json, String> {
    match response {
        Response::None => Ok(Json::Null),
        Response::Text => Ok(Json::String(super::text(body)?.to_owned())),
        Response::Binary => Ok(Json::String(body.base64())),
        Response::Json { at } => super::json_at(super::text(body)?, at),
    }
}
