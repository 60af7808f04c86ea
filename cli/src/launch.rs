//! How a job was begun: what its journal doesn't need and whoever resumes it does. Kept as a file
//! a job in the store.
//!
//! It keeps a sandbox's job in the sandbox, and a replay at its recording: resumed elsewhere, they
//! would spend real money.

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
    /// The recording that answers all its calls, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) replay: Option<ReplayLaunch>,
    /// Where what the world says to it is written; an absolute path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) record: Option<PathBuf>,
}

/// The recording that answers a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayLaunch {
    /// Where it lies; an absolute path.
    pub(crate) path: PathBuf,
    /// What it holds.
    pub(crate) digest: String,
}

/// Who answers a job's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answering {
    Services,
    Sandbox,
    Recording,
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
    /// Who answers its calls.
    pub(crate) fn answering(&self) -> Answering {
        match (&self.sandbox, &self.replay) {
            (_, Some(_)) => Answering::Recording,
            (Some(_), None) => Answering::Sandbox,
            (None, None) => Answering::Services,
        }
    }

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

impl Answering {
    /// Why nothing is paid, where nothing is.
    pub(crate) fn unpaid(self) -> Option<&'static str> {
        match self {
            Self::Services => None,
            Self::Sandbox => Some("every call went to the sandbox"),
            Self::Recording => Some("every answer came from a recording"),
        }
    }

    /// Behind the name of a job's template: ` in the sandbox`.
    pub(crate) fn place(self) -> &'static str {
        match self {
            Self::Services => "",
            Self::Sandbox => " in the sandbox",
            Self::Recording => " from a recording",
        }
    }
}

/// Ids of jobs are names of files, as the engine checks.
fn path(session: &Session, id: &str) -> PathBuf {
    session.places.store.join("launches").join(format!("{id}.json"))
}
