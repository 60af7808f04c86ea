//! Faults, done to an answer: what a socket and a test in process make of them alike.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, Response, StatusCode};
use orchestra_schema::Draw;

use crate::answers::Asked;
use crate::fault::Fault;
use crate::problem::Problem;
use crate::respond;

/// What a fault leaves of an answer.
#[derive(Debug)]
pub(crate) enum Spoiled {
    /// An answer that is whole, and wrong.
    Whole(Response<Vec<u8>>),
    /// The connection is cut in the middle of its body.
    CutInBody(Response<Vec<u8>>),
    /// The connection is cut before anything is said.
    Cut,
    /// Nothing is said until the client hangs up.
    Silent,
}

/// What `fault` makes of the answer to a request.
pub(crate) fn spoil(
    fault: Fault,
    seed: u64,
    asked: &Asked<'_>,
    response: Response<Vec<u8>>,
) -> Spoiled {
    match fault {
        Fault::Timeout => Spoiled::Silent,
        Fault::Reset => Spoiled::Cut,
        Fault::RateLimited => {
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "a fault on request");
            let mut answer = problem.answer();
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
            Spoiled::Whole(answer)
        }
        Fault::ServerError => {
            let status = *Draw::new(seed, &["status", &asked.request]).pick(&[
                StatusCode::INTERNAL_SERVER_ERROR,
                StatusCode::BAD_GATEWAY,
                StatusCode::SERVICE_UNAVAILABLE,
            ]);
            Spoiled::Whole(Problem::new(status, "a fault on request").answer())
        }
        Fault::Truncated => Spoiled::CutInBody(response),
        Fault::BrokenSchema => Spoiled::Whole(respond::misfit(asked.operation)),
    }
}
