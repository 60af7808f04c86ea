//! `orchc remove`.

use std::collections::BTreeSet;

use clap::Args;
use orchestra_diagnostics::nearest;
use orchestra_package_model::{
    Manifest, Project, edit::without_dependency, project::MANIFEST, resolve::Moving,
};
use serde_json::json;

use super::Format;
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    packages::{OpenLibraries, Trial, Tried, move_document, no_package, open_project},
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
    let tried = Tried::open(session, trial)?;
    let moves = tried.moves();
    if !arguments.dry_run {
        tried.write(session)?;
    }
    match arguments.format {
        Format::Json => {
            let moves: Vec<_> = moves.iter().map(move_document).collect();
            session.print_json(&json!({ "version": 1, "moves": moves }))?;
        }
        Format::Human => {
            for moved in moves.iter().filter(|moved| moved.name != *name) {
                match &moved.to {
                    None => session.note(&format!("nothing needs `{}` any more", moved.name)),
                    Some(to) => session.note(&format!("`{}` moves to {to}", moved.name)),
                }
            }
            session.note(&match arguments.dry_run {
                true => format!("would take `{name}` out of {shown}"),
                false => format!("took `{name}` out of {shown}"),
            });
        }
    }
    DONE
}
