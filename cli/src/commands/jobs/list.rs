//! `orchc jobs list`.

use clap::Args;
use orchestra_runtime_engine::JobSummary;
use serde_json::{Value, json};

use super::{Format, FormatArguments, state};
use crate::{
    command_error::CommandError,
    exit::Exit,
    job_engine::{explain, open_store},
    launch::{Answering, Launch},
    session::{DONE, Session},
    table::{stdout_width, table},
    wall_time::{rfc3339, to_the_second},
};

/// List all jobs, the latest first
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &List) -> Result<Exit, CommandError> {
    let jobs = open_store(session)?.jobs().map_err(|error| explain(session, error))?;
    match arguments.format.format {
        Format::Json => {
            let jobs: Vec<_> = jobs.iter().map(|job| summary(session, job)).collect();
            session.print_json(&json!({ "jobs": jobs }))?;
        }
        Format::Human if jobs.is_empty() => session.note("there are no jobs yet"),
        Format::Human => {
            let heading = ["JOB", "STATE", "BEGAN (UTC)", "TEMPLATE"].map(str::to_owned).to_vec();
            let rows: Vec<_> =
                std::iter::once(heading).chain(jobs.iter().map(|job| row(session, job))).collect();
            session.print(&table(&rows, stdout_width()))?;
        }
    }
    DONE
}

fn row(session: &Session, job: &JobSummary) -> Vec<String> {
    let place = match answering(session, job) {
        Answering::Services => "",
        Answering::Sandbox => " (sandbox)",
        Answering::Recording => " (replay)",
    };
    vec![
        job.id.clone(),
        state(job).to_owned(),
        to_the_second(job.created),
        format!("{}{place}", job.template),
    ]
}

/// As `jobs list` and `jobs show` print it.
pub(super) fn summary(session: &Session, job: &JobSummary) -> Value {
    let answering = answering(session, job);
    json!({
        "id": job.id,
        "template": job.template,
        "state": job.state.name(),
        "running": job.running,
        "sandbox": answering == Answering::Sandbox,
        "replay": answering == Answering::Recording,
        "created": rfc3339(job.created),
        "changed": rfc3339(job.changed),
    })
}

/// What can't be read is noticed by whoever resumes the job.
pub(super) fn answering(session: &Session, job: &JobSummary) -> Answering {
    let launch = Launch::read(session, &job.id).ok().flatten();
    launch.map_or(Answering::Services, |launch| launch.answering())
}
