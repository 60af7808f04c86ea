//! What lies between a socket and [`Answers`]: who may ask, how long it takes, what goes wrong.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::response::Response;
use tokio::sync::watch;

use crate::answers::{Answers, Asked};
use crate::arguments::{self, Received};
use crate::connection::Scissors;
use crate::fault::Faults;
use crate::problem::Problem;
use crate::sandbox::RequestLog;
use crate::spoil::{Spoiled, spoil};
use crate::{guard, respond};

/// An answer with its body.
type Whole = Response<Vec<u8>>;

/// Requests are prompts and forms; the sandbox takes no files.
const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// How long a request is left without an answer at most, for clients that have no time-out.
const LONGEST_SILENCE: Duration = Duration::from_secs(600);

/// Declared latencies may be minutes; nobody wants to wait for a pretended one.
const LONGEST_LATENCY: Duration = Duration::from_secs(2);

/// A server's answers and what is done with them on the way.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) answers: Answers,
    pub(crate) address: SocketAddr,
    pub(crate) faults: Faults,
    pub(crate) latency_scale: f64,
    pub(crate) log: Option<RequestLog>,
    /// Becomes true when the server stops.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// The one handler.
pub(crate) async fn answer(
    State(service): State<Arc<Service>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    let line = format!("{} {}", request.method(), request.uri().path());
    let response = match service.receive(request).await {
        Ok((head, received)) => service.respond(&head, &received, &scissors).await,
        Err(problem) => problem.answer(),
    };
    if let Some(log) = &service.log {
        log.note(&line, response.status().as_u16());
    }
    response.map(Body::from)
}

impl Service {
    /// All of a request, from somebody who may ask.
    async fn receive(&self, request: Request) -> Result<(Parts, Received), Problem> {
        if let Some(reason) = guard::refuses(request.headers(), self.address) {
            return Err(Problem::new(StatusCode::FORBIDDEN, reason));
        }
        let (head, body) = request.into_parts();
        let body = to_bytes(body, LARGEST_BODY).await.map_err(|_| {
            let message = format!("the body has more than {LARGEST_BODY} bytes, or was cut");
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message)
        })?;
        let query = arguments::pairs(head.uri.query().unwrap_or_default());
        let target = head.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let sent = Some((head.method.to_string(), target.to_owned()));
        let received = Received { query, headers: head.headers.clone(), body: body.to_vec(), sent };
        Ok((head, received))
    }

    /// The answer, in its time, or the fault that this request has.
    async fn respond(&self, head: &Parts, received: &Received, scissors: &Scissors) -> Whole {
        let answered = self.answers.answer(head.method.as_str(), head.uri.path(), received);
        self.pause(answered.latency.mul_f64(self.latency_scale).min(LONGEST_LATENCY)).await;
        match answered.asked {
            Some(asked) => self.spoil(&asked, answered.response, scissors).await,
            None => answered.response,
        }
    }

    async fn spoil(&self, asked: &Asked<'_>, response: Whole, scissors: &Scissors) -> Whole {
        let seed = self.answers.seed;
        let Some(fault) = self.faults.next(seed, &asked.request) else { return response };
        match spoil(fault, seed, asked, response) {
            Spoiled::Whole(answer) => answer,
            Spoiled::CutInBody(answer) => {
                respond::truncate(&answer, scissors);
                answer
            }
            Spoiled::Cut => {
                scissors.cut_now();
                respond::nothing()
            }
            Spoiled::Silent => {
                self.pause(LONGEST_SILENCE).await;
                scissors.cut_now();
                respond::nothing()
            }
        }
    }

    /// Waits, unless the server stops; if the client hangs up, the handler is dropped.
    async fn pause(&self, time: Duration) {
        if !time.is_zero() {
            let mut stopping = self.stopping.clone();
            // Either way the wait is over.
            let _ = tokio::time::timeout(time, stopping.wait_for(|stopping| *stopping)).await;
        }
    }
}
