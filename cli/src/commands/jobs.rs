//! `orchc jobs`: what the store holds, and going on with it.

mod approve;
mod list;
mod resume;
mod show;

use clap::{Args, Subcommand, ValueEnum};
use orchestra_runtime_engine::{JobState, JobSummary};

use crate::{command_error::CommandError, exit::Exit, session::Session};

/// Jobs of the local store
#[derive(Debug, Subcommand)]
pub(crate) enum Jobs {
    List(list::List),
    Show(show::Show),
    Resume(resume::Resume),
    Approve(approve::Approve),
}

/// How it is said.
#[derive(Clone, Debug, Args)]
struct FormatArguments {
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// For whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// People.
    #[default]
    Human,
    /// Programs.
    Json,
}

pub(crate) fn run(session: &Session, command: &Jobs) -> Result<Exit, CommandError> {
    match command {
        Jobs::List(arguments) => list::run(session, arguments),
        Jobs::Show(arguments) => show::run(session, arguments),
        Jobs::Resume(arguments) => resume::run(session, arguments),
        Jobs::Approve(arguments) => approve::run(session, arguments),
    }
}

/// Where a job stands, in a word.
fn state(job: &JobSummary) -> &'static str {
    match job.state {
        JobState::Running if job.running => "running",
        JobState::Running => "stopped",
        JobState::Succeeded => "succeeded",
        JobState::Failed => "failed",
        JobState::NeedsDecision => "waits for you",
    }
}
