//! What all jobs of an engine share, and `sys`, which is done here and now.

use std::sync::{Mutex, PoisonError};

use super::{Clock, Entropy, Files, Gate, Post};
use crate::{
    News, Replay, SysCommand,
    journal::{Answers, Journal},
};

/// What all jobs of an engine share.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) journal: Mutex<Journal>,
    /// Answers kept for later calls; none: they can't be.
    pub(crate) answers: Mutex<Option<Answers>>,
    pub(crate) post: Post,
    pub(crate) gate: Gate,
    pub(crate) files: Files,
    pub(crate) entropy: Mutex<Entropy>,
    pub(crate) clock: Clock,
    /// What answers in the world's place.
    pub(crate) replay: Option<Replay>,
}

impl World {
    /// Does something of `sys`.
    pub(super) fn system(&self, operation: SysCommand) -> News {
        let entropy = || self.entropy.lock().unwrap_or_else(PoisonError::into_inner);
        let value = match operation {
            SysCommand::Now => {
                let now = jiff::Timestamp::from_millisecond(self.clock.now().0);
                now.map_err(|error| error.to_string()).map(|now| now.to_string().into())
            }
            SysCommand::Uuid => Ok(entropy().uuid().into()),
            SysCommand::Random => Ok(entropy().fraction().into()),
            // A secret that lies in a file is struck out as one in an answer is.
            SysCommand::ReadFile { path } => {
                let text = self.files.read(&path);
                text.map(|text| self.post.redactor.strike(&text).into())
            }
            SysCommand::WriteFile { path, text } => {
                self.files.write(&path, &text).map(|()| serde_json::Value::Null)
            }
        };
        match value {
            Ok(value) => News::Done { value },
            Err(message) => News::Undone { message },
        }
    }
}
