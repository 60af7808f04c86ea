//! `orchc run`.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use indexmap::IndexMap;
use orchestra_plan::{Money, Plan, Value, value::duration};
use orchestra_runtime_engine::{EngineError, NewJob};
use tokio::runtime::Runtime;

use crate::{
    command_error::{CommandError, Doing as _},
    config::Config,
    exit::Exit,
    inputs::{self, InputArguments},
    job_engine::{JobEngine, World, explain},
    job_run::{self, Results, Start, failed},
    launch::{Answering, Launch, SandboxLaunch},
    missing_secrets::{self, left_out},
    recording_file,
    session::{DONE, Session},
    set_aside,
    target::{Target, TargetArguments},
};

/// Run a template as a job
///
/// The result is printed to stdout as JSON, all else to stderr. A job survives its process: what
/// stopped is resumed by `orchc jobs resume`, or by the same `--job`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    inputs: InputArguments,
    /// Write the result to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Send every call to a sandbox on this machine, which needs no keys and costs nothing
    #[arg(long)]
    sandbox: bool,
    /// What the sandbox draws its answers from
    #[arg(long, value_name = "N", requires = "sandbox", default_value_t = 0)]
    sandbox_seed: u64,
    /// The share of the sandbox's answers that fail, from 0 to 1
    #[arg(long, value_name = "RATE", requires = "sandbox", default_value_t = 0.0)]
    faults: f64,
    /// What the job may cost at most, held against its bounds first: 0.10usd
    #[arg(long, value_name = "AMOUNT", value_parser = budget)]
    budget: Option<Money>,
    /// Run without asking, however dear it may get
    #[arg(short, long)]
    yes: bool,
    /// The time that the job may take, held against its bounds first: 90s, 2m
    #[arg(long, value_name = "DURATION", value_parser = deadline)]
    deadline: Option<Duration>,
    /// The job's id; the same id with the same plan and inputs resumes the job
    #[arg(long, value_name = "ID")]
    job: Option<String>,
    /// Check the inputs and what they make fail, and send nothing
    #[arg(long, conflicts_with_all = ["output", "events"])]
    dry_run: bool,
    /// Write what happens, a JSON object a line; to stdout with -, where the result comes last
    #[arg(long, value_name = "FILE|-")]
    events: Option<PathBuf>,
    /// Write every request and its answer, without secrets, to a file that replays the job
    #[arg(long, value_name = "FILE", conflicts_with_all = ["dry_run", "replay"])]
    record: Option<PathBuf>,
    /// Answer every request from a recording: nothing is sent, and what it lacks ends the job
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    replay: Option<PathBuf>,
}

pub(crate) fn run(session: &Session, arguments: &Run) -> Result<Exit, CommandError> {
    let target = Target::compile(session, &arguments.target)?;
    let pretended = arguments.sandbox || arguments.replay.is_some();
    let inputs = inputs::read(session, &arguments.inputs, &target, pretended)?;
    let runtime = runtime()?;
    runtime.block_on(start(session, arguments, &target, inputs))
}

/// The pause before a sandbox is asked about a job, which is done at once.
const SANDBOX_PAUSE: Duration = Duration::from_millis(100);

/// What engine and sandbox run on: one thread, since the work is elsewhere.
pub(crate) fn runtime() -> Result<Runtime, CommandError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().doing("start a job")
}

async fn start(
    session: &Session,
    arguments: &Run,
    target: &Target,
    inputs: IndexMap<String, Value>,
) -> Result<Exit, CommandError> {
    let package = &target.compilation.package;
    let sandbox = arguments
        .sandbox
        .then_some(SandboxLaunch { seed: arguments.sandbox_seed, faults: arguments.faults });
    let replay = arguments.replay.as_ref().map(|path| recording_file::open(session, path));
    let (replay_launch, replay) = replay.transpose()?.unzip();
    let record = arguments.record.as_ref().map(|path| recording_file::place(session, path));
    let launch = Launch {
        project: package.root.clone(),
        sandbox,
        replay: replay_launch,
        record: record.transpose()?,
    };
    if let (Some(path), Some(replay)) = (&arguments.replay, &replay) {
        recording_file::introduce(session, path, replay, &target.plan, &inputs)?;
    }
    let recorded = replay.as_ref().and_then(|replay| replay.ended().cloned());
    let world = World::of(&launch, replay);
    let opened = JobEngine::open(session, package, &target.plan, world).await?;
    let known = match &arguments.job {
        Some(id) => is_known(session, &opened, id, &launch)?,
        None => false,
    };
    if !known {
        set_aside::refuse(&target.plan, arguments.budget.as_ref(), arguments.deadline)?;
    }
    let job = NewJob {
        id: arguments.job.clone(),
        plan: target.plan.clone(),
        inputs,
        deadline: arguments.deadline,
        budget: arguments.budget.clone(),
        longest_pause: sandbox.map(|_| SANDBOX_PAUSE),
    };
    let ended = if arguments.dry_run {
        dry_run(session, &opened, &job, &launch)
    } else {
        let results = Results::open(session, arguments.output.as_ref(), arguments.events.as_ref())?;
        let results = Results { recorded, ..results };
        // Whatever keeps the job from beginning is told by its run.
        if launch.answering() == Answering::Services
            && let Ok(checked) = opened.engine.check(&job)
        {
            note_left_out(session, &target.plan);
            for (operation, what) in &checked.left_out {
                let what = what.join(" and ");
                session.note(&format!("{operation} isn't asked: this version lacks {what}"));
            }
            if !known && arguments.budget.is_none() {
                let above = Config::read(session)?.confirm_above(session)?;
                set_aside::confirm(session, &target.plan, &above, arguments.yes)?;
            }
        }
        let start = Start::New(job);
        job_run::run(session, &opened.engine, &target.plan, start, launch, results).await
    };
    opened.close().await;
    ended
}

fn dry_run(
    session: &Session,
    opened: &JobEngine,
    job: &NewJob,
    launch: &Launch,
) -> Result<Exit, CommandError> {
    let checked = opened.engine.check(job).map_err(|error| match error {
        EngineError::MissingSecrets(names) => missing_secrets::explain(session, &job.plan, &names),
        error => explain(session, error),
    })?;
    match &checked.failure {
        Some(failure) => {
            let error = failed(session, &launch.project, "", failure);
            Err(CommandError { hint: None, ..error })
        }
        None => {
            session.note("the inputs hold; nothing was sent");
            DONE
        }
    }
}

/// Whether the store has a job of that id. A sandbox's job stays in the sandbox, a replay at its
/// recording, and no other goes there.
fn is_known(
    session: &Session,
    opened: &JobEngine,
    id: &str,
    launch: &Launch,
) -> Result<bool, CommandError> {
    let jobs = opened.engine.jobs().map_err(|error| explain(session, error))?;
    if !jobs.iter().any(|job| job.id == *id) {
        return Ok(false);
    }
    let Some(known) = Launch::read(session, id)? else { return Ok(true) };
    let refused =
        |what: &str, hint: &str| Err(CommandError::usage(format!("job `{id}` {what}")).hint(hint));
    match (known.answering(), launch.answering()) {
        (Answering::Recording, Answering::Recording) if known.replay != launch.replay => {
            refused("is a replay of another recording", "take another id for this one")
        }
        (before, now) if before == now => Ok(true),
        (Answering::Sandbox, _) => refused("is a sandbox's", "add `--sandbox`, or take another id"),
        (Answering::Recording, _) => {
            refused("is a replay", "add `--replay FILE`, or take another id")
        }
        (Answering::Services, Answering::Sandbox) => {
            refused("isn't a sandbox's", "take another id for the sandbox")
        }
        (Answering::Services, _) => refused("isn't a replay", "take another id for the replay"),
    }
}

/// Says which providers won't be asked. Whether somebody is left to ask is the engine's question.
pub(crate) fn note_left_out(session: &Session, plan: &Plan) {
    for (operation, reasons) in left_out(&session.logins, plan) {
        session.note(&format!("{operation} isn't asked: {}", reasons.join(", and ")));
    }
}

fn budget(text: &str) -> Result<Money, String> {
    let money = Money::parse(text).filter(|money| !money.amount.is_sign_negative());
    money.ok_or_else(|| "write a number and a currency: 0.10usd".to_owned())
}

pub(crate) fn deadline(text: &str) -> Result<Duration, String> {
    let milliseconds = duration::parse(text).and_then(|it| u64::try_from(it).ok());
    match milliseconds {
        Some(milliseconds) if milliseconds > 0 => Ok(Duration::from_millis(milliseconds)),
        _ => Err("write a number and a unit: 500ms, 90s, 2m, 1h".to_owned()),
    }
}
