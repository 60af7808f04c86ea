//! Recordings as files: `--record` writes one, `--replay` answers from one.
//!
//! A recording is private, as the answers in it are: its file is its owner's alone until that one
//! commits it.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use orchestra_plan::{Plan, Value};
use orchestra_runtime_engine::{Ended, Engine, Outcome, Replay, SandboxMark};

use crate::{
    command_error::{CommandError, Doing as _},
    files,
    job_engine::explain,
    launch::{Launch, ReplayLaunch},
    list::list,
    session::Session,
};

/// What every recording begins with.
const BEGINNING: &[u8] = b"{\"recording\":";

/// The path that a recording is to be written to. It is looked at before anything runs: what can't be
/// written would be asked, and paid, in vain; and what isn't a recording isn't overwritten.
///
/// # Errors
/// Where it can't be written, or is something else.
pub(crate) fn place(session: &Session, path: &Path) -> Result<PathBuf, CommandError> {
    let (shown, path) = (path.display(), session.working.join(path));
    files::make_folder_of(&path).doing(format_args!("write {shown}"))?;
    if path.is_dir() {
        return Err(CommandError::usage(format!("can't write {shown}: it is a folder")));
    }
    if path.exists() {
        let written = files::read_bytes(&path).doing(format_args!("write {shown}"))?;
        if !written.is_empty() && !written.starts_with(BEGINNING) {
            return Err(CommandError::usage(format!(
                "`{shown}` is something else than a recording"
            ))
            .hint("`--record` writes a file anew: name one that isn't there, or a recording"));
        }
    }
    Ok(path)
}

/// Writes what the world said to a job, as far as that got, to where its launch says.
///
/// # Errors
/// Where it can't be written.
pub(crate) fn write(
    session: &Session,
    engine: &Engine,
    launch: &Launch,
    job: &str,
) -> Result<(), CommandError> {
    let Some(path) = &launch.record else { return Ok(()) };
    let shown = session.shown(path);
    let sandbox = launch.sandbox.map(|it| SandboxMark { seed: it.seed, faults: it.faults });
    let recording = engine.recording(job, sandbox).map_err(|error| explain(session, error))?;
    files::write_private(path, recording.text()).doing(format_args!("write {shown}"))?;
    let requests = match recording.requests() {
        1 => "1 request".to_owned(),
        count => format!("{count} requests"),
    };
    session.note(&format!("the recording is in {shown}: {requests}, readable by you alone"));
    Ok(())
}

/// Opens a recording that is to answer.
///
/// # Errors
/// Where it can't be read, or is none.
pub(crate) fn open(session: &Session, path: &Path) -> Result<(ReplayLaunch, Replay), CommandError> {
    let shown = path.display();
    let path = session.working.join(path);
    let bytes = files::read_bytes(&path).doing(format_args!("read {shown}"))?;
    let replay = Replay::read(&bytes).map_err(|error| {
        CommandError::usage(format!("`{shown}` can't be replayed: {error}"))
            .hint("`orchc run … --record FILE` writes one")
    })?;
    Ok((ReplayLaunch { path, digest: replay.digest().to_owned() }, replay))
}

/// Opens the recording again that a job was begun with.
///
/// # Errors
/// Where it isn't there any more, or isn't the same.
pub(crate) fn again(session: &Session, known: &ReplayLaunch) -> Result<Replay, CommandError> {
    let (now, replay) = open(session, &known.path)?;
    if now.digest == known.digest {
        return Ok(replay);
    }
    let shown = session.shown(&known.path);
    Err(CommandError::usage(format!("{shown} isn't the recording that the job was begun with"))
        .hint("begin a new one, with another id"))
}

/// `rec.jsonl, which a sandbox answered (seed 0)`
pub(crate) fn told(shown: &str, replay: &Replay) -> String {
    match &replay.about().sandbox {
        None => shown.to_owned(),
        Some(SandboxMark { seed, faults }) => {
            let faults = if *faults > 0.0 { format!(", faults {faults}") } else { String::new() };
            format!("{shown}, a recording of the sandbox (seed {seed}{faults}): made-up answers")
        }
    }
}

/// Says where the answers come from, and in what the recording isn't one of this job.
///
/// # Errors
/// Where it is one of another template.
pub(crate) fn introduce(
    session: &Session,
    path: &Path,
    replay: &Replay,
    plan: &Plan,
    inputs: &IndexMap<String, Value>,
) -> Result<(), CommandError> {
    let (about, shown) = (replay.about(), path.display().to_string());
    if about.template != plan.template {
        return Err(CommandError::usage(format!(
            "`{shown}` is a recording of `{}`, and this is `{}`",
            about.template, plan.template
        ))
        .hint("record this one: `orchc run … --record FILE`"));
    }
    session.note(&format!("every answer comes from {}", told(&shown, replay)));
    if about.plan != plan.id().to_string() {
        session.note(
            "its plan isn't the recorded one: what it asks besides, or otherwise, isn't answered",
        );
    }
    let given = |name: &String| {
        let default = || plan.params.iter().find(|param| param.name == *name)?.default.as_ref();
        inputs.get(name).or_else(default).map(Value::to_json)
    };
    let differ = |name: &&String| about.inputs.get(*name) != given(name).as_ref();
    let others: Vec<String> = about.inputs.keys().filter(differ).cloned().collect();
    if !others.is_empty() {
        let verb = if others.len() == 1 { "isn't" } else { "aren't" };
        session.note(&format!("{} {verb} as recorded", list(&others, "and")));
    }
    Ok(())
}

/// Says where a replayed job ended otherwise than the recorded one.
pub(crate) fn compare(session: &Session, recorded: Option<&Ended>, outcome: &Outcome) {
    let same = recorded.is_none_or(|recorded| *recorded == Ended::of(&outcome.result));
    match recorded {
        Some(_) if same => {}
        Some(Ended::Result(_)) if outcome.result.is_ok() => {
            session.note("the result isn't the recorded one");
        }
        Some(Ended::Result(_)) => session.note("the recorded job had a result"),
        Some(Ended::Failure { step, message, .. }) => {
            session.note(&format!("the recorded job failed at `{step}`: {message}"));
        }
        None => {}
    }
}
