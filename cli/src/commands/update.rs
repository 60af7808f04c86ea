//! `orchc update`.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use orchestra_compiler_project::Compilation;
use orchestra_diagnostics::{Code, Severity, nearest, terminal::escape_controls};
use orchestra_ledger_model::UsedKind;
use orchestra_package_model::{
    Libraries as _, Project,
    grant::Excess,
    lock::{LOCK, Lock, LockedSource, Move},
    resolve::Moving,
};
use serde_json::{Value, json};

use super::Format;
use crate::{
    change_document::change_document,
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    locking::unlocked_packages,
    packages::{
        OpenLibraries, PackageMove, Trial, Tried, excess_told, library_error, open_project,
        or_moved,
    },
    session::{DONE, Session},
    table::table,
};

/// Lock the packages that are needed and what is called of the Ledger, as they are now, and say what
/// that moves
///
/// Writes orchestra.lock, and nothing else does but `add` and `remove`: commit it. What changes
/// incompatibly after that is E0406 where it is called, until the next update. A version of a package
/// that does more than was granted is refused, until it is accepted by name.
#[derive(Debug, Args)]
pub(crate) struct Update {
    /// What to move: packages (market-kit), operations (desearch.web_search), capabilities
    /// (search.web), or all of a subnet or family; without one, everything. What is new or isn't
    /// needed any more is always moved
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Grant a package what it does now, and take who signed it now
    #[arg(long, value_name = "PACKAGE")]
    accept: Vec<String>,
    /// Fetch the packages that are locked, and move nothing
    #[arg(long, conflicts_with_all = ["names", "accept", "dry_run"])]
    locked: bool,
    /// Say what would move, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

type Moves = BTreeMap<(UsedKind, String), Move>;

pub(crate) fn run(session: &Session, arguments: &Update) -> Result<Exit, CommandError> {
    let (root, is_package) = Project::root_of(&session.working);
    if !is_package {
        return Err(CommandError::usage("there is no package here, and so nothing to lock")
            .hint("a package is a folder with `orchestra.toml`; `orchc new` makes one"));
    }
    let project = open_project(session, &root);
    let libraries = OpenLibraries::of(session, &project, None);
    if arguments.locked {
        return fetch_locked(session, &project, &libraries);
    }
    let accepted = accepted(&project, &arguments.accept)?;
    let is_package = |name: &&String| package_names(&project).contains(name.as_str());
    let (packages, of_ledger): (BTreeSet<&String>, Vec<&String>) = (
        arguments.names.iter().filter(is_package).chain(&accepted).collect(),
        arguments.names.iter().filter(|name| !is_package(name)).collect(),
    );
    let moving = match (arguments.names.is_empty() && accepted.is_empty(), packages.is_empty()) {
        (true, _) => Moving::All,
        (false, true) => Moving::Nothing,
        (false, false) => Moving::Only(packages.into_iter().cloned().collect()),
    };
    let trial = Trial { manifest: None, moving, accepted: &accepted, libraries: &libraries };
    let mut tried = Tried::open(session, trial)?;
    refuse_excess(&tried, &accepted)?;
    tried.grant();
    let compilation = &tried.compilation;
    refuse_errors(compilation)?;
    let mut moves = compilation.moves();
    let mut lock = compilation.lock_of_today();
    if !(arguments.names.is_empty() && accepted.is_empty()) {
        stay(&of_ledger, compilation, &mut moves, &mut lock)?;
    }
    lock.packages = std::mem::take(&mut tried.lock.packages);
    let moved_packages = tried.moves_to(&lock);
    let path = root.join(LOCK);
    let shown = session.shown(&path);
    let text = lock.text();
    let written = files::read_optional(&path).doing(format_args!("read {shown}"))?;
    let facts = lock.entries.len() + lock.packages.len();
    let changes = written.as_ref() != Some(&text) && (written.is_some() || facts > 0);
    if changes && !arguments.dry_run {
        files::write(&path, &text).doing(format_args!("write {shown}"))?;
    }
    match arguments.format {
        Format::Json => session.print_json(&document(&moves, &moved_packages))?,
        Format::Human => {
            session.print(&told(&moves, &moved_packages))?;
            session.note(&match (changes, arguments.dry_run) {
                (false, _) => format!("{shown} says so already: {}", count(facts)),
                (true, true) => format!("{shown} would lock {}", count(facts)),
                (true, false) => format!("{shown} locks {}", count(facts)),
            });
        }
    }
    DONE
}

/// Fetches what is locked and isn't here.
fn fetch_locked(
    session: &Session,
    project: &Project,
    libraries: &OpenLibraries,
) -> Result<Exit, CommandError> {
    let cache = session.places.packages();
    let none = BTreeMap::new();
    let packages = project.lock.as_ref().map_or(&none, |lock| &lock.packages);
    for (name, package) in packages {
        if let LockedSource::Library { library, digest } = &package.source {
            let library = libraries.open(library).map_err(library_error)?;
            library
                .fetch(name, digest, &cache)
                .map_err(|error| or_moved(error, session, project, libraries, &BTreeSet::new()))?;
        }
    }
    let project = open_project(session, &project.root);
    let moves = unlocked_packages(&project);
    if let Some(first) = moves.first() {
        return Err(CommandError::usage(format!(
            "the lock isn't what the manifest asks for: `{first}` would move"
        ))
        .exit(Exit::Source)
        .hint("`orchc update` moves it"));
    }
    session.note(&format!("{} here as locked", packages_are(packages.len())));
    DONE
}

fn packages_are(count: usize) -> String {
    if count == 1 { "1 package is".to_owned() } else { format!("{count} packages are") }
}

/// The packages that the project knows.
fn package_names(project: &Project) -> BTreeSet<&str> {
    let locked = project.lock.iter().flat_map(|lock| lock.packages.keys());
    let names = project.graph.packages.keys().chain(project.manifest.dependencies.keys());
    names.chain(locked).map(String::as_str).collect()
}

fn accepted(project: &Project, names: &[String]) -> Result<BTreeSet<String>, CommandError> {
    let known = package_names(project);
    for name in names {
        if !known.contains(name.as_str()) {
            let error = CommandError::usage(format!("no package here is called `{name}`"));
            return Err(match nearest(name, known.iter().copied()) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            });
        }
    }
    Ok(names.iter().cloned().collect())
}

/// Refuses what does more than it was granted, but for what is accepted.
fn refuse_excess(tried: &Tried, accepted: &BTreeSet<String>) -> Result<(), CommandError> {
    let mut excess: BTreeMap<String, Vec<Excess>> = tried.excess();
    excess.retain(|name, _| !accepted.contains(name));
    if excess.is_empty() {
        return Ok(());
    }
    let accept: Vec<String> = excess.keys().map(|name| format!("--accept {name}")).collect();
    Err(CommandError::usage("packages do more than was granted; nothing was locked")
        .details(escape_controls(&excess_told(&tried.compilation, &excess)))
        .hint(format!("look at them; if they may, `orchc update {}` grants it", accept.join(" "))))
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
    names: &[&String],
    compilation: &Compilation,
    moves: &mut Moves,
    lock: &mut Lock,
) -> Result<(), CommandError> {
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

fn told(moves: &Moves, packages: &[PackageMove]) -> String {
    let mut rows: Vec<Vec<String>> = packages.iter().map(package_row).collect();
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

fn package_row(moved: &PackageMove) -> Vec<String> {
    let (versions, class) = match (&moved.from, &moved.to) {
        (Some(from), Some(to)) => (format!("{from} → {to}"), "moved"),
        (None, Some(to)) => (format!("at {to}"), "new"),
        (Some(from), None) => (format!("was {from}"), "unused"),
        (None, None) => (String::new(), ""),
    };
    vec![moved.name.clone(), versions, class.to_owned(), String::new()]
}

fn class(is_breaking: bool) -> &'static str {
    if is_breaking { "breaking" } else { "compatible" }
}

fn document(moves: &Moves, packages: &[PackageMove]) -> Value {
    let packages: Vec<Value> = packages.iter().map(PackageMove::document).collect();
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
    json!({ "version": 1, "packages": packages, "moves": moves.collect::<Vec<_>>() })
}
