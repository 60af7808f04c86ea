//! Runs a job to its end before the user's eyes, and says how it ended.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
};

use orchestra_plan::{FailureKind, Plan};
use orchestra_runtime_engine::{
    Approval, Ended, Engine, EngineError, JobFailure, NewJob, Outcome, Resumption, Stop, Totals,
};

use crate::{
    approvals,
    command_error::{CommandError, Doing as _},
    event_log::EventLog,
    exit::Exit,
    files,
    job_engine::explain,
    job_view::{JobView, below},
    launch::Launch,
    list::list,
    missing_secrets, recording_file,
    session::Session,
    signals::{Signal, Signals},
    step_tree::duration,
};

/// What is to be run.
pub(crate) enum Start {
    /// A new job, or the one of that id.
    New(NewJob),
    /// A job of the store.
    Resume { id: String, resumption: Resumption },
}

/// Where what comes out goes.
pub(crate) struct Results {
    /// The result's file; none: stdout.
    pub(crate) output: Option<PathBuf>,
    pub(crate) events: Option<EventLog>,
    /// How the job ended that is replayed.
    pub(crate) recorded: Option<Ended>,
}

impl Results {
    /// Opens both before anything runs: a job whose result has nowhere to go is money lost.
    ///
    /// # Errors
    /// Where one of them can't be written.
    pub(crate) fn open(
        session: &Session,
        output: Option<&PathBuf>,
        events: Option<&PathBuf>,
    ) -> Result<Self, CommandError> {
        let output = output.map(|path| session.working.join(path));
        if let Some(path) = &output {
            let shown = path.display();
            files::make_folder_of(path).doing(format_args!("write {shown}"))?;
            if path.is_dir() {
                return Err(CommandError::usage(format!("can't write {shown}: it is a folder")));
            }
        }
        let events = events.map(|path| EventLog::open(session, path)).transpose()?;
        Ok(Self { output, events, recorded: None })
    }
}

/// Runs `plan`. `launch` is kept for whoever resumes it.
///
/// # Errors
/// Why it didn't begin, or how it failed.
pub(crate) async fn run(
    session: &Session,
    engine: &Engine,
    plan: &Plan,
    start: Start,
    launch: Launch,
    results: Results,
) -> Result<Exit, CommandError> {
    let begun = launch.clone();
    let stop = Stop::new();
    let mut signals = Signals::listen().doing("listen for signals")?;
    let mut stopped_by = None;
    let view = RefCell::new(JobView::new(session, launch, results.events));
    let mut start = start;
    let ended = loop {
        let mut watch = |stamped| view.borrow_mut().take(&stamped);
        let job = async {
            match start {
                Start::New(job) => engine.run(job, &mut watch, &stop).await,
                Start::Resume { id, resumption } => {
                    engine.resume_with(&id, &resumption, &mut watch, &stop).await
                }
            }
        };
        let mut job = std::pin::pin!(job);
        // The first signal lets what is in flight end, the second doesn't.
        let ended = loop {
            let signal = tokio::select! {
                biased;
                ended = &mut job => break ended,
                signal = signals.next() => signal,
            };
            if stopped_by.replace(signal).is_some() {
                stop.now();
            } else {
                stop.gracefully();
                let word = "stopping: waits for requests in flight; once more stops at once";
                view.borrow().note(word);
            }
        };
        match ended {
            Err(EngineError::NeedsApproval { job, approvals }) if session.can_ask() => {
                view.borrow_mut().pause();
                let answered = tokio::select! {
                    answered = answer(session, engine, &job, &approvals) => answered?,
                    signal = signals.next() => {
                        stopped_by = Some(signal);
                        break Err(EngineError::Stopped(job));
                    }
                };
                if !answered {
                    break Err(EngineError::NeedsApproval { job, approvals });
                }
                view.borrow_mut().go_on();
                start = Start::Resume { id: job, resumption: Resumption::default() };
            }
            ended => break ended,
        }
    };
    let view = view.into_inner();
    let told = view.tells_result();
    let unwritten = view.finish();
    let recorded = match job_of(&ended) {
        Some(job) => recording_file::write(session, engine, &begun, job),
        None => Ok(()),
    };
    // What has a result is worth more than a word about its recording.
    let unrecorded = recorded.err();
    if let (Some(error), Err(_)) = (&unrecorded, &ended) {
        session.note(&error.message);
    }
    let outcome = match ended {
        Ok(outcome) => outcome,
        Err(error) => return Err(unfinished(session, plan, stopped_by, error)),
    };
    session.note(&summary(&outcome, begun.answering().unpaid()));
    recording_file::compare(session, results.recorded.as_ref(), &outcome);
    match &outcome.result {
        Ok(result) => match (&results.output, told) {
            (Some(path), _) => {
                let written = files::write(path, &format!("{result:#}\n"));
                if let Err(error) = written {
                    // It isn't lost: it was paid for.
                    session.print_json(result)?;
                    return Err(error).doing(format_args!("write {}", path.display()));
                }
                session.note(&format!("the result is in {}", path.display()));
            }
            (None, true) => {}
            (None, false) => session.print_json(result)?,
        },
        Err(failure) => {
            if let Some(error) = &unrecorded {
                session.note(&error.message);
            }
            return Err(failed(session, &begun.project, &outcome.job, failure));
        }
    }
    unwritten.or(unrecorded).map_or(Ok(Exit::Success), Err)
}

/// The job that was run; none: it didn't begin.
fn job_of(ended: &Result<Outcome, EngineError>) -> Option<&str> {
    match ended {
        Ok(outcome) => Some(&outcome.job),
        Err(
            EngineError::Stopped(job)
            | EngineError::NeedsApproval { job, .. }
            | EngineError::NeedsDecision { job, .. },
        ) => Some(job),
        Err(_) => None,
    }
}

/// Asks whoever sits here, one question after the other; whether all were answered.
async fn answer(
    session: &Session,
    engine: &Engine,
    job: &str,
    approvals: &[Approval],
) -> Result<bool, CommandError> {
    for approval in approvals {
        let Some(decided) = approvals::ask(session, approval).await else { return Ok(false) };
        match engine.approve(job, &approval.step, &decided) {
            Ok(()) => {}
            // It took too long: the job goes on without an answer.
            Err(error @ EngineError::NotAsked { expired: true, .. }) => {
                session.note(&error.to_string());
            }
            Err(error) => return Err(explain(session, error)),
        }
    }
    Ok(true)
}

/// A job without an end, or one that didn't begin.
fn unfinished(
    session: &Session,
    plan: &Plan,
    stopped_by: Option<Signal>,
    error: EngineError,
) -> CommandError {
    match error {
        EngineError::Stopped(job) => {
            let resume = session.command(&format!("jobs resume {job}"));
            CommandError::usage(format!("interrupted; job {job} can be resumed"))
                .exit(Exit::Interrupted { terminated: stopped_by == Some(Signal::Terminate) })
                .hint(format!("resume it with `{resume}`"))
        }
        EngineError::MissingSecrets(names) => missing_secrets::explain(session, plan, &names),
        EngineError::NeedsDecision { job, steps } => needs_decision(session, &job, &steps),
        EngineError::NeedsApproval { job, approvals } => {
            approvals::explain(session, &job, &approvals)
        }
        error => explain(session, error),
    }
}

/// Attempts whose fate a person has to settle.
fn needs_decision(session: &Session, job: &str, steps: &[String]) -> CommandError {
    let steps: Vec<String> = steps.iter().map(|it| it.trim_matches('`').to_owned()).collect();
    let named = list(&steps, "and");
    let retry: String = steps.iter().map(|step| format!(" --retry-step '{step}'")).collect();
    let resume = session.command(&format!("jobs resume {job}"));
    CommandError::usage(format!(
        "job {job} waits for you: it isn't known whether {named} arrived, and sending it again may \
         buy or write twice"
    ))
    .exit(Exit::Waiting)
    .hint(format!(
        "`{resume}{retry}` sends again; `--accept-step 'STEP=JSON'` takes what you know it answered"
    ))
}

/// `done after 3.2s: 14 calls, 16 requests, at least 0.012usd`
fn summary(outcome: &Outcome, unpaid: Option<&str>) -> String {
    let word = if outcome.result.is_ok() { "done" } else { "failed" };
    format!("{word} after {}", totals(&outcome.totals, unpaid))
}

/// What a job took: `3.2s: 14 calls, 16 requests, 0.012usd`; or why nothing was paid.
pub(crate) fn totals(totals: &Totals, unpaid: Option<&str>) -> String {
    let Totals { calls, attempts, cost, unpriced, elapsed_ms } = totals;
    let (calls, requests) = (counted(*calls, "call"), counted(*attempts, "request"));
    let mut text = format!("{}: {calls}, {requests}", duration(*elapsed_ms));
    if let Some(why) = unpaid {
        return format!("{text}; nothing paid, {why}");
    }
    let amounts: Vec<_> =
        cost.iter().map(|(currency, amount)| format!("{}{currency}", amount.normalize())).collect();
    if !amounts.is_empty() {
        let bound = if unpriced.is_empty() { "" } else { "at least " };
        text += &format!(", {bound}{}", amounts.join(" and "));
    }
    if !unpriced.is_empty() {
        text += &format!("; the price of {} isn't known", list(unpriced, "and"));
    }
    text
}

fn counted(count: u64, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// A job that failed. `project` is the folder that the plan names files from.
pub(crate) fn failed(
    session: &Session,
    project: &Path,
    job: &str,
    failure: &JobFailure,
) -> CommandError {
    let exit = match failure.kind {
        FailureKind::Deadline | FailureKind::Budget => Exit::Limit,
        _ => Exit::JobFailed,
    };
    let place = failure.position.as_ref().map_or(String::new(), |position| {
        let path = project.join(&position.file);
        // What isn't there is a module of the standard library.
        let file =
            if path.is_file() { session.shown(&path) } else { position.file.as_str().into() };
        format!("\n  --> {file}:{}:{}", position.line, position.column)
    });
    let show = session.command(&format!("jobs show {job}"));
    CommandError::usage(format!(
        "the job failed at `{}` ({}): {}{place}",
        below(&failure.step),
        kind(failure.kind),
        failure.message
    ))
    .exit(exit)
    .hint(format!("`{show}` shows each step and attempt"))
}

/// The kind's name, as policies write it.
pub(crate) fn kind(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Timeout => "timeout",
        FailureKind::RateLimited => "rate_limited",
        FailureKind::ServerError => "server_error",
        FailureKind::Network => "network",
        FailureKind::InvalidOutput => "invalid_output",
        FailureKind::Rejected => "rejected",
        FailureKind::Guard => "guard",
        FailureKind::Failed => "failed",
        FailureKind::Budget => "budget",
        FailureKind::Deadline => "deadline",
    }
}
