//! `orchc init`.

use clap::Args;
use orchestra_package_model::project::MANIFEST;

use super::new::{briefing, package_files, package_name};
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    session::{DONE, Session},
};

/// Make the folder a package: what `orchc new` makes, but for files that are there
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The package's name, where the folder's doesn't do
    #[arg(long)]
    name: Option<String>,
}

pub(crate) fn run(session: &Session, arguments: &Init) -> Result<Exit, CommandError> {
    let folder = &session.working;
    if folder.join(MANIFEST).exists() {
        return Err(CommandError::usage(format!(
            "this folder is a package: `{MANIFEST}` is there"
        )));
    }
    let name = package_name(folder, arguments.name.as_deref())?;
    // Who has modules has a first one.
    let has_modules = files::has_modules(folder);
    let mut made = Vec::new();
    for (path, text) in package_files(&name, &briefing()) {
        let place = folder.join(&path);
        if place.exists() || (has_modules && path.ends_with(".orch")) {
            continue;
        }
        files::write(&place, &text).doing(format_args!("write {}", place.display()))?;
        made.push(path);
    }
    session.note(&format!(
        "made this folder the package `{name}`: {}\n\nnext:\n  orchc check\n  orchc test",
        made.join(", ")
    ));
    DONE
}
