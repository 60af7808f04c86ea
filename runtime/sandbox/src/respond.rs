//! Outputs as HTTP answers, whole and broken.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use serde_json::{Value, json};

use crate::connection::Scissors;
use crate::operation::{AnswerForm, Operation};
use crate::output::set;

/// A body of this type.
pub(crate) fn whole(kind: &'static str, body: impl Into<Vec<u8>>) -> Response<Vec<u8>> {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// A JSON document.
pub(crate) fn document(value: &Value) -> Response<Vec<u8>> {
    whole("application/json", value.to_string())
}

/// No body.
pub(crate) fn nothing() -> Response<Vec<u8>> {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// The output in the form that the operation's answers have.
pub(crate) fn answer(
    operation: &Operation,
    value: Value,
    headers: Vec<(String, String)>,
) -> Response<Vec<u8>> {
    let mut response = match &operation.answer {
        AnswerForm::Json { at } => {
            let mut whole = Value::Null;
            set(&mut whole, at, value);
            document(&whole)
        }
        AnswerForm::Text => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            whole("text/plain; charset=utf-8", text)
        }
        AnswerForm::Binary => whole("application/octet-stream", octets(&value)),
        AnswerForm::None => nothing(),
    };
    for (name, value) in headers {
        let header = (HeaderName::try_from(name), HeaderValue::try_from(value));
        if let (Ok(name), Ok(value)) = header {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The bytes that `value`, base64, stands for.
fn octets(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap_or_default();
    STANDARD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec())
}

/// Cuts the connection in the middle of the answer's body; one without a body is cut before its
/// head.
pub(crate) fn truncate(response: &Response<Vec<u8>>, scissors: &Scissors) {
    match response.body().len() / 2 {
        0 => scissors.cut_now(),
        half => scissors.cut_in_body(half),
    }
}

/// A whole answer that the output schema refuses, or, if it accepts anything, one that is no JSON.
pub(crate) fn misfit(operation: &Operation) -> Response<Vec<u8>> {
    let wrong =
        [json!({ "unexpected": true }), json!([]), json!("unexpected"), json!(-1), json!(null)];
    let refused = wrong.into_iter().find(|value| !operation.output.accepts(value));
    match (refused, &operation.answer) {
        (Some(value), AnswerForm::Json { .. }) if operation.job.is_none() => {
            answer(operation, value, Vec::new())
        }
        _ => whole("application/json", "{\"unexpected\":"),
    }
}
