//! From a request that was received whole to its answer: operation, key, input, output. No socket,
//! no clock and no fault: what the server and [`crate::LocalSandbox`] have in common.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{ALLOW, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Response, StatusCode};
use orchestra_schema::{Draw, canonical};

use crate::arguments::{Input, Received};
use crate::catalogue::{Catalogue, Refusal};
use crate::job::{Jobs, Question};
use crate::operation::{AnswerForm, Job, Operation};
use crate::problem::Problem;
use crate::{output, respond};

/// All that answers depend on.
#[derive(Debug)]
pub(crate) struct Answers {
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) seed: u64,
    pub(crate) jobs: Jobs,
}

/// An answer and what it is one to.
#[derive(Debug)]
pub(crate) struct Answered<'answers> {
    pub(crate) response: Response<Vec<u8>>,
    /// How long the operation says that it takes.
    pub(crate) latency: Duration,
    /// What was asked; none where the request was refused.
    pub(crate) asked: Option<Asked<'answers>>,
}

/// An operation and what a request asks of it.
#[derive(Debug)]
pub(crate) struct Asked<'answers> {
    pub(crate) operation: &'answers Operation,
    /// In words that no other request has.
    pub(crate) request: String,
}

/// What a request is meant for.
enum Meant<'answers> {
    /// An operation.
    Call(&'answers Operation, Input),
    /// Something about a job, by its id.
    Job(&'answers Operation, &'answers Job, Question, String),
}

impl Answers {
    pub(crate) fn answer(&self, method: &str, path: &str, received: &Received) -> Answered<'_> {
        match self.meant(method, path, received) {
            Ok(Meant::Call(operation, input)) => self.perform(operation, &input),
            Ok(Meant::Job(operation, job, question, id)) => {
                self.tell(operation, job, question, &id)
            }
            Err(refusal) => Answered::refused(refused(path, refusal)),
        }
    }

    /// What a request is meant for. An operation may be sent to where a job is asked for: a job that
    /// is known is then meant.
    fn meant(&self, method: &str, path: &str, received: &Received) -> Result<Meant<'_>, Refusal> {
        let call = self.catalogue.find(method, path, received);
        match self.find_job(method, path, received) {
            Some((operation, job, question, id))
                if self.jobs.holds(operation, &id) || matches!(call, Err(Refusal::Path)) =>
            {
                match operation.missing_key(received) {
                    Some(place) => Err(Refusal::Key(place)),
                    None => Ok(Meant::Job(operation, job, question, id)),
                }
            }
            _ => call.map(|(operation, input)| Meant::Call(operation, input)),
        }
    }

    /// The job that a request asks about. Operations may share the paths for it: the one that
    /// knows the id is meant.
    fn find_job(
        &self,
        method: &str,
        path: &str,
        received: &Received,
    ) -> Option<(&Operation, &Job, Question, String)> {
        let mut found = None;
        for operation in self.catalogue.operations() {
            let Some(job) = &operation.job else { continue };
            let Some((question, id)) = job.question(method, path, &received.query) else {
                continue;
            };
            let is_known = self.jobs.holds(operation, &id);
            if is_known || found.is_none() {
                found = Some((operation, job, question, id));
            }
            if is_known {
                break;
            }
        }
        found
    }

    fn perform<'a>(&'a self, operation: &'a Operation, input: &Input) -> Answered<'a> {
        let asked = [&input.value].into_iter().chain(&input.text_schema);
        let asked: Vec<_> =
            asked.map(|part| String::from_utf8_lossy(&canonical(part)).into_owned()).collect();
        let request = format!("{} {}", operation.name, asked.join(" "));
        let mut draw = Draw::new(self.seed, &["answer", &request]);
        let Some((value, headers)) = output::make(operation, input, &mut draw) else {
            let message = format!("no value was found that fits the output of {}", operation.name);
            return Answered::refused(Problem::new(StatusCode::NOT_IMPLEMENTED, message).answer());
        };
        let response = match &operation.job {
            Some(job) => respond::document(&self.jobs.submit(operation, job, &request, value)),
            None => respond::answer(operation, value, headers),
        };
        let latency = operation.latency;
        Answered { response, latency, asked: Some(Asked { operation, request }) }
    }

    fn tell<'a>(
        &'a self,
        operation: &'a Operation,
        job: &Job,
        question: Question,
        id: &str,
    ) -> Answered<'a> {
        let Some(value) = self.jobs.answer(operation, job, question, id) else {
            let message = format!("{} has no job `{id}`", operation.name);
            return Answered::refused(Problem::new(StatusCode::NOT_FOUND, message).answer());
        };
        let request = format!("{} {question:?} {id}", operation.name);
        let response = match (question, &operation.answer) {
            (Question::Fetch, AnswerForm::Text | AnswerForm::Binary) => {
                respond::answer(operation, value, Vec::new())
            }
            _ => respond::document(&value),
        };
        let latency = Duration::ZERO;
        Answered { response, latency, asked: Some(Asked { operation, request }) }
    }
}

impl Answered<'_> {
    fn refused(response: Response<Vec<u8>>) -> Self {
        Self { response, latency: Duration::ZERO, asked: None }
    }
}

/// The answer that says why there is nothing.
fn refused(path: &str, refusal: Refusal) -> Response<Vec<u8>> {
    match refusal {
        Refusal::Path => {
            let message = format!("the Ledger has no operation at `{path}`");
            Problem::new(StatusCode::NOT_FOUND, message).answer()
        }
        Refusal::Method(allowed) => {
            let message = format!("`{path}` takes {allowed}");
            let mut answer = Problem::new(StatusCode::METHOD_NOT_ALLOWED, message).answer();
            let allowed = HeaderValue::try_from(allowed).expect("names of methods are ASCII");
            answer.headers_mut().insert(ALLOW, allowed);
            answer
        }
        Refusal::Key(place) => {
            let problem = Problem::new(StatusCode::UNAUTHORIZED, format!("missing: {place}"));
            let mut answer = problem.answer();
            answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("sandbox"));
            answer
        }
        Refusal::Problem(problem) => problem.answer(),
    }
}
