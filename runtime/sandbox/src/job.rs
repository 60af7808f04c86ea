//! Jobs that were submitted: an operation whose answer only names a job keeps its output until it
//! is asked for.
//!
//! A job is done when it is first polled. Its id says all that it depends on, so the same request
//! has the same id.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use orchestra_schema::Digest;
use serde_json::{Value, json};

use crate::operation::{Job, JobPath, Operation};
use crate::output::set;

/// Jobs that are kept; beyond it all are forgotten, as services do after a while.
const MOST_JOBS: usize = 10_000;

/// The outputs of jobs by operation and id.
#[derive(Debug, Default)]
pub(crate) struct Jobs(Mutex<HashMap<(String, String), Arc<Value>>>);

/// What is asked about a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    Poll,
    Fetch,
    Cancel,
}

impl Jobs {
    /// Keeps an output, and gives the answer that names the job.
    pub(crate) fn submit(
        &self,
        operation: &Operation,
        job: &Job,
        request: &str,
        output: Value,
    ) -> Value {
        let id = identifier(request);
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.len() >= MOST_JOBS {
            jobs.clear();
        }
        jobs.insert((operation.name.clone(), id.clone()), Arc::new(output));
        let mut answer = json!({});
        set(&mut answer, &job.id, Value::String(id));
        answer
    }

    /// Whether a job of this operation is known.
    pub(crate) fn holds(&self, operation: &Operation, id: &str) -> bool {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.contains_key(&(operation.name.clone(), id.to_owned()))
    }

    /// The answer to a question about a job of this operation; none where there is no such job.
    pub(crate) fn answer(
        &self,
        operation: &Operation,
        job: &Job,
        question: Question,
        id: &str,
    ) -> Option<Value> {
        let key = (operation.name.clone(), id.to_owned());
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let output = jobs.get(&key)?.clone();
        let mut answer = json!({});
        match question {
            Question::Cancel => drop(jobs.remove(&key)),
            Question::Fetch => set(&mut answer, &job.result, (*output).clone()),
            Question::Poll => {
                if job.fetch.is_none() {
                    set(&mut answer, &job.result, (*output).clone());
                }
                set(&mut answer, &job.state, job.done.clone());
            }
        }
        Some(answer)
    }
}

impl Job {
    /// What a request asks about a job, and the job's id.
    pub(crate) fn question(
        &self,
        method: &str,
        path: &str,
        query: &[(String, String)],
    ) -> Option<(Question, String)> {
        let asks = |question, asked: &JobPath| Some((question, asked.job_id(method, path, query)?));
        let fetch = || asks(Question::Fetch, self.fetch.as_ref()?);
        let cancel = || asks(Question::Cancel, self.cancel.as_ref()?);
        asks(Question::Poll, &self.poll).or_else(fetch).or_else(cancel)
    }
}

/// An id that nothing else has.
fn identifier(request: &str) -> String {
    format!("job-{}", &Digest::of_bytes(request.as_bytes()).to_string()[..32])
}
