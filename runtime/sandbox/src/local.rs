//! The sandbox without a server: what it would answer, as a value.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use orchestra_ledger_model::Ledger;

use crate::answers::Answers;
use crate::arguments::Received;
use crate::catalogue::Catalogue;
use crate::job::Jobs;
use crate::problem::Problem;

/// Answers for every operation of a Ledger in process, as a [`crate::Sandbox`] of the same seed
/// that makes no faults does over its socket. It touches neither network nor clock.
#[derive(Debug)]
pub struct LocalSandbox(Answers);

/// A request that would be sent to a sandbox.
#[derive(Clone, Debug, Default)]
pub struct LocalRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// `SLUG/ENDPOINT`.
    pub endpoint: String,
    /// What follows the endpoint's base URL, percent-encoded.
    pub path: String,
    /// Names and values of the query, not encoded.
    pub query: Vec<(String, String)>,
    /// Headers, the one that holds the key among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a sandbox answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalAnswer {
    /// The status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The operation's declared median; zero where the Ledger knows none.
    pub latency: Duration,
}

impl LocalSandbox {
    /// One for the operations of `ledger` that draws its answers from `seed`.
    #[must_use]
    pub fn new(ledger: &Ledger, seed: u64) -> Self {
        let catalogue = Arc::new(Catalogue::new(ledger));
        Self(Answers { catalogue, seed, jobs: Jobs::default() })
    }

    /// One for the same operations and of the same seed, where no job was ever submitted.
    #[must_use]
    pub fn afresh(&self) -> Self {
        let Answers { catalogue, seed, .. } = &self.0;
        Self(Answers { catalogue: catalogue.clone(), seed: *seed, jobs: Jobs::default() })
    }

    /// The answer to a request. One that can't be read is refused as the server refuses it, with a
    /// status and `application/problem+json`.
    #[must_use]
    pub fn answer(&self, request: LocalRequest) -> LocalAnswer {
        let LocalRequest { method, endpoint, path, query, headers, body } = request;
        let (response, latency) = match header_map(&headers) {
            Ok(headers) => {
                let received = Received { query, headers, body, sent: None };
                let path = format!("/{endpoint}{path}");
                let answered = self.0.answer(&method, &path, &received);
                (answered.response, answered.latency)
            }
            Err(problem) => (problem.answer(), Duration::ZERO),
        };
        let (head, body) = response.into_parts();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = head.headers.iter();
        let headers = headers.map(|(name, value)| (name.as_str().to_owned(), text(value)));
        LocalAnswer { status: head.status.as_u16(), headers: headers.collect(), body, latency }
    }
}

fn header_map(headers: &[(String, String)]) -> Result<HeaderMap, Problem> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let header = (HeaderName::try_from(name), HeaderValue::try_from(value));
        let (Ok(name), Ok(value)) = header else {
            return Err(Problem::bad_request(format!("`{name}` can't be sent as a header")));
        };
        map.append(name, value);
    }
    Ok(map)
}
