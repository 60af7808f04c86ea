//! The sandbox without a server: what it would answer, as a value.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Response};
use orchestra_ledger_model::Ledger;

use crate::answers::{Answered, Answers};
use crate::arguments::Received;
use crate::catalogue::Catalogue;
use crate::fault::Faults;
use crate::job::Jobs;
use crate::problem::Problem;
use crate::respond;
use crate::spoil::{Spoiled, spoil};

/// Answers for every operation of a Ledger in process, as a [`crate::Sandbox`] of the same seed does
/// over its socket. It touches neither network nor clock.
#[derive(Debug)]
pub struct LocalSandbox {
    answers: Answers,
    faults: Faults,
}

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
    /// What goes wrong on the way; then the rest never arrives.
    pub fault: Option<LocalFault>,
}

/// What goes wrong on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalFault {
    /// No answer ever comes.
    Silent,
    /// The connection is cut, before the answer or in the middle of it.
    Cut,
}

impl LocalSandbox {
    /// One for the operations of `ledger` that draws its answers from `seed` and makes no faults.
    #[must_use]
    pub fn new(ledger: &Ledger, seed: u64) -> Self {
        let catalogue = Arc::new(Catalogue::new(ledger));
        Self {
            answers: Answers { catalogue, seed, jobs: Jobs::default() },
            faults: Faults::default(),
        }
    }

    /// One for the same operations and of the same seed, where nothing was ever asked.
    #[must_use]
    pub fn afresh(&self) -> Self {
        self.seeded(self.answers.seed)
    }

    /// The same, of another seed.
    #[must_use]
    pub fn seeded(&self, seed: u64) -> Self {
        let catalogue = Arc::clone(&self.answers.catalogue);
        let answers = Answers { catalogue, seed, jobs: Jobs::default() };
        Self { answers, faults: Faults::at(self.faults.rate) }
    }

    /// The same, where a share of the requests, from 0 to 1, fails.
    #[must_use]
    pub fn with_faults(self, rate: f64) -> Self {
        Self { faults: Faults::at(rate), ..self }
    }

    /// The answer to a request. One that can't be read is refused as the server refuses it, with a
    /// status and `application/problem+json`.
    #[must_use]
    pub fn answer(&self, request: LocalRequest) -> LocalAnswer {
        let LocalRequest { method, endpoint, path, query, headers, body } = request;
        let headers = match header_map(&headers) {
            Ok(headers) => headers,
            Err(problem) => return written(problem.answer(), Duration::ZERO, None),
        };
        let received = Received { query, headers, body, sent: None };
        let path = format!("/{endpoint}{path}");
        let Answered { response, latency, asked } = self.answers.answer(&method, &path, &received);
        let seed = self.answers.seed;
        let fault = asked.and_then(|asked| Some((self.faults.next(seed, &asked.request)?, asked)));
        let (response, fault) = match fault {
            None => (response, None),
            Some((fault, asked)) => match spoil(fault, seed, &asked, response) {
                Spoiled::Whole(response) => (response, None),
                Spoiled::CutInBody(response) => (response, Some(LocalFault::Cut)),
                Spoiled::Cut => (respond::nothing(), Some(LocalFault::Cut)),
                Spoiled::Silent => (respond::nothing(), Some(LocalFault::Silent)),
            },
        };
        written(response, latency, fault)
    }
}

/// An answer as plain data.
fn written(
    response: Response<Vec<u8>>,
    latency: Duration,
    fault: Option<LocalFault>,
) -> LocalAnswer {
    let (head, body) = response.into_parts();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    LocalAnswer { status: head.status.as_u16(), headers, body, latency, fault }
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
