//! From a request to an answer: guard, operation, key, input, fault, output.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use orchestra_schema::{Digest, Draw, canonical};
use tokio::sync::watch;

use crate::arguments::{self, Input, Received};
use crate::catalogue::{Catalogue, Refusal};
use crate::connection::Scissors;
use crate::fault::Fault;
use crate::job::{Jobs, Question};
use crate::operation::{Job, Operation};
use crate::problem::Problem;
use crate::sandbox::RequestLog;
use crate::{guard, output, respond};

/// Requests are prompts and forms; the sandbox takes no files.
const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// How long a request is left without an answer at most, for clients that have no time-out.
const LONGEST_SILENCE: Duration = Duration::from_secs(600);

/// Declared latencies may be minutes; nobody wants to wait for a pretended one.
const LONGEST_LATENCY: Duration = Duration::from_secs(2);

/// All that the answers depend on.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) catalogue: Catalogue,
    pub(crate) address: SocketAddr,
    pub(crate) seed: u64,
    pub(crate) faults: f64,
    pub(crate) latency_scale: f64,
    pub(crate) log: Option<RequestLog>,
    pub(crate) jobs: Jobs,
    /// How often each request came, for its faults.
    pub(crate) repetitions: Mutex<HashMap<Digest, u64>>,
    /// Becomes true when the server stops.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// What a request asks for.
enum Asked<'service> {
    /// An operation.
    Call(&'service Operation, Input),
    /// Something about a job, by its id.
    Job(&'service Operation, &'service Job, Question, String),
}

/// The one handler.
pub(crate) async fn answer(
    State(service): State<Arc<Service>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    let line = format!("{} {path}", request.method());
    let response = match service.admit(request).await {
        Ok(Asked::Call(operation, input)) => service.perform(operation, &input, &scissors).await,
        Ok(Asked::Job(operation, job, question, id)) => {
            service.tell(operation, job, question, &id, &scissors).await
        }
        Err(refusal) => refused(&path, refusal),
    };
    if let Some(log) = &service.log {
        log.note(&line, response.status().as_u16());
    }
    response
}

impl Service {
    /// What a request is meant for; else why there is nothing.
    async fn admit(&self, request: Request) -> Result<Asked<'_>, Refusal> {
        if let Some(reason) = guard::refuses(request.headers(), self.address) {
            return Err(Refusal::Problem(Problem::new(StatusCode::FORBIDDEN, reason)));
        }
        let (head, body) = request.into_parts();
        let query = arguments::pairs(head.uri.query().unwrap_or_default());
        let body = to_bytes(body, LARGEST_BODY).await.map_err(|_| {
            let message = format!("the body has more than {LARGEST_BODY} bytes, or was cut");
            Refusal::Problem(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message))
        })?;
        let received = Received { query, headers: head.headers, body: body.to_vec() };
        let (method, path) = (head.method.as_str(), head.uri.path());
        match self.catalogue.find(method, path, &received) {
            Ok((operation, input)) => Ok(Asked::Call(operation, input)),
            Err(Refusal::Path) => self.find_job(method, path, &received),
            Err(refusal) => Err(refusal),
        }
    }

    /// The job that a request asks about. Operations may share the paths for it: the one that
    /// knows the id is meant.
    fn find_job(
        &self,
        method: &str,
        path: &str,
        received: &Received,
    ) -> Result<Asked<'_>, Refusal> {
        let mut found = None;
        for operation in self.catalogue.operations() {
            let Some(job) = &operation.job else { continue };
            let Some((question, id)) = job.question(method, path) else { continue };
            let is_known = self.jobs.holds(operation, &id);
            if is_known || found.is_none() {
                found = Some((operation, job, question, id));
            }
            if is_known {
                break;
            }
        }
        let Some((operation, job, question, id)) = found else {
            return Err(Refusal::Path);
        };
        match operation.missing_key(received) {
            Some(place) => Err(Refusal::Key(place)),
            None => Ok(Asked::Job(operation, job, question, id)),
        }
    }

    /// Answers a call, or fails on request.
    async fn perform(&self, operation: &Operation, input: &Input, scissors: &Scissors) -> Response {
        let asked = [&input.value].into_iter().chain(&input.text_schema);
        let asked: Vec<_> =
            asked.map(|part| String::from_utf8_lossy(&canonical(part)).into_owned()).collect();
        let request = format!("{} {}", operation.name, asked.join(" "));
        self.pause(operation.latency.mul_f64(self.latency_scale).min(LONGEST_LATENCY)).await;
        let mut draw = Draw::new(self.seed, &["answer", &request]);
        let Some((value, headers)) = output::make(operation, input, &mut draw) else {
            let message = format!("no value was found that fits the output of {}", operation.name);
            return Problem::new(StatusCode::NOT_IMPLEMENTED, message).into_response();
        };
        let response = match &operation.job {
            Some(job) => respond::document(&self.jobs.submit(operation, job, &request, value)),
            None => respond::answer(operation, value, headers),
        };
        self.spoil(operation, &request, response, scissors).await
    }

    /// Answers a question about a job, or fails on request.
    async fn tell(
        &self,
        operation: &Operation,
        job: &Job,
        question: Question,
        id: &str,
        scissors: &Scissors,
    ) -> Response {
        let Some(value) = self.jobs.answer(operation, job, question, id) else {
            let message = format!("{} has no job `{id}`", operation.name);
            return Problem::new(StatusCode::NOT_FOUND, message).into_response();
        };
        let request = format!("{} {question:?} {id}", operation.name);
        self.spoil(operation, &request, respond::document(&value), scissors).await
    }

    /// The answer, or the fault that this request has.
    async fn spoil(
        &self,
        operation: &Operation,
        request: &str,
        response: Response,
        scissors: &Scissors,
    ) -> Response {
        let Some(fault) = self.fault(request) else { return response };
        match fault {
            Fault::Timeout => {
                self.pause(LONGEST_SILENCE).await;
                scissors.cut_now();
                StatusCode::NO_CONTENT.into_response()
            }
            Fault::Reset => {
                scissors.cut_now();
                StatusCode::NO_CONTENT.into_response()
            }
            Fault::RateLimited => {
                let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "a fault on request");
                ([(RETRY_AFTER, "1")], problem).into_response()
            }
            Fault::ServerError => {
                let status = *Draw::new(self.seed, &["status", request]).pick(&[
                    StatusCode::INTERNAL_SERVER_ERROR,
                    StatusCode::BAD_GATEWAY,
                    StatusCode::SERVICE_UNAVAILABLE,
                ]);
                Problem::new(status, "a fault on request").into_response()
            }
            Fault::Truncated => respond::truncated(response, scissors).await,
            Fault::BrokenSchema => respond::misfit(operation),
        }
    }

    /// The fault of this request, counting how often it came.
    fn fault(&self, request: &str) -> Option<Fault> {
        if self.faults <= 0.0 {
            return None;
        }
        let mut repetitions = self.repetitions.lock().unwrap_or_else(PoisonError::into_inner);
        let repetition = repetitions.entry(Digest::of_bytes(request.as_bytes())).or_default();
        let fault = Fault::of(self.seed, self.faults, request, *repetition);
        *repetition += 1;
        fault
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

/// The answer that says why there is nothing.
fn refused(path: &str, refusal: Refusal) -> Response {
    match refusal {
        Refusal::Path => {
            let message = format!("the Ledger has no operation at `{path}`");
            Problem::new(StatusCode::NOT_FOUND, message).into_response()
        }
        Refusal::Method(allowed) => {
            let message = format!("`{path}` takes {allowed}");
            let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, message);
            ([(ALLOW, allowed)], problem).into_response()
        }
        Refusal::Key(place) => {
            let problem = Problem::new(StatusCode::UNAUTHORIZED, format!("missing: {place}"));
            ([(WWW_AUTHENTICATE, "sandbox")], problem).into_response()
        }
        Refusal::Problem(problem) => problem.into_response(),
    }
}
