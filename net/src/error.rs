//! What can go wrong with one attempt, by what it means for the next one.

use std::time::Duration;

use crate::{Origin, Refusal};

/// A failed attempt. Texts never hold the value of a secret that the client was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// One of our own rules; nothing was sent.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No connection was made: the name isn't known, the connection refused, the certificate not
    /// valid. The request surely never arrived.
    #[error("{origin} can't be reached: {reason}")]
    Unreachable {
        /// Who was asked.
        origin: Origin,
        /// What the system or the TLS library says.
        reason: String,
    },
    /// A connection was made, and cut before the whole answer was there.
    #[error("the connection to {origin} was cut: {reason}")]
    Interrupted {
        /// Who was asked.
        origin: Origin,
        /// What is known about it.
        reason: String,
    },
    /// The time was up before the whole answer was there.
    #[error("{origin} didn't answer within {}", in_words(*.after))]
    TimedOut {
        /// Who was asked.
        origin: Origin,
        /// The time that was given.
        after: Duration,
        /// Whether there was a connection by then; without one the request surely never arrived.
        connected: bool,
    },
    /// A 2xx answer that is too large or can't be read, or any with too large headers.
    #[error("the answer of {origin} {reason}")]
    Unreadable {
        /// Who answered.
        origin: Origin,
        /// The status.
        status: u16,
        /// The headers, as in [`crate::Response`]: they may state a charge.
        headers: Vec<(String, String)>,
        /// What is wrong: "is larger than …", "isn't valid gzip".
        reason: String,
    },
}

/// The kinds that the runtime tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// A rule of ours.
    Refused,
    /// No connection, or one cut.
    Network,
    /// Our clock.
    Timeout,
    /// An answer that can't be read or is too large.
    InvalidOutput,
}

impl Error {
    /// The kind of failure.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Refused(_) => FailureKind::Refused,
            Self::Unreachable { .. } | Self::Interrupted { .. } => FailureKind::Network,
            Self::TimedOut { .. } => FailureKind::Timeout,
            Self::Unreadable { .. } => FailureKind::InvalidOutput,
        }
    }

    /// Whether the request surely never arrived, so that sending it again can't buy twice.
    #[must_use]
    pub fn surely_never_arrived(&self) -> bool {
        match self {
            Self::Refused(_) | Self::Unreachable { .. } => true,
            Self::TimedOut { connected, .. } => !connected,
            Self::Interrupted { .. } | Self::Unreadable { .. } => false,
        }
    }
}

/// `1.5 s`, `250 ms`.
fn in_words(duration: Duration) -> String {
    if duration < Duration::from_secs(1) {
        format!("{} ms", duration.as_millis())
    } else {
        format!("{} s", duration.as_secs_f64())
    }
}
