//! `orchc ledger check`.

use std::path::PathBuf;

use clap::Args;
use orchestra_diagnostics::{Code, Diagnostic, FileName, Sources, render};
use orchestra_ledger_model::{
    Ledger,
    check::{Standard, check_files, embedded_files},
};
use orchestra_package_model::{FileText, Project, overlay::entries};

use super::{Format, FormatArguments};
use crate::{command_error::CommandError, exit::Exit, session::Session};

/// Say what is wrong with entries: those of a folder, of the overlay, of the Ledger itself
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// A folder with subnets/ and capabilities/; without one, the project's overlay and the
    /// embedded Ledger
    folder: Option<PathBuf>,
    /// Hold the folder to the Ledger's own standard: it stands alone, and every fact has a source
    #[arg(long, requires = "folder")]
    listed: bool,
    #[command(flatten)]
    format: FormatArguments,
}

pub(super) fn run(session: &Session, arguments: &Check) -> Result<Exit, CommandError> {
    let mut sources = Sources::default();
    let (mut found, files) = match &arguments.folder {
        Some(folder) => {
            let read = read(session, folder)?;
            let mut found = Vec::new();
            let mut files = Vec::new();
            for (name, text) in read {
                found.extend(text.problems(Code::E0701, &name));
                sources.insert(name.clone(), text.text.as_str());
                files.push((name, text.text));
            }
            found.extend(match arguments.listed {
                true => check_files(&files, Standard::Listed),
                false => Ledger::embedded().with_overlay(&files).1,
            });
            (found, files.len())
        }
        None => {
            let project = Project::open(&session.working, &|path| session.shown(path));
            sources = project.sources;
            let files = embedded_files();
            let mut found = check_files(&files, Standard::Listed);
            let count = files.len();
            for (name, text) in files {
                sources.insert(name, text);
            }
            found.extend(project.problems);
            (found, count)
        }
    };
    render::sort(&mut found);
    print(session, arguments.format.format, &found, &sources, files)?;
    Ok(if found.is_empty() { Exit::Success } else { Exit::Source })
}

fn read(
    session: &Session,
    folder: &std::path::Path,
) -> Result<Vec<(FileName, FileText)>, CommandError> {
    let shown = folder.display();
    let path = session.working.join(folder);
    if !path.is_dir() {
        return Err(CommandError::usage(format!("there is no folder `{shown}`")));
    }
    let files = entries(&path)
        .map_err(|why| CommandError::usage(format!("can't read `{shown}`: {why}")))?;
    if files.is_empty() {
        return Err(CommandError::usage(format!("`{shown}` holds no entries"))
            .hint("entries are `subnets/*.json` and `capabilities/*.json` in it"));
    }
    let named = files.into_iter().map(|(name, text)| (session.shown(&path.join(name)), text));
    Ok(named.collect())
}

fn print(
    session: &Session,
    format: Format,
    found: &[Diagnostic],
    sources: &Sources,
    files: usize,
) -> Result<(), CommandError> {
    match format {
        Format::Json => session.print_json(&render::json(found, sources, files)),
        Format::Human => {
            session.say(&render::human(found, sources, session.color));
            let entries = if files == 1 { "entry" } else { "entries" };
            session.note(&format!("{files} {entries}: {}", render::summary(found)));
            Ok(())
        }
    }
}
