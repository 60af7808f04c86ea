//! What the machine asks of the world.

use orchestra_plan::binding::{Auth, Idempotency, Limits};
use serde::{Deserialize, Serialize};

use super::{Body, CacheKey, Kept};
use crate::{CommandId, Instant};

/// One thing to do. Each is answered by one [`crate::Event`], unless it is dropped before.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Send a request; answered by `Answered` or `Unanswered`.
    Send(Box<Send>),
    /// Wait; answered by `Woken`.
    Wake {
        /// Until then.
        at: Instant,
    },
    /// Look for a kept answer; answered by `Recalled`.
    Recall {
        /// What it is kept under.
        key: CacheKey,
        /// The earliest instant at which it was kept.
        not_before: Instant,
    },
    /// Do something of `sys`; answered by `Done` or `Undone`.
    Sys {
        /// The step.
        step: String,
        /// What.
        operation: SysCommand,
    },
    /// Ask a person; answered by `Done`, or by `Woken` where nobody answers in time.
    Approve(Approval),
}

/// A request with all that is needed to send it once.
#[derive(Clone, Debug, PartialEq)]
pub struct Send {
    /// The step.
    pub step: String,
    /// A key of [`orchestra_plan::Plan::bindings`].
    pub binding: String,
    /// The operation that it calls.
    pub operation: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Calls of one endpoint share its limits.
    pub endpoint: String,
    /// Limits of the operation alone.
    pub operation_limits: Limits,
    /// Limits of the endpoint.
    pub endpoint_limits: Limits,
    /// What is sent, without secrets.
    pub request: OutgoingRequest,
    /// How the caller proves who they are.
    pub auth: Option<Auth>,
    /// Longest time from leaving to the whole answer, in milliseconds.
    pub timeout: u64,
    /// What sending it twice does.
    pub idempotency: Idempotency,
    /// What all requests of a purchase are told to be the same by; empty of what asks about a job.
    pub key: String,
}

impl Send {
    /// The line in which it waits for its turn: what a provider's job is asked doesn't wait behind
    /// calls of its operation.
    #[must_use]
    pub fn line(&self) -> String {
        let operation = &self.operation;
        match self.purpose {
            Purpose::Attempt => operation.clone(),
            Purpose::Poll => format!("{operation} poll"),
            Purpose::Fetch => format!("{operation} fetch"),
            Purpose::Cancel => format!("{operation} cancel"),
        }
    }
}

/// What a request is for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// It calls the operation; of one that answers with a job, it submits that.
    #[default]
    Attempt,
    /// It asks how a provider's job stands.
    Poll,
    /// It fetches the result of one.
    Fetch,
    /// It ends one.
    Cancel,
}

/// A request in the making. Base URL and path stand apart, for an engine may be told to send all
/// of an endpoint's requests elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// `https://api.example.com/v1`
    pub base_url: String,
    /// Appended to it, percent-encoded.
    pub path: String,
    /// Names and values of the query, not yet encoded.
    pub query: Vec<(String, String)>,
    /// The same, percent-encoded already: what stands between the parts of a value is part of what
    /// is said.
    pub query_encoded: Vec<(String, String)>,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Inputs that are secrets: where they go, by handle.
    pub secrets: Vec<SecretPlace>,
    /// The body; its type is one of the headers.
    pub body: Option<Body>,
}

impl OutgoingRequest {
    /// All names and values of the query, not encoded.
    #[must_use]
    pub fn query_decoded(&self) -> Vec<(String, String)> {
        let decoded = |text: &str| {
            let text = text.replace('+', " ");
            percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
        };
        let encoded =
            self.query_encoded.iter().map(|(name, value)| (decoded(name), decoded(value)));
        self.query.iter().cloned().chain(encoded).collect()
    }
}

/// Where a secret input goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretPlace {
    /// The value of a header.
    Header {
        /// Its name.
        name: String,
        /// The handle.
        handle: String,
    },
    /// A query parameter.
    Query {
        /// Its name.
        name: String,
        /// The handle.
        handle: String,
    },
    /// A string of a JSON body.
    Body {
        /// A JSON pointer; the text there is a placeholder.
        pointer: String,
        /// The handle.
        handle: String,
    },
}

/// What `sys` asks of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SysCommand {
    /// The time, as RFC 3339.
    Now,
    /// A random UUID.
    Uuid,
    /// A random number from 0 to below 1.
    Random,
    /// A file's text.
    ReadFile {
        /// Below the project's folder.
        path: String,
    },
    /// A file's new text.
    WriteFile {
        /// Below the project's folder.
        path: String,
        /// All of it.
        text: String,
    },
}

/// A question to a person that a job waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The step.
    pub step: String,
    /// What they are asked.
    pub prompt: String,
    /// Until when they may answer.
    pub expires_at: Option<Instant>,
}

/// What one event led to, in order.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    /// What is to be done now.
    pub commands: Vec<(CommandId, Command)>,
    /// What is no longer needed: requests in flight are cut, waits forgotten.
    pub dropped: Vec<CommandId>,
    /// Answers to be kept for later calls.
    pub kept: Vec<Kept>,
    /// What happened, for those who watch.
    pub reports: Vec<crate::JobEvent>,
}
