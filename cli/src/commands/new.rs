//! `orchc new`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    session::{DONE, Session},
};

/// Make a package: a manifest, a template that runs, with tests, a CI workflow
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The folder to make; its last part names the package
    path: PathBuf,
    /// The package's name, where the folder's doesn't do
    #[arg(long)]
    name: Option<String>,
}

/// What a package begins with; `NAME` stands for its name.
pub(super) const FILES: &[(&str, &str)] = &[
    ("orchestra.toml", include_str!("new_package/orchestra.toml")),
    ("briefing.orch", include_str!("new_package/briefing.orch")),
    (".gitignore", include_str!("new_package/gitignore")),
    (".github/workflows/orchestra.yml", include_str!("new_package/workflow.yml")),
];

pub(crate) fn run(session: &Session, arguments: &New) -> Result<Exit, CommandError> {
    let folder = session.working.join(&arguments.path);
    let name = package_name(&folder, arguments.name.as_deref())?;
    if folder.exists() && !files::is_empty_folder(&folder) {
        return Err(CommandError::usage(format!("`{}` isn't empty", arguments.path.display()))
            .hint("name a folder that doesn't exist yet"));
    }
    for (path, text) in FILES {
        let path = folder.join(path);
        files::write(&path, &text.replace("NAME", &name))
            .doing(format_args!("write {}", path.display()))?;
    }
    let shown = arguments.path.display();
    session.note(&format!(
        "made the package `{name}` in {shown}\n\nnext:\n  cd {shown}\n  orchc check\n  orchc test\n  orchc run briefing.orch --input topic=\"solid-state batteries\" --sandbox"
    ));
    DONE
}

pub(super) fn package_name(folder: &Path, given: Option<&str>) -> Result<String, CommandError> {
    let last = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = given.map(Into::into).or(last).unwrap_or_default();
    let word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    if name.split('-').all(word) && !["std", "sys", "orchestra"].contains(&name.as_str()) {
        return Ok(name);
    }
    Err(CommandError::usage(format!("`{name}` can't name a package"))
        .hint("give one of words of a-z and 0-9, joined by `-`: `--name market-kit`"))
}
