//! `orchc new`.

use std::path::{Path, PathBuf};

use clap::Args;
use orchestra_compiler_project::{shipped_modules, shipped_template};

use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    session::{DONE, Session},
    target::unknown_shipped,
};

/// Make a package: a manifest, a template that runs, with tests, a CI workflow
///
/// The template is a briefing on a topic, or, with --from, a copy of a shipped one, to be changed.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The folder to make; its last part names the package. With --from it may be left out: it is
    /// called after the template
    #[arg(required_unless_present = "from")]
    path: Option<PathBuf>,
    /// The package's name, where the folder's doesn't do
    #[arg(long)]
    name: Option<String>,
    /// The shipped template to begin with
    #[arg(long, value_name = "std:NAME")]
    from: Option<String>,
}

/// What every package begins with; `NAME` stands for its name, `RUN` for a run of its template.
const FILES: &[(&str, &str)] = &[
    ("orchestra.toml", include_str!("new_package/orchestra.toml")),
    (".gitignore", include_str!("new_package/gitignore")),
    (".github/workflows/orchestra.yml", include_str!("new_package/workflow.yml")),
];

/// The template that a package begins with, where no other is asked for.
const BRIEFING: &str = include_str!("new_package/briefing.orch");

/// A template to begin with.
pub(super) struct First {
    /// `briefing.orch`
    file: String,
    text: String,
    /// The command that runs it in the sandbox.
    run: String,
}

pub(crate) fn run(session: &Session, arguments: &New) -> Result<Exit, CommandError> {
    let path = arguments.path.clone().unwrap_or_else(|| folder_of(arguments.from.as_deref()));
    let folder = session.working.join(&path);
    let name = package_name(&folder, arguments.name.as_deref())?;
    let first = match &arguments.from {
        Some(from) => shipped(from)?,
        None => briefing(),
    };
    if folder.exists() && !files::is_empty_folder(&folder) {
        return Err(CommandError::usage(format!("`{}` isn't empty", path.display()))
            .hint("name a folder that doesn't exist yet"));
    }
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        files::write(&path, text).doing(format_args!("write {}", path.display()))
    };
    for (path, text) in package_files(&name, &first) {
        write(&path, &text)?;
    }
    let (shown, run) = (path.display(), &first.run);
    session.note(&format!(
        "made the package `{name}` in {shown}\n\nnext:\n  cd {shown}\n  orchc check\n  orchc test\n  {run}"
    ));
    DONE
}

/// The template of a package that no other is asked for.
pub(super) fn briefing() -> First {
    First {
        file: "briefing.orch".to_owned(),
        text: BRIEFING.to_owned(),
        run: "orchc run briefing.orch --input topic=\"solid-state batteries\" --sandbox".to_owned(),
    }
}

/// What the package `name` begins with: paths and texts.
pub(super) fn package_files(name: &str, first: &First) -> Vec<(String, String)> {
    let filled = |text: &str| text.replace("NAME", name).replace("RUN", &first.run);
    let files = FILES.iter().map(|(path, text)| ((*path).to_owned(), filled(text)));
    files.chain([(first.file.clone(), first.text.clone())]).collect()
}

/// `market-research` for `std:market_research`.
fn folder_of(from: Option<&str>) -> PathBuf {
    let from = from.unwrap_or_default();
    from.trim_start_matches("std:").replace('_', "-").into()
}

/// A copy of a shipped template, whose page speaks of the copy. It stands on its own: what it imports
/// ships with the tools.
fn shipped(from: &str) -> Result<First, CommandError> {
    let name = from.strip_prefix("std:").ok_or_else(|| {
        CommandError::usage(format!("`{from}` isn't a shipped template"))
            .hint(format!("one is named as `orchc run` names it: `--from std:{from}`"))
    })?;
    let path = shipped_template(name).ok_or_else(|| unknown_shipped(name))?;
    let modules = shipped_modules();
    let text = modules.iter().find(|(known, _)| *known == path).map(|(_, text)| *text);
    let file = format!("{name}.orch");
    let text = text.expect("what is listed is there");
    let text = text.replace(&format!("orchc run std:{name}"), &format!("orchc run {file}"));
    let run = example(&text).expect("a test holds that every shipped template has an example");
    Ok(First { file, text, run })
}

/// The command of `Example: …` in the file's documentation, on one line.
fn example(text: &str) -> Option<String> {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    let docs = lines.map(str::trim).collect::<Vec<_>>().join(" ");
    let (_, behind) = docs.split_once("Example: `")?;
    Some(behind.split('`').next()?.to_owned())
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
