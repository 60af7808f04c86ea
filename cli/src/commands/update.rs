//! `orchc update`.

use std::collections::BTreeMap;

use clap::Args;
use orchestra_compiler_project::Compilation;
use orchestra_diagnostics::{Code, Severity, nearest};
use orchestra_ledger_model::UsedKind;
use orchestra_package_model::{
    Project,
    lock::{LOCK, Lock, Move},
};
use serde_json::{Value, json};

use crate::{
    change_document::change_document,
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    session::{DONE, Session},
    table::table,
};

/// Lock what the package calls of the Ledger, as it is now, and say what that moves
///
/// Writes orchestra.lock, and nothing else does: commit it. What changes incompatibly after that is
/// E0406 where it is called, until the next update.
#[derive(Debug, Args)]
pub(crate) struct Update {
    /// What to move: operations (desearch.web_search), capabilities (search.web), or all of a subnet
    /// or family; without one, everything. What is new or isn't called any more is always moved
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Say what would move, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// For whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// People.
    #[default]
    Human,
    /// Programs.
    Json,
}

type Moves = BTreeMap<(UsedKind, String), Move>;

pub(crate) fn run(session: &Session, arguments: &Update) -> Result<Exit, CommandError> {
    if !Project::root_of(&session.working).1 {
        return Err(CommandError::usage("there is no package here, and so nothing to lock")
            .hint("a package is a folder with `orchestra.toml`; `orchc new` makes one"));
    }
    let compilation = Compilation::open(session, &session.working);
    if compilation.package.lock.as_ref().is_some_and(|lock| lock.is_newer) {
        let message = "newer tools wrote the lock, and writing it anew would lose something";
        return Err(CommandError::usage(message).hint("`orchc check` says what these don't know"));
    }
    refuse_errors(&compilation)?;
    let mut moves = compilation.moves();
    let mut lock = compilation.lock_of_today();
    stay(&arguments.names, &compilation, &mut moves, &mut lock)?;
    let path = compilation.package.root.join(LOCK);
    let shown = session.shown(&path);
    let text = lock.text();
    let written = files::read_optional(&path).doing(format_args!("read {shown}"))?;
    let changes =
        written.as_ref() != Some(&text) && (written.is_some() || !lock.entries.is_empty());
    if changes && !arguments.dry_run {
        files::write(&path, &text).doing(format_args!("write {shown}"))?;
    }
    match arguments.format {
        Format::Json => session.print_json(&document(&moves))?,
        Format::Human => {
            session.print(&told(&moves))?;
            let facts = lock.entries.len();
            session.note(&match (changes, arguments.dry_run) {
                (false, _) => format!("{shown} says so already: {}", count(facts)),
                (true, true) => format!("{shown} would lock {}", count(facts)),
                (true, false) => format!("{shown} locks {}", count(facts)),
            });
        }
    }
    DONE
}

fn count(facts: usize) -> String {
    if facts == 1 { "1 fact".to_owned() } else { format!("{facts} facts") }
}

/// A lock of sources that don't compile would leave out what they call.
fn refuse_errors(compilation: &Compilation) -> Result<(), CommandError> {
    let in_lock = |file: &str| file.ends_with(LOCK);
    let own = compilation.package.problems.iter().filter(|it| !in_lock(&it.file)).cloned();
    let found = own.chain(compilation.modules().flat_map(|file| compilation.diagnostics(file)));
    let mut errors = found.filter(|it| it.severity == Severity::Error && it.code != Code::E0406);
    match errors.next() {
        None => Ok(()),
        Some(first) => {
            let message = format!(
                "the package has errors, the first in `{}`; nothing was locked",
                first.file
            );
            Err(CommandError::usage(message).exit(Exit::Source).hint("`orchc check` shows them"))
        }
    }
}

/// Takes back what wasn't asked for.
fn stay(
    names: &[String],
    compilation: &Compilation,
    moves: &mut Moves,
    lock: &mut Lock,
) -> Result<(), CommandError> {
    if names.is_empty() {
        return Ok(());
    }
    let none = Lock::default();
    let locked = compilation.package.lock.as_ref().unwrap_or(&none);
    let is_meant = |name: &str, by: &str| {
        name == by || name.split_once('.').is_some_and(|(first, _)| first == by)
    };
    let known: Vec<&str> =
        locked.entries.keys().chain(lock.entries.keys()).map(|(_, name)| name.as_str()).collect();
    for by in names {
        if !known.iter().any(|name| is_meant(name, by)) {
            let error = CommandError::usage(format!("nothing here calls `{by}`"));
            return Err(match nearest(by, known.iter().copied()) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            });
        }
    }
    moves.retain(|key, moved| {
        let moves = match moved {
            Move::Drifted(_) => names.iter().any(|by| is_meant(&key.1, by)),
            Move::Added { .. } | Move::Dropped { .. } => true,
        };
        if !moves && let Some(locked) = locked.entries.get(key) {
            lock.entries.insert(key.clone(), locked.clone());
        }
        moves
    });
    Ok(())
}

fn told(moves: &Moves) -> String {
    let mut rows = Vec::new();
    for ((_, name), moved) in moves {
        let cells = |what: &str, class: &str, why: &str| {
            vec![what.to_owned(), class.to_owned(), why.to_owned()]
        };
        let mut row = vec![name.clone()];
        row.extend(match moved {
            Move::Added { to } => cells(&format!("at {to}"), "new", ""),
            Move::Dropped { from } => cells(&format!("was {from}"), "unused", ""),
            Move::Drifted(drift) => match drift.to {
                None => cells(&format!("was {}", drift.from), "gone", ""),
                Some(to) => {
                    cells(&format!("{} → {to}", drift.from), class(drift.is_breaking()), "")
                }
            },
        });
        rows.push(row);
        if let Move::Drifted(drift) = moved {
            let mut changes: Vec<_> = drift.changes.iter().collect();
            changes.sort_by_key(|change| !change.is_breaking());
            rows.extend(changes.into_iter().map(|change| {
                let why = format!("{}: {}", change.pointer, change.reason);
                vec![String::new(), String::new(), change.class.name().to_owned(), why]
            }));
        }
    }
    table(&rows, None)
}

fn class(is_breaking: bool) -> &'static str {
    if is_breaking { "breaking" } else { "compatible" }
}

fn document(moves: &Moves) -> Value {
    let moves = moves.iter().map(|((kind, name), moved)| {
        let is = match kind {
            UsedKind::Operation => "operation",
            UsedKind::Capability => "capability",
        };
        let (from, to, class, changes) = match moved {
            Move::Added { to } => (None, Some(*to), "new", &[][..]),
            Move::Dropped { from } => (Some(*from), None, "unused", &[][..]),
            Move::Drifted(drift) if drift.to.is_none() => (Some(drift.from), None, "gone", &[][..]),
            Move::Drifted(drift) => {
                (Some(drift.from), drift.to, class(drift.is_breaking()), &drift.changes[..])
            }
        };
        let changes = changes.iter().map(change_document);
        json!({
            "name": name,
            "is": is,
            "from": from,
            "to": to,
            "class": class,
            "changes": changes.collect::<Vec<_>>(),
        })
    });
    json!({ "version": 1, "moves": moves.collect::<Vec<_>>() })
}
