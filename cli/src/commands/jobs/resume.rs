//! `orchc jobs resume`.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use orchestra_package_model::Project;
use orchestra_runtime_engine::{Decision, Resumption, Verdict};
use serde_json::Value;

use crate::{
    command_error::CommandError,
    commands::run::{deadline, note_left_out, runtime},
    exit::Exit,
    job_engine::{JobEngine, World, explain, open_store},
    job_run::{self, Results, Start},
    launch::{Answering, Launch},
    recording_file,
    session::Session,
    toolchain::refuse_other_tools,
};

/// Go on with a job, without repeating what it has done
///
/// The stored plan is run, whatever its source says by now.
#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// The job, as `orchc jobs list` shows it
    #[arg(value_name = "JOB")]
    id: String,
    /// Send the request of this step again, though it may have arrived
    #[arg(long, value_name = "STEP")]
    retry_step: Vec<String>,
    /// Take JSON for what this step's request was answered; nothing where no JSON is given
    #[arg(long, value_name = "STEP[=JSON]")]
    accept_step: Vec<String>,
    /// The time from now in which the job must end, in the place of every deadline that it had: 90s,
    /// 2h
    #[arg(long, value_name = "DURATION", value_parser = deadline)]
    deadline: Option<Duration>,
    /// Write the result to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write what happens, a JSON object a line; to stdout with -, where the result comes last
    #[arg(long, value_name = "FILE|-")]
    events: Option<PathBuf>,
}

pub(super) fn run(session: &Session, arguments: &Resume) -> Result<Exit, CommandError> {
    let id = &arguments.id;
    let decisions = decisions(arguments)?;
    let job = open_store(session)?.job(id).map_err(|error| explain(session, error))?;
    let launch = Launch::read(session, id)?.ok_or_else(|| {
        CommandError::usage(format!("it isn't known how job `{id}` was begun"))
            .hint(format!("give the command that began it, with `--job {id}`"))
    })?;
    let project = Project::open(&launch.project, &|path| session.shown(path));
    refuse_other_tools(session, &project)?;
    runtime()?.block_on(async {
        let replay = launch.replay.as_ref().map(|known| recording_file::again(session, known));
        let world = World::of(&launch, replay.transpose()?);
        let opened = JobEngine::open(session, &project, &job.plan, world).await?;
        if launch.answering() == Answering::Services && job.result.is_none() {
            note_left_out(session, &job.plan);
        }
        let results = Results::open(session, arguments.output.as_ref(), arguments.events.as_ref())?;
        let resumption = Resumption { decisions, deadline: arguments.deadline };
        let start = Start::Resume { id: id.clone(), resumption };
        let ended = job_run::run(session, &opened.engine, &job.plan, start, launch, results).await;
        opened.close().await;
        ended
    })
}

fn decisions(arguments: &Resume) -> Result<Vec<Decision>, CommandError> {
    let retried = arguments
        .retry_step
        .iter()
        .map(|step| Ok(Decision { step: step.clone(), verdict: Verdict::Retry }));
    retried.chain(arguments.accept_step.iter().map(|written| accepted(written))).collect()
}

/// `STEP` or `STEP=JSON`; a step's path has no `=`.
fn accepted(written: &str) -> Result<Decision, CommandError> {
    let Some((step, json)) = written.split_once('=') else {
        return Ok(Decision { step: written.to_owned(), verdict: Verdict::Accept(Value::Null) });
    };
    match serde_json::from_str(json) {
        Ok(answer) => Ok(Decision { step: step.to_owned(), verdict: Verdict::Accept(answer) }),
        Err(error) => {
            Err(CommandError::usage(format!("what `{step}` answered isn't JSON: {error}"))
                .hint("write `--accept-step 'STEP=JSON'`, the operation's answer as JSON"))
        }
    }
}
