//! How a job was begun: what its journal doesn't need and whoever resumes it does. Kept as a file
//! a job in the store.
//!
//! It keeps a sandbox's job in the sandbox: resumed elsewhere, it would spend real money.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    command_error::{CommandError, Doing as _},
    files,
    session::Session,
};

/// How a job was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Launch {
    /// A path in the project whose Ledger and files the job uses.
    pub(crate) project: PathBuf,
    /// Whether all its calls go to a sandbox, and to which.
    pub(crate) sandbox: Option<SandboxLaunch>,
}

/// The sandbox of a job.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SandboxLaunch {
    /// What answers are drawn from.
    pub(crate) seed: u64,
    /// The share of requests that fail, from 0 to 1.
    pub(crate) faults: f64,
}

impl Launch {
    /// How the job `id` was begun; none where nothing is known of it.
    ///
    /// # Errors
    /// Where that can't be read.
    pub(crate) fn read(session: &Session, id: &str) -> Result<Option<Self>, CommandError> {
        let path = path(session, id);
        let text = files::read_optional(&path).doing(format_args!("read {}", path.display()))?;
        text.map(|text| serde_json::from_str(&text))
            .transpose()
            .doing(format_args!("read {}", path.display()))
    }

    /// Keeps it for whoever resumes the job `id`.
    ///
    /// # Errors
    /// Where it can't be written.
    pub(crate) fn write(&self, session: &Session, id: &str) -> Result<(), CommandError> {
        let path = path(session, id);
        let text = serde_json::to_string(self).doing("keep how the job was begun")?;
        files::write_private(&path, &text).doing(format_args!("write {}", path.display()))
    }
}

/// Ids of jobs are names of files, as the engine checks.
fn path(session: &Session, id: &str) -> PathBuf {
    session.places.store.join("launches").join(format!("{id}.json"))
}
