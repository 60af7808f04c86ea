//! An answer that says what is wrong with a request, as `application/problem+json` (RFC 9457).

use axum::http::{Response, StatusCode};
use orchestra_schema::Violation;
use serde_json::{Value, json};

use crate::respond;

/// A refusal, in the words of whoever has to mend the request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) detail: String,
    pub(crate) violation: Option<Box<Violation>>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), violation: None }
    }

    /// A request that can't be read, or says what its operation doesn't know.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// An input that its schema refuses.
    pub(crate) fn misfit(operation: &str, violation: Violation) -> Self {
        let detail = format!("the input of {operation}: {violation}");
        Self { status: StatusCode::BAD_REQUEST, detail, violation: Some(Box::new(violation)) }
    }

    /// It as an answer.
    pub(crate) fn answer(self) -> Response<Vec<u8>> {
        let mut body = json!({
            "title": self.status.canonical_reason().unwrap_or("Refused"),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let Some(violation) = self.violation {
            body["pointer"] = Value::String(violation.pointer);
            body["constraint"] = Value::String(violation.constraint);
        }
        let mut response = respond::whole("application/problem+json", body.to_string());
        *response.status_mut() = self.status;
        response
    }
}
