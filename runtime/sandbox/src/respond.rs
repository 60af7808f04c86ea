//! Outputs as HTTP answers, whole and broken.

use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::connection::Scissors;
use crate::operation::{AnswerForm, Operation};
use crate::output::set;

/// A JSON document.
pub(crate) fn document(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// The output in the form that the operation's answers have.
pub(crate) fn answer(
    operation: &Operation,
    value: Value,
    headers: Vec<(String, String)>,
) -> Response {
    let mut response = match &operation.answer {
        AnswerForm::Json { at } => {
            let mut whole = Value::Null;
            set(&mut whole, at, value);
            document(&whole)
        }
        AnswerForm::Text => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
        }
        AnswerForm::Binary => {
            let bytes = value.to_string().into_bytes();
            ([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
        }
        AnswerForm::None => StatusCode::NO_CONTENT.into_response(),
    };
    for (name, value) in headers {
        let header = (HeaderName::try_from(name), HeaderValue::try_from(value));
        if let (Ok(name), Ok(value)) = header {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The answer with its connection cut in the middle of the body; one without a body is cut
/// before its head.
pub(crate) async fn truncated(response: Response, scissors: &Scissors) -> Response {
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    match body.len() / 2 {
        0 => scissors.cut_now(),
        half => scissors.cut_in_body(half),
    }
    Response::from_parts(head, Body::from(body))
}

/// A whole answer that the output schema refuses, or, if it accepts anything, one that is no JSON.
pub(crate) fn misfit(operation: &Operation) -> Response {
    let wrong =
        [json!({ "unexpected": true }), json!([]), json!("unexpected"), json!(-1), json!(null)];
    let refused = wrong.into_iter().find(|value| !operation.output.accepts(value));
    match (refused, &operation.answer) {
        (Some(value), AnswerForm::Json { .. }) if operation.job.is_none() => {
            answer(operation, value, Vec::new())
        }
        _ => ([(CONTENT_TYPE, "application/json")], "{\"unexpected\":").into_response(),
    }
}
