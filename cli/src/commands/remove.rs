//! `orchc remove`.

use std::{collections::BTreeSet, path::Path};

use clap::Args;
use orchestra_compiler_project::Compilation;
use orchestra_diagnostics::{Severity, nearest};
use orchestra_ledger_model::UsedKind;
use orchestra_package_model::{
    Manifest, Project, edit::without_dependency, lock::Move, project::MANIFEST, resolve::Moving,
};
use serde_json::json;

use super::Format;
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    packages::{OpenLibraries, PackageMove, Trial, Tried, no_package, open_project},
    session::{DONE, Session},
};

/// Take a dependency out of the manifest, and out of the lock what nothing needs any more
#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// The package's name
    name: String,
    /// Say what would be taken out, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(session: &Session, arguments: &Remove) -> Result<Exit, CommandError> {
    let name = &arguments.name;
    let (root, is_package) = Project::root_of(&session.working);
    if !is_package {
        return Err(no_package());
    }
    let path = root.join(MANIFEST);
    let shown = session.shown(&path);
    let text = files::read(&path).doing(format_args!("read {shown}"))?;
    let Some(manifest) = without_dependency(&text, name).doing(format_args!("change {shown}"))?
    else {
        let known = Manifest::parse(&shown, &text).0.dependencies;
        let error = CommandError::usage(format!("`{shown}` asks for no `{name}`"));
        return Err(match nearest(name, known.keys().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        });
    };
    let project = open_project(session, &root);
    let (accepted, libraries) = (BTreeSet::new(), OpenLibraries::of(session, &project, None));
    let trial = Trial {
        manifest: Some(manifest),
        moving: Moving::Nothing,
        accepted: &accepted,
        libraries: &libraries,
    };
    let mut tried = Tried::open(session, trial)?;
    let moves = tried.moves();
    let unused = unused_facts(session, &root, &tried);
    tried.lock.entries.retain(|key, _| !unused.contains(key));
    if !arguments.dry_run {
        tried.write(session)?;
    }
    match arguments.format {
        Format::Json => {
            let moves: Vec<_> = moves.iter().map(PackageMove::document).collect();
            let unused: Vec<_> = unused.iter().map(|(_, name)| name).collect();
            session.print_json(&json!({ "version": 1, "moves": moves, "unused": unused }))?;
        }
        Format::Human => {
            for moved in moves.iter().filter(|moved| moved.name != *name) {
                match &moved.to {
                    None => session.note(&format!("nothing needs `{}` any more", moved.name)),
                    Some(to) => session.note(&format!("`{}` moves to {to}", moved.name)),
                }
            }
            for (_, name) in &unused {
                session.note(&format!("nothing calls `{name}` any more"));
            }
            session.note(&match arguments.dry_run {
                true => format!("would take `{name}` out of {shown}"),
                false => format!("took `{name}` out of {shown}"),
            });
        }
    }
    DONE
}

/// What is locked of the Ledger and not called any more. Where modules have errors, not all that they call
/// is known: then only what was called before the package went.
fn unused_facts(session: &Session, root: &Path, tried: &Tried) -> BTreeSet<(UsedKind, String)> {
    let moves = tried.compilation.moves().into_iter();
    let is_dropped = |moved: &Move| matches!(moved, Move::Dropped { .. });
    let mut unused: BTreeSet<_> =
        moves.filter(|(_, moved)| is_dropped(moved)).map(|(key, _)| key).collect();
    let compilation = &tried.compilation;
    let has_errors = compilation
        .modules()
        .flat_map(|file| compilation.diagnostics(file))
        .any(|it| it.severity == Severity::Error);
    if has_errors && !unused.is_empty() {
        let before = Compilation::open(session, root).lock_of_today();
        unused.retain(|key| before.entries.contains_key(key));
    }
    unused
}
