//! `orchc jobs show`.

use clap::Args;
use orchestra_runtime_engine::{Approval, JobEvent, JobRecord, JobState};
use serde_json::{Value, json};

use super::{
    Format, FormatArguments,
    list::{answering, summary},
    state,
};
use crate::{
    approvals::question,
    command_error::{CommandError, Doing as _},
    exit::Exit,
    job_engine::{explain, open_store},
    job_run::{kind, totals},
    job_view::{JobView, below},
    session::{DONE, Session},
    wall_time::to_the_second,
};

/// Show a job: its inputs, each step, how it stands
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The job, as `orchc jobs list` shows it
    #[arg(value_name = "JOB")]
    id: String,
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &Show) -> Result<Exit, CommandError> {
    let engine = open_store(session)?;
    let job = engine.job(&arguments.id).map_err(|error| explain(session, error))?;
    match arguments.format.format {
        Format::Json => session.print_json(&document(session, &job)?)?,
        Format::Human => session.print(&text(session, &job))?,
    }
    DONE
}

fn document(session: &Session, job: &JobRecord) -> Result<Value, CommandError> {
    let mut document = summary(session, &job.summary);
    let inputs: serde_json::Map<String, Value> =
        job.inputs.iter().map(|(name, value)| (name.clone(), value.to_json())).collect();
    document["plan"] = json!(job.plan.id().to_string());
    document["inputs"] = Value::Object(inputs);
    document["uncertain"] = json!(job.uncertain);
    document["approvals"] = job.approvals.iter().map(asked).collect();
    document["totals"] = serde_json::to_value(&job.totals).doing("write the totals")?;
    match &job.result {
        Some(Ok(result)) => document["result"] = result.clone(),
        Some(Err(failure)) => {
            document["failure"] = serde_json::to_value(failure).doing("write the failure")?;
        }
        None => {}
    }
    document["events"] = serde_json::to_value(&job.events).doing("write the events")?;
    Ok(document)
}

fn asked(approval: &Approval) -> Value {
    let Approval { step, prompt, expires_at } = approval;
    json!({ "step": step, "prompt": prompt, "expires_at": expires_at })
}

fn text(session: &Session, job: &JobRecord) -> String {
    let summary = &job.summary;
    let answering = answering(session, summary);
    let (unpaid, place) = (answering.unpaid(), answering.place());
    let mut text = format!(
        "{}: {} ({}{place}), began {}, last changed {} (UTC)\n",
        summary.id,
        state(summary),
        summary.template,
        to_the_second(summary.created),
        to_the_second(summary.changed),
    );
    if let Some(owner) = job.owner {
        text += &format!("run by process {owner}\n");
    }
    text += "\nInputs\n";
    for (name, value) in &job.inputs {
        text += &format!("  {name} = {}\n", value.to_json());
    }
    text += "\nSteps\n";
    for line in JobView::tree_of(&job.events, unpaid.is_none()).text().lines() {
        text += &format!("  {line}\n");
    }
    let failures: Vec<_> = job.events.iter().filter_map(|it| failure(&it.event)).collect();
    if !failures.is_empty() {
        text += &format!("\nWhat failed on the way\n  {}\n", failures.join("\n  "));
    }
    text += &format!("\n{}\n", totals(&job.totals, unpaid));
    match &job.result {
        Some(Ok(result)) => text += &format!("\nResult\n{result:#}\n"),
        Some(Err(failure)) => {
            let (step, kind) = (below(&failure.step), kind(failure.kind));
            text += &format!("\nFailed at `{step}` ({kind}): {}\n", failure.message);
        }
        None if !job.approvals.is_empty() && job.owner.is_none() => {
            text += "\nIt waits for you:\n";
            for approval in &job.approvals {
                text += &format!("  {}\n", question(approval));
            }
            let approve = session.command(&format!("jobs approve {}", summary.id));
            text += &format!("answer with `{approve} 'STEP'`, or with `--deny` to say no\n");
        }
        None if summary.state == JobState::NeedsDecision => {
            text += "\nIt isn't known whether these arrived:\n";
            for step in &job.uncertain {
                text += &format!("  {step}\n");
            }
            let resume = session.command(&format!("jobs resume {}", summary.id));
            text += &format!("send it again: `{resume} --retry-step 'STEP'`\n");
            text += &format!("or say what it answered: `{resume} --accept-step 'STEP=JSON'`\n");
        }
        None if !summary.running => {
            let resume = session.command(&format!("jobs resume {}", summary.id));
            text += &format!("\nresume it with `{resume}`\n");
        }
        None => {}
    }
    text
}

/// A failed attempt, or an iteration that was left out, in a line.
fn failure(event: &JobEvent) -> Option<String> {
    match event {
        JobEvent::AttemptFailed { step, operation, attempt, kind: failed, message, .. } => {
            let (step, kind) = (below(step), kind(*failed));
            Some(format!("{step}: attempt {attempt} at {operation} ({kind}): {message}"))
        }
        JobEvent::IterationSkipped { step, message, .. } => {
            Some(format!("{} is left out: {message}", below(step)))
        }
        _ => None,
    }
}
