//! Plain requests.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use orchestra_plan::{
    Binding,
    binding::{Body as Form, Place, Response},
};
use serde_json::{Map, Value as Json};

use super::{multipart, styles};
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
        Form::Json { field: None, at } => {
            let body = within(left, &binding.fixed.body, at)?;
            ("application/json".to_owned(), Body::Text(body.to_string()))
        }
        Form::Json { field: Some(field), .. } => match left.shift_remove(field) {
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
        Form::Form { field, places } => {
            let fields = fields(left, field.as_deref())?;
            ("application/x-www-form-urlencoded".to_owned(), Body::Text(form(&fields, places)?))
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

/// The object of the fields left over, and what is always sent; the fields stand at a pointer of
/// it.
fn within(
    mut left: Map<String, Json>,
    fixed: &Map<String, Json>,
    at: &str,
) -> Result<Json, String> {
    if at.is_empty() {
        left.extend(fixed.clone());
        return Ok(Json::Object(left));
    }
    let mut body = Json::Object(fixed.clone());
    match body.pointer_mut(at) {
        Some(Json::Object(place)) => place.extend(left),
        _ => return Err(format!("what is always sent has no object at `{at}`")),
    }
    Ok(body)
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

/// Pairs of names and values, as `places` say; a list is else its name once for each item.
fn form(fields: &Map<String, Json>, places: &[Place]) -> Result<String, String> {
    let mut form = Vec::new();
    for (name, value) in fields {
        let place = places.iter().find(|place| place.field == *name);
        let place = place.cloned().unwrap_or_else(|| Place::of(name));
        let written = styles::written(&place, value)?;
        form.extend(written.iter().map(|pair| format!("{}={}", pair.name(), pair.value())));
    }
    Ok(form.join("&"))
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
        // Services that answer JSON say "nothing" with an empty body (204, often 202).
        Response::Json { at } if at.is_empty() && super::is_empty(body) => Ok(Json::Null),
        Response::Json { at } => super::json_at(super::text(body)?, at),
    }
}
