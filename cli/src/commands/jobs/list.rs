//! `orchc jobs list`.

use clap::Args;
use orchestra_runtime_engine::JobSummary;
use serde_json::{Value, json};

use super::{Format, FormatArguments, state};
use crate::{
    command_error::CommandError,
    exit::Exit,
    job_engine::{explain, open_store},
    launch::Launch,
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
    let place = if is_sandbox(session, job) { " (sandbox)" } else { "" };
    vec![
        job.id.clone(),
        state(job).to_owned(),
        to_the_second(job.created),
        format!("{}{place}", job.template),
    ]
}

/// As `jobs list` and `jobs show` print it.
pub(super) fn summary(session: &Session, job: &JobSummary) -> Value {
    json!({
        "id": job.id,
        "template": job.template,
        "state": job.state.name(),
        "running": job.running,
        "sandbox": is_sandbox(session, job),
        "created": rfc3339(job.created),
        "changed": rfc3339(job.changed),
    })
}

/// What can't be read is noticed by whoever resumes the job.
pub(super) fn is_sandbox(session: &Session, job: &JobSummary) -> bool {
    matches!(Launch::read(session, &job.id), Ok(Some(launch)) if launch.sandbox.is_some())
}
