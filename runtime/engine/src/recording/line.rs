//! The lines of a recording, as they are written.

use std::{collections::BTreeSet, fmt::Write as _};

use orchestra_plan::FailureKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::request::{Content, RecordedRequest};
use crate::{Answer, Fault, FaultKind, Instant, JobFailure, Purpose};

/// What the world said to a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    text: String,
    requests: usize,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// What it is a recording of: the first line, and no other.
    Recording(About),
    /// A request, and how it ended.
    Exchange(Exchange),
    /// What a call of `sys` said.
    System(SystemValue),
    /// An answer that was kept from an earlier job.
    Kept(KeptAnswer),
    /// How the job ended; without it, it hasn't.
    Outcome(Ended),
}

/// What a recording is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The form of the recording.
    pub version: u64,
    /// The template.
    pub template: String,
    /// The plan's id.
    pub plan: String,
    /// The sandbox that answered; none: services did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<SandboxMark>,
    /// The inputs as JSON, but for those that hold secrets.
    #[serde(default)]
    pub inputs: Map<String, Json>,
    /// Secrets that weren't there: providers that need one weren't asked.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub missing_secrets: BTreeSet<String>,
    /// Bindings of the plan that needed what the program lacked, and weren't asked.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub left_out: BTreeSet<String>,
}

/// The sandbox that answered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SandboxMark {
    /// What its answers were drawn from.
    pub seed: u64,
    /// The share of requests that failed, from 0 to 1.
    pub faults: f64,
}

/// A request, and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exchange {
    pub(crate) step: String,
    pub(crate) operation: String,
    #[serde(default, rename = "for", skip_serializing_if = "is_attempt")]
    pub(crate) purpose: Purpose,
    pub(crate) request: RecordedRequest,
    pub(crate) reply: Reply,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reply {
    /// With an answer, of whatever status.
    Answer(RecordedAnswer),
    /// Without one.
    Fault(RecordedFault),
    /// It was given up before, or the job ended.
    Unanswered,
    /// With an answer that holds secrets, which no recording does.
    Withheld,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedAnswer {
    pub(crate) status: u16,
    /// In how many seconds to ask again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<Content>,
    /// Milliseconds; a sandbox's are left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) took_ms: u64,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedFault {
    pub(crate) kind: FaultKind,
    pub(crate) message: String,
    /// Whether the request surely never arrived.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) never_arrived: bool,
    /// Milliseconds; a sandbox's are left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) took_ms: u64,
}

/// What a call of `sys` said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SystemValue {
    pub(crate) step: String,
    /// `now`, `uuid` or `random`.
    pub(crate) operation: String,
    pub(crate) value: Json,
}

/// An answer that was kept from an earlier job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptAnswer {
    pub(crate) endpoint: String,
    /// The digest of operation, request and schema that it is kept under.
    pub(crate) request: String,
    pub(crate) kept_at: Instant,
    pub(crate) answer: RecordedAnswer,
}

/// How a recorded job ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// With this result.
    Result(Json),
    /// With a failure.
    Failure {
        /// Where it arose.
        step: String,
        /// What kind.
        kind: FailureKind,
        /// What went wrong.
        message: String,
    },
}

impl Ended {
    /// How a job ended, as a recording says it.
    #[must_use]
    pub fn of(result: &Result<Json, JobFailure>) -> Self {
        match result {
            Ok(result) => Self::Result(result.clone()),
            Err(JobFailure { step, kind, message, .. }) => {
                Self::Failure { step: step.clone(), kind: *kind, message: message.clone() }
            }
        }
    }
}

impl Recording {
    /// Of its parts, each in order, all texts gone through `strike`.
    pub(crate) fn new(
        about: About,
        exchanges: Vec<Exchange>,
        system: Vec<SystemValue>,
        kept: Vec<KeptAnswer>,
        ended: Option<Ended>,
        strike: &dyn Fn(&str) -> String,
    ) -> Self {
        let requests = exchanges.len();
        let lines = [Line::Recording(about)]
            .into_iter()
            .chain(exchanges.into_iter().map(Line::Exchange))
            .chain(system.into_iter().map(Line::System))
            .chain(kept.into_iter().map(Line::Kept))
            .chain(ended.map(Line::Outcome));
        let mut text = String::new();
        for line in lines {
            let line = serde_json::to_value(line).expect("a line has text keys and finite numbers");
            writeln!(text, "{}", struck(line, strike)).expect("a String takes all text");
        }
        Self { text, requests }
    }

    /// As it is written: a JSON object a line.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The requests that it holds.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.requests
    }
}

/// A document, each of whose texts and keys went through `strike`.
fn struck(document: Json, strike: &dyn Fn(&str) -> String) -> Json {
    match document {
        Json::String(text) => Json::String(strike(&text)),
        Json::Array(items) => {
            Json::Array(items.into_iter().map(|item| struck(item, strike)).collect())
        }
        Json::Object(fields) => {
            let fields = fields.into_iter();
            Json::Object(fields.map(|(key, it)| (strike(&key), struck(it, strike))).collect())
        }
        other => other,
    }
}

impl RecordedAnswer {
    /// An answer, of which `took` is kept.
    pub(crate) fn of(answer: &Answer, keeps_time: bool) -> Self {
        let retry_after = crate::transport::retry_after::retry_after(answer);
        Self {
            status: answer.status,
            retry_after: retry_after.map(|milliseconds| milliseconds / 1000),
            body: Content::of(&answer.body),
            took_ms: if keeps_time { answer.took } else { 0 },
        }
    }
}

impl RecordedFault {
    /// A fault, of which `took` is kept.
    pub(crate) fn of(fault: &Fault, keeps_time: bool) -> Self {
        Self {
            kind: fault.kind,
            message: fault.message.clone(),
            never_arrived: fault.never_arrived,
            took_ms: if keeps_time { fault.took } else { 0 },
        }
    }
}

fn is_attempt(purpose: &Purpose) -> bool {
    *purpose == Purpose::Attempt
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn is_false(value: &bool) -> bool {
    !*value
}
