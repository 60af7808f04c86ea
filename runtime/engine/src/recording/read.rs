//! Reading a recording, which anybody may have written.

use serde_json::Value as Json;

use super::{
    RECORDING_VERSION,
    line::{About, Ended, Exchange, KeptAnswer, Line, RecordedAnswer, Reply, SystemValue},
    request::Content,
};
use crate::summary;

/// Bytes of a recording.
const LARGEST: usize = 64 << 20;

/// Lines of a recording.
const MOST_LINES: usize = 200_000;

/// Values in a line, so far as commas tell: each takes some tens of bytes of memory.
const MOST_VALUES: usize = 2_000_000;

/// Characters of a reason.
const REASON: usize = 300;

/// Why a recording can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordingError {
    /// It is none.
    #[error("it isn't a recording: {0}")]
    Other(String),
    /// Somebody newer wrote it.
    #[error(
        "it is a recording of version {0}, and this program knows {RECORDING_VERSION}: take a newer program"
    )]
    Newer(u64),
    /// It is too large.
    #[error("it has more than {0}, and is no recording of ours")]
    TooLarge(String),
    /// A line isn't what it should be.
    #[error("line {line} of it can't be read: {reason}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// What a recording says.
pub(super) struct Parts {
    pub(super) about: About,
    pub(super) ended: Option<Ended>,
}

/// One thing that a recording says, behind its first line.
pub(super) enum Part {
    Exchange(Exchange),
    System(SystemValue),
    Kept(KeptAnswer),
}

/// Reads a recording; each thing that it says is given to `take` in order, so that no more than one line
/// is held as JSON.
pub(super) fn read(bytes: &[u8], take: &mut dyn FnMut(Part)) -> Result<Parts, RecordingError> {
    if bytes.len() > LARGEST {
        return Err(RecordingError::TooLarge(format!("{} MiB", LARGEST >> 20)));
    }
    let mut lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let about = about(lines.next().map_or(&[], |(_, line)| line))?;
    let mut ended = None;
    for (at, line) in lines {
        let number = at + 1;
        let wrong = |reason: String| RecordingError::Line { line: number, reason };
        if number > MOST_LINES {
            return Err(RecordingError::TooLarge(format!("{MOST_LINES} lines")));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        if ended.is_some() {
            return Err(wrong("the job has ended before it".to_owned()));
        }
        if line.iter().filter(|byte| **byte == b',').count() > MOST_VALUES {
            return Err(wrong(format!("it has more than {MOST_VALUES} values")));
        }
        let line: Line = serde_json::from_slice(line)
            .map_err(|error| wrong(summary::cut(&error.to_string(), REASON)))?;
        match line {
            Line::Recording(_) => return Err(wrong("a recording begins in it".to_owned())),
            Line::Exchange(exchange) => {
                if let Reply::Answer(answer) = &exchange.reply {
                    check(answer).map_err(wrong)?;
                }
                take(Part::Exchange(exchange));
            }
            Line::System(value) => take(Part::System(value)),
            Line::Kept(kept) => {
                check(&kept.answer).map_err(wrong)?;
                take(Part::Kept(kept));
            }
            Line::Outcome(outcome) => ended = Some(outcome),
        }
    }
    Ok(Parts { about, ended })
}

/// The first line. Its version is looked at before the rest of it.
fn about(line: &[u8]) -> Result<About, RecordingError> {
    let other = |reason: &dyn std::fmt::Display| {
        RecordingError::Other(summary::cut(&reason.to_string(), REASON))
    };
    let document: Json = serde_json::from_slice(line).map_err(|error| other(&error))?;
    let version = document.get("recording").and_then(|it| it.get("version"));
    match version.and_then(Json::as_u64) {
        None => Err(other(&"its first line has no `recording` with a `version`")),
        Some(version) if version > RECORDING_VERSION => Err(RecordingError::Newer(version)),
        Some(_) => match serde_json::from_value(document) {
            Ok(Line::Recording(about)) => Ok(about),
            Ok(_) => Err(other(&"its first line is another one's")),
            Err(error) => Err(other(&error)),
        },
    }
}

/// What no service answers.
fn check(answer: &RecordedAnswer) -> Result<(), String> {
    match &answer.body {
        _ if !(100..=999).contains(&answer.status) => {
            Err(format!("{} is no status", answer.status))
        }
        Some(Content::Digest(_)) => Err("an answer is more than a digest".to_owned()),
        _ => Ok(()),
    }
}
