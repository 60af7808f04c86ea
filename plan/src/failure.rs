//! Why a step failed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Mark;

/// The kind of a failure, as policies, mocks and reports name it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// An attempt took longer than its time-out.
    Timeout,
    /// The provider answered 429.
    RateLimited,
    /// The provider answered 5xx.
    ServerError,
    /// No connection, or one that was cut.
    Network,
    /// A 2xx answer that can't be read, or misfits schema or `verify`.
    InvalidOutput,
    /// Any other answer but 2xx.
    Rejected,
    /// Arguments outside their constraint; found before anything was sent.
    Guard,
    /// `ensure`, `fail`, or an expression that has no value.
    Failed,
    /// The money set aside doesn't cover the next attempt.
    Budget,
    /// The time set aside is over.
    Deadline,
}

impl FailureKind {
    /// The kinds that an attempt can have, as they are written.
    pub const OF_ATTEMPTS: [(&'static str, Self); 6] = [
        ("timeout", Self::Timeout),
        ("rate_limited", Self::RateLimited),
        ("server_error", Self::ServerError),
        ("network", Self::Network),
        ("invalid_output", Self::InvalidOutput),
        ("rejected", Self::Rejected),
    ];
}

/// A failed evaluation or step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind.
    pub kind: FailureKind,
    /// What went wrong, in the user's words.
    pub message: String,
    /// Where in the source it arose, to be looked up in [`crate::Debug::marks`].
    pub mark: Option<Mark>,
}

impl Failure {
    /// A failure of kind [`FailureKind::Failed`] at `mark`.
    #[must_use]
    pub fn failed(message: impl Into<String>, mark: Mark) -> Self {
        Self { kind: FailureKind::Failed, message: message.into(), mark: Some(mark) }
    }
}
