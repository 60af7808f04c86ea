//! `orchc doc`.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use clap::Args;
use orchestra_compiler_project::{Also, Compilation};
use orchestra_diagnostics::Severity;
use orchestra_package_pages::{About, pages};

use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    session::{DONE, Session},
    site_folder,
    target::refused_for,
};

/// Where the site is written: below the package's root.
const FOLDER: &str = "site";

/// Write a package's documentation as a site that needs no server: templates with graphs and bounds
#[derive(Debug, Args)]
pub(crate) struct Doc {
    /// A file or folder of the package [default: here]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Where to write it: a folder that is new or empty, or that holds such a site [default: `site`
    /// in the package]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Open it in the browser
    #[arg(long)]
    open: bool,
}

pub(crate) fn run(session: &Session, arguments: &Doc) -> Result<Exit, CommandError> {
    let path = match &arguments.path {
        Some(path) => session.working.join(path),
        None => session.working.clone(),
    };
    if !path.exists() {
        let shown = arguments.path.as_deref().unwrap_or(&path).display();
        return Err(CommandError::usage(format!("there is no file or folder `{shown}`")));
    }
    let mut compilation = Compilation::open(session, &path);
    let folder = match &arguments.out {
        Some(out) => session.working.join(out),
        None => compilation.package.root.join(FOLDER),
    };
    let shown = folder.strip_prefix(&session.working).unwrap_or(&folder).to_owned();
    site_folder::refuse_other(&folder, &shown.display())?;
    refuse_errors(session, &mut compilation)?;
    let pages = pages(&compilation.db, &about(&compilation));
    site_folder::write(
        session,
        &folder,
        &shown.display(),
        &pages,
        &["modules", "templates", "sources"],
    )?;
    if arguments.open {
        open(&folder.join("index.html"))?;
    }
    DONE
}

/// A site of what has errors would lack what it is for.
fn refuse_errors(session: &Session, compilation: &mut Compilation) -> Result<(), CommandError> {
    let files: Vec<_> = compilation.modules().collect();
    if files.is_empty() {
        return Err(CommandError::usage("there is no `.orch` file here")
            .hint("name a file or folder of the package"));
    }
    let mut found = compilation.package.problems.clone();
    found.extend(compilation.diagnostics_of(&files, Also::More));
    if found.iter().any(|it| it.severity == Severity::Error) {
        return Err(refused_for("nothing was written", session, compilation, found));
    }
    Ok(())
}

fn about(compilation: &Compilation) -> About {
    let package = &compilation.package;
    let manifest = &package.manifest;
    let folder = || package.root.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = manifest.name.clone().or_else(folder);
    About {
        name: name.unwrap_or_else(|| "package".to_owned()),
        version: manifest.version.as_ref().map(ToString::to_string),
        description: manifest.description.clone(),
        license: manifest.license.clone(),
        keywords: manifest.keywords.clone(),
        repository: manifest.repository.clone(),
    }
}

/// Hands a file to what opens files for the user.
fn open(file: &Path) -> Result<(), CommandError> {
    let program = match () {
        () if cfg!(target_os = "macos") => "open",
        () if cfg!(windows) => "explorer",
        () => "xdg-open",
    };
    let status = Command::new(program)
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let status = status.doing(format_args!("start {program} to open {}", file.display()))?;
    // Windows' explorer ends with 1 where all went well.
    if status.success() || cfg!(windows) {
        return Ok(());
    }
    Err(CommandError::usage(format!("{program} can't open {}", file.display()))
        .hint("open it in a browser yourself"))
}
