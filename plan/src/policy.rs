//! How a call is attempted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{FailureKind, Lambda, Money};

/// A span of time in milliseconds.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Millis(pub u64);

/// The policies of one call, defaults filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallPolicy {
    /// Attempts at each provider.
    pub retry: Retry,
    /// All of it, from its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Millis>,
    /// What it may cost at most, retries and fall-backs included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// How old an answer to the same operation and arguments may be, above 0, across jobs. Of reads
    /// without secrets alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<Millis>,
    /// Asked of the call's value; false is `invalid_output`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify: Option<Lambda>,
    /// How many further providers may be asked, of those whose key is there.
    pub fallbacks: u32,
    /// The next provider is asked too after each such time, above 0. Of reads alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<Millis>,
    /// Several providers are asked at once. Of reads alone, and not beside `hedge`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Quorum>,
}

/// How many providers must say the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quorum {
    /// The first so many providers are asked at once.
    pub of: u32,
    /// So many of them must agree: more than half, at most all.
    pub agree: u32,
    /// What two values must have in common: equal results agree.
    pub on: Lambda,
}

/// When and how often an attempt is repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Retry {
    /// Counting the first.
    pub attempts: u32,
    /// How waits grow.
    pub backoff: Backoff,
    /// The longest first wait.
    pub first: Millis,
    /// The longest wait, also where the provider names one.
    pub max: Millis,
    /// Kinds of failure that are followed by another attempt.
    pub on: Vec<FailureKind>,
}

/// How the waits between attempts grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Backoff {
    /// Twice as long each time, with full jitter.
    Exponential,
    /// Always `first`, without jitter.
    Fixed,
}

impl Retry {
    /// The default for `attempts` attempts.
    #[must_use]
    pub fn with_attempts(attempts: u32) -> Self {
        use FailureKind::{InvalidOutput, Network, RateLimited, ServerError, Timeout};
        Self {
            attempts,
            backoff: Backoff::Exponential,
            first: Millis(500),
            max: Millis(10_000),
            on: vec![Timeout, RateLimited, ServerError, Network, InvalidOutput],
        }
    }
}
