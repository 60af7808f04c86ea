//! `orchc test`.

mod collect;
mod difference;
mod finding;
mod human;
mod in_order;
mod json;
mod junit;
mod services;
mod tap;

use std::{num::NonZero, path::PathBuf, thread};

use self::{
    collect::{Collected, Ended},
    finding::{Finding, Verdict},
    in_order::in_order,
};
use super::check::joined;
use crate::{
    asked::{Asked, Looking},
    command_error::{CommandError, Doing as _},
    exit::Exit,
    list::list,
    locking::refuse_unlocked,
    recording_file,
    session::Session,
};
use clap::{Args, ValueEnum};

/// What the sandbox's answers, jitter and `sys.random` are drawn from: a test is the same each time.
const SEED: u64 = 0;

/// Run `test` items
///
/// A test runs on virtual time. What it doesn't mock is answered by the sandbox, in this process: no
/// test reaches the network, and none waits.
#[derive(Debug, Default, Args)]
pub(crate) struct Test {
    /// Files, and folders with all that is in them; without one, the package around the working
    /// folder. What names neither is a filter
    #[arg(value_name = "PATH|TEXT")]
    named: Vec<PathBuf>,
    /// Only tests whose `FILE: TITLE` holds this text; given several times, any of them
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,
    /// How to tell what came of it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How many tests run at once; without it, as many as there are cores
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Run nothing if orchestra.lock would change
    #[arg(long)]
    locked: bool,
    /// Answer what a test doesn't mock from a recording, in the sandbox's place: what that lacks fails
    /// the test
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
}

/// How the outcome is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line a test, then each failure where it stands.
    #[default]
    Human,
    /// One document.
    Json,
    /// For CI servers: JUnit's XML.
    Junit,
    /// For harnesses: TAP 14.
    Tap,
}

pub(crate) fn run(session: &Session, arguments: &Test) -> Result<Exit, CommandError> {
    let (paths, filters) = told_apart(session, arguments)?;
    let asked = Asked::by(session, &paths, Looking::Once);
    if arguments.locked {
        let mut projects = asked.projects.iter();
        projects.try_for_each(|it| refuse_unlocked(session, &it.compilation))?;
    }
    let replay = arguments.replay.as_ref().map(|path| recording_file::open(session, path));
    let replay = replay.transpose()?.map(|(_, replay)| replay);
    if let (Some(path), Some(replay)) = (&arguments.replay, &replay) {
        let told = recording_file::told(&path.display().to_string(), replay);
        session.note(&format!("what isn't mocked is answered from {told}"));
    }
    let collected = Collected::of(asked, &filters, replay.as_ref());
    if let Some(refusal) = none_to_run(&collected, &filters) {
        return Err(collected.unread.into_iter().rev().fold(refusal, |all, it| joined(it, all)));
    }
    tell(session, arguments, collected)
}

/// What came of a package's tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfPackage {
    /// There are none.
    None,
    /// All of them passed.
    Passed,
    /// Some failed, as was said.
    Failed,
}

/// Runs all tests of the package around the working folder, and says what came of them.
pub(crate) fn package(session: &Session) -> Result<OfPackage, CommandError> {
    let collected = Collected::of(Asked::by(session, &[], Looking::Once), &[], None);
    if collected.cases.is_empty() {
        return Ok(OfPackage::None);
    }
    Ok(match tell(session, &Test::default(), collected)? {
        Exit::Success => OfPackage::Passed,
        _ => OfPackage::Failed,
    })
}

/// Runs the tests, and says what came of them.
fn tell(session: &Session, arguments: &Test, collected: Collected) -> Result<Exit, CommandError> {
    let threads = arguments.jobs.or_else(|| thread::available_parallelism().ok());
    let threads = threads.map_or(1, NonZero::get);
    let is_human = arguments.format == Format::Human;
    let mut findings: Vec<Finding<'_>> = Vec::new();
    in_order(
        &collected.cases,
        threads,
        |case| case.run(SEED),
        |case, ended| {
            let finding = Finding::new(&collected, case, ended.unwrap_or_else(Ended::Bug));
            if is_human {
                session.note(&human::line(&finding));
            }
            findings.push(finding);
        },
    )
    .doing("start a thread")?;
    match arguments.format {
        Format::Human => human::report(session, &collected, &findings),
        Format::Json => session.print_json(&json::report(&collected, &findings))?,
        Format::Junit => session.print(&junit::report(&collected, &findings))?,
        Format::Tap => session.print(&tap::report(&collected, &findings))?,
    }
    let all_passed = findings.iter().all(|it| matches!(it.verdict, Verdict::Passed));
    match collected.unread.into_iter().reduce(joined) {
        Some(error) => Err(error),
        None if all_passed && collected.diagnostics.is_empty() => Ok(Exit::Success),
        None => Ok(Exit::Source),
    }
}

/// What is named: paths, and texts to filter by.
fn told_apart(
    session: &Session,
    arguments: &Test,
) -> Result<(Vec<PathBuf>, Vec<String>), CommandError> {
    let (mut paths, mut filters) = (Vec::new(), arguments.filter.clone());
    for named in &arguments.named {
        let text = named.to_string_lossy();
        if session.working.join(named).exists() {
            paths.push(named.clone());
        } else if text.ends_with(".orch") || text.contains(['/', '\\']) {
            return Err(CommandError::usage(format!("there is no file or folder `{text}`"))
                .hint(format!("a filter that looks like a path is given as `--filter '{text}'`")));
        } else {
            filters.push(text.into_owned());
        }
    }
    Ok((paths, filters))
}

/// Why a run in which nothing is tested is refused: it would look as if all were well.
fn none_to_run(collected: &Collected, filters: &[String]) -> Option<CommandError> {
    let matches = |filter: &String| collected.cases.iter().any(|it| it.name().contains(filter));
    let idle: Vec<_> = filters.iter().filter(|it| !matches(it)).cloned().collect();
    let all = collected.cases.len() + collected.left_out;
    if all > 0 && !idle.is_empty() {
        let error = CommandError::usage(format!("no test matches {}", list(&idle, "or")));
        return Some(error.hint(format!(
            "a filter is a part of `FILE: TITLE`, and no file or folder is called so; without one, \
             all {all} tests run"
        )));
    }
    let nothing_else = collected.diagnostics.is_empty() && collected.unread.is_empty();
    (all == 0 && (nothing_else || !filters.is_empty())).then(|| {
        CommandError::usage("there are no tests")
            .hint("write one: `test \"TITLE\" { mock search.web => { hits: [] } … ensure … }`")
    })
}
