//! What a process ends with.

use std::process::ExitCode;

/// Exit codes, as `docs/cli.md` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All went well.
    Success,
    /// The source has errors.
    Source,
    /// Whom we served left without a word.
    LeftAlone,
    /// A wrong option or input, a missing secret, a refused effect, a file that can't be read.
    Usage,
    /// The job failed.
    JobFailed,
    /// The job stopped at its budget or deadline.
    Limit,
    /// A network service can't be reached, or says what can't be read.
    Network,
    /// The job waits for a person.
    Waiting,
    /// A signal stopped us; the job can be resumed.
    Interrupted { terminated: bool },
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Source | Exit::LeftAlone => 1,
            Exit::Usage => 2,
            Exit::JobFailed => 3,
            Exit::Limit => 4,
            Exit::Network => 5,
            Exit::Waiting => 6,
            Exit::Interrupted { terminated: false } => 130,
            Exit::Interrupted { terminated: true } => 143,
        })
    }
}
