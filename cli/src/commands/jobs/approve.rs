//! `orchc jobs approve`.

use clap::Args;
use orchestra_runtime_engine::Decided;

use crate::{
    approvals::user,
    command_error::CommandError,
    exit::Exit,
    job_engine::{explain, open_store},
    session::{DONE, Session},
};

/// Answer a step that asks a person, by `sys.approve`
///
/// The job isn't run by it: `orchc jobs resume` goes on with it.
#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// The job, as `orchc jobs list` shows it
    #[arg(value_name = "JOB")]
    id: String,
    /// The step, as `orchc jobs show` names it
    #[arg(value_name = "STEP")]
    step: String,
    /// Say no
    #[arg(long)]
    deny: bool,
    /// What to say besides
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub(super) fn run(session: &Session, arguments: &Approve) -> Result<Exit, CommandError> {
    let Approve { id, step, deny, note } = arguments;
    let decided = Decided { approved: !deny, by: user(), note: note.clone() };
    let engine = open_store(session)?;
    engine.approve(id, step, &decided).map_err(|error| explain(session, error))?;
    let word = if *deny { "denied" } else { "approved" };
    let resume = session.command(&format!("jobs resume {id}"));
    session.note(&format!("`{step}` is {word}; go on with `{resume}`"));
    DONE
}
