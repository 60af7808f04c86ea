//! What the world tells the machine. Events are all that a journal needs to hold: replayed in
//! order, they lead to the same state.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use crate::Instant;

/// Names a command and the event that answers it. Never given twice in a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommandId(pub u64);

/// An answer to a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The command.
    pub id: CommandId,
    /// When it was answered.
    pub at: Instant,
    /// The answer.
    pub news: News,
}

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// A request was answered, with whatever status.
    Answered {
        /// The answer.
        answer: Answer,
    },
    /// A request's answer never came, and a person says what it was.
    Accepted {
        /// An answer with the operation's output.
        answer: Answer,
    },
    /// A request has no answer that could be read.
    Unanswered {
        /// Why.
        fault: Fault,
    },
    /// A request had left when the process that waited for its answer ended. It is sent again, with
    /// the same key.
    Lost,
    /// What an earlier call was answered.
    Recalled {
        /// The answer; none: there is none, or it is too old.
        answer: Option<Answer>,
        /// When it was kept.
        kept_at: Instant,
    },
    /// The instant of a `Wake` has come.
    Woken,
    /// A `sys` operation is done: its value as JSON.
    Done {
        /// The value.
        value: serde_json::Value,
    },
    /// A `sys` operation failed.
    Undone {
        /// Why, in the user's words.
        message: String,
    },
}

/// A provider's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// From the request's leaving to the answer's end, in milliseconds.
    pub took: u64,
}

impl Answer {
    /// The first header of this name (in lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key == name);
        values.next().map(|(_, value)| value.as_str())
    }
}

/// The body of a request or an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// UTF-8.
    Text(String),
    /// Anything else, in base64.
    Base64(String),
}

impl Body {
    /// A body of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64(STANDARD.encode(bytes)),
        }
    }

    /// Its bytes; what isn't base64 has none.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Base64(text) => STANDARD.decode(text).unwrap_or_default(),
        }
    }

    /// Its bytes in base64.
    pub(crate) fn base64(&self) -> String {
        match self {
            Self::Text(text) => STANDARD.encode(text),
            Self::Base64(text) => text.clone(),
        }
    }

    /// It as UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Base64(_) => None,
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What kind.
    pub kind: FaultKind,
    /// In the user's words.
    pub message: String,
    /// Whether it surely never arrived, so that sending it again can't buy twice.
    pub never_arrived: bool,
    /// From the request's leaving to the fault, in milliseconds.
    pub took: u64,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// One of our own rules; nothing was sent.
    Refused,
    /// No connection, or one that was cut.
    Network,
    /// It took longer than the attempt's time-out.
    Timeout,
    /// A 2xx answer that is too large or can't be unpacked.
    Unreadable,
}
