//! Plain requests.

use orchestra_plan::{
    Binding,
    binding::{Body, Response},
};
use serde_json::{Map, Value as Json};

use crate::OutgoingRequest;

/// The body, from what is left of the input.
pub(super) fn body(
    binding: &Binding,
    mut left: Map<String, Json>,
    request: &mut OutgoingRequest,
) -> Result<(), String> {
    let (kind, text) = match &binding.body {
        Body::None => return Ok(()),
        Body::Json { field: None } => {
            for (name, value) in &binding.fixed.body {
                left.insert(name.clone(), value.clone());
            }
            ("application/json", Json::Object(left).to_string())
        }
        Body::Json { field: Some(field) } => match left.shift_remove(field) {
            Some(value) => ("application/json", value.to_string()),
            None => return Ok(()),
        },
        Body::Text { field } => match left.shift_remove(field) {
            Some(Json::String(text)) => ("text/plain; charset=utf-8", text),
            None | Some(Json::Null) => return Ok(()),
            Some(_) => return Err(format!("`{field}` is the body and no text")),
        },
    };
    if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        request.headers.push(("Content-Type".to_owned(), kind.to_owned()));
    }
    request.body = Some(text);
    Ok(())
}

/// The output in an answer.
pub(super) fn output(response: &Response, text: Result<&str, String>) -> Result<Json, String> {
    match response {
        Response::None => Ok(Json::Null),
        Response::Text => Ok(Json::String(text?.to_owned())),
        Response::Json { at } => super::json_at(text?, at),
    }
}
