//! Chat completions, without streaming.

use orchestra_plan::{Binding, binding::Response};
use serde_json::{Map, Value as Json};

use crate::{Body, OutgoingRequest};

/// The body: the input itself. An answer in pieces couldn't be read.
pub(super) fn body(binding: &Binding, mut left: Map<String, Json>, request: &mut OutgoingRequest) {
    for (name, value) in &binding.fixed.body {
        left.insert(name.clone(), value.clone());
    }
    left.shift_remove("stream");
    if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        request.headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
    }
    request.body = Some(Body::Text(Json::Object(left).to_string()));
}

/// The output in an answer. A service that failed may say so with status 200.
pub(super) fn output(response: &Response, body: &Body) -> Result<Json, String> {
    let document = super::json_at(super::text(body)?, "")?;
    if let Some(error) = document.get("error").filter(|error| !error.is_null())
        && document.get("choices").is_none()
    {
        return Err(format!("reports an error: {}", crate::summary::cut(&error.to_string(), 200)));
    }
    match response {
        Response::None => Ok(Json::Null),
        Response::Text | Response::Binary => Err("is JSON; the listing says otherwise".to_owned()),
        Response::Json { at } => {
            document.pointer(at).cloned().ok_or_else(|| format!("has nothing at `{at}`"))
        }
    }
}
