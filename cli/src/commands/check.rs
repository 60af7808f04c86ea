//! `orchc check`.

mod fixes;

use std::{
    collections::BTreeSet,
    fmt::Display,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use orchestra_compiler::SourceFile;
use orchestra_diagnostics::{Code, Diagnostic, FileName, Severity, Sources, render};

use orchestra_package_model::{FileText, Project};

use crate::{
    command_error::{CommandError, Doing as _},
    compilation::Compilation,
    exit::Exit,
    files,
    session::Session,
};

/// Say what is wrong with files, folders or the package
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Files, and folders with all that is in them; without one, the package around the working
    /// folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Apply the fixes that are certain, and say what is left
    #[arg(long, conflicts_with = "stdin")]
    fix: bool,
    /// Make warnings errors: all (warnings) or those of a code
    #[arg(long, value_name = "warnings|CODE")]
    deny: Vec<String>,
    /// Keep silent about warnings of a code
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
    /// Read the text of one file from stdin
    #[arg(long, conflicts_with = "paths")]
    stdin: bool,
    /// The file that stdin stands for; it needn't exist
    #[arg(long, value_name = "PATH", requires = "stdin", default_value = "stdin.orch")]
    stdin_path: PathBuf,
}

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the lines that they point at.
    #[default]
    Human,
    /// A line each.
    Short,
    /// One document.
    Json,
    /// For code scanning services: SARIF 2.1.0.
    Sarif,
    /// For GitHub Actions, which shows them at their lines.
    Github,
}

pub(crate) fn run(session: &Session, arguments: &Check) -> Result<Exit, CommandError> {
    let mut checked = look(session, arguments)?;
    if arguments.fix {
        checked = fixes::mend(session, arguments, checked)?;
    }
    let unread = std::mem::take(&mut checked.unread);
    let found = std::mem::take(&mut checked.diagnostics);
    print(session, arguments.format, &found, &checked)?;
    let wrong = found.iter().any(|it| it.severity == Severity::Error);
    match unread.into_iter().reduce(joined) {
        Some(error) => Err(error),
        None if wrong => Ok(Exit::Source),
        None => Ok(Exit::Success),
    }
}

/// All that is to be said.
fn look(session: &Session, arguments: &Check) -> Result<Checked, CommandError> {
    let severities = Severities::read(arguments)?;
    let mut checked = Checked::default();
    if arguments.stdin {
        checked.stdin(session, &arguments.stdin_path)?;
    } else if arguments.paths.is_empty() {
        checked.package(session);
    } else {
        checked.paths(session, &arguments.paths);
    }
    checked.diagnostics = severities.apply(checked.diagnostics);
    Ok(checked)
}

/// Refuses what isn't there, or is no source.
fn refuse(path: &Path, shown: &dyn Display) -> Result<(), CommandError> {
    if !path.exists() {
        return Err(CommandError::usage(format!("there is no file or folder `{shown}`")));
    }
    if path.is_file() && path.extension().is_none_or(|it| it != "orch") {
        return Err(CommandError::usage(format!("`{shown}` is no source of ours"))
            .hint("sources end in `.orch`; a manifest is checked with its folder"));
    }
    Ok(())
}

/// Two errors as one.
fn joined(first: CommandError, second: CommandError) -> CommandError {
    let message = format!("{}\n{}", first.message, second.message);
    CommandError { message, hint: first.hint.or(second.hint), ..first }
}

/// What was found.
#[derive(Default)]
struct Checked {
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
    files: usize,
    /// The files that were asked for, by the names that people see.
    asked: BTreeSet<FileName>,
    /// What couldn't be looked at.
    unread: Vec<CommandError>,
}

impl Checked {
    fn stdin(&mut self, session: &Session, path: &Path) -> Result<(), CommandError> {
        let text = FileText::new(&files::read_stdin().doing("read stdin")?);
        let path = session.working.join(path);
        let compilation = Compilation::open_with(session, &path, Some((&path, text)));
        let module = compilation.module_of(&path).ok_or_else(|| {
            CommandError::usage(format!("there is no folder for `{}`", path.display()))
                .hint("`--stdin-path` names a file in a folder that is there")
        })?;
        let file = compilation.root_module(&module)?;
        self.check(&compilation, &[file]);
        Ok(())
    }

    /// The package around the working folder, or the files of that folder.
    fn package(&mut self, session: &Session) {
        let compilation = Compilation::open(session, &session.working);
        let modules = compilation.package.modules.clone();
        if modules.is_empty() {
            session.note("there is no `.orch` file here");
        }
        self.modules(&compilation, &modules);
    }

    fn paths(&mut self, session: &Session, paths: &[PathBuf]) {
        // Files of one project are checked together, so that it is read once.
        let mut projects: Vec<(Compilation, BTreeSet<String>)> = Vec::new();
        for path in paths {
            let shown = path.display();
            let path = session.working.join(path);
            if let Err(error) = refuse(&path, &shown) {
                self.unread.push(error);
                continue;
            }
            let folders = match path.is_dir() {
                true => Project::folders_below(&path),
                false => vec![path],
            };
            let mut any = false;
            for path in folders {
                let known = projects.iter().position(|(it, _)| it.holds(&path));
                let index = known.unwrap_or_else(|| {
                    projects.push((Compilation::open(session, &path), BTreeSet::new()));
                    projects.len() - 1
                });
                let (compilation, asked) = &mut projects[index];
                let inside = compilation.modules_at(&path);
                any |= !inside.is_empty();
                asked.extend(inside);
            }
            if !any {
                session.note(&format!("there is no `.orch` file in {shown}"));
            }
        }
        for (compilation, asked) in projects {
            self.modules(&compilation, &asked.into_iter().collect::<Vec<_>>());
        }
    }

    fn modules(&mut self, compilation: &Compilation, modules: &[String]) {
        let mut asked = Vec::new();
        for module in modules {
            match compilation.root_module(module) {
                Ok(file) => asked.push(file),
                Err(error) => self.unread.push(error),
            }
        }
        self.check(compilation, &asked);
    }

    fn check(&mut self, compilation: &Compilation, asked: &[SourceFile]) {
        let mut found = compilation.package.problems.clone();
        for file in asked {
            found.extend(compilation.diagnostics(*file));
            found.extend(compilation.notes_on_imports(*file, asked));
        }
        for name in found.iter().flat_map(files_of) {
            self.sources.insert(name.clone(), compilation.sources.text(name));
        }
        self.diagnostics.extend(found);
        self.asked.extend(asked.iter().map(|file| compilation.name(*file)));
        self.files += asked.len();
    }
}

/// The files that a diagnostic points into.
fn files_of(diagnostic: &Diagnostic) -> impl Iterator<Item = &FileName> {
    let labels = diagnostic.labels.iter().map(|label| &label.file);
    let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.file);
    std::iter::once(&diagnostic.file).chain(labels).chain(edits)
}

fn print(
    session: &Session,
    format: Format,
    found: &[Diagnostic],
    checked: &Checked,
) -> Result<(), CommandError> {
    match format {
        Format::Human => {
            session.say(&render::human(found, &checked.sources, session.color));
            if checked.files == 0 && found.is_empty() {
                return Ok(());
            }
            let files = if checked.files == 1 { "file" } else { "files" };
            session.note(&format!("{} {files}: {}", checked.files, render::summary(found)));
            Ok(())
        }
        Format::Short => session.print(&render::short(found, &checked.sources)),
        Format::Json => session.print_json(&render::json(found, &checked.sources, checked.files)),
        Format::Sarif => {
            let version = env!("CARGO_PKG_VERSION");
            session.print_json(&render::sarif(found, &checked.sources, version))
        }
        Format::Github => session.print(&render::github(found, &checked.sources)),
    }
}

/// What `--deny` and `--allow` make of warnings. Errors stay errors.
struct Severities {
    deny_all: bool,
    deny: Vec<Code>,
    allow: Vec<Code>,
}

impl Severities {
    fn read(arguments: &Check) -> Result<Self, CommandError> {
        let code = |written: &String| {
            Code::parse(written).ok_or_else(|| {
                CommandError::usage(format!("there is no diagnostic or lint `{written}`"))
                    .hint("this version has no lints: give a code, as `orchc explain` lists them")
            })
        };
        let deny = arguments.deny.iter().filter(|it| *it != "warnings");
        Ok(Self {
            deny_all: arguments.deny.iter().any(|it| it == "warnings"),
            deny: deny.map(code).collect::<Result<_, _>>()?,
            allow: arguments.allow.iter().map(code).collect::<Result<_, _>>()?,
        })
    }

    fn apply(&self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut kept: Vec<_> = found
            .into_iter()
            .filter(|it| it.severity != Severity::Warning || !self.allow.contains(&it.code))
            .map(|it| match it.severity {
                Severity::Warning if self.deny_all || self.deny.contains(&it.code) => {
                    it.with_severity(Severity::Error)
                }
                _ => it,
            })
            .collect();
        render::sort(&mut kept);
        kept
    }
}

#[cfg(test)]
mod tests {
    use orchestra_diagnostics::Span;

    use super::*;

    fn warning(code: Code) -> Diagnostic {
        let found = Diagnostic::error(code, "a.orch".into(), Span::at(0), "m");
        found.with_severity(Severity::Warning)
    }

    #[test]
    fn denied_warnings_are_errors_and_allowed_ones_are_gone() {
        let found = || vec![warning(Code::E0405), warning(Code::E0402)];
        let apply = |deny_all, deny: &[Code], allow: &[Code]| {
            let severities = Severities { deny_all, deny: deny.to_vec(), allow: allow.to_vec() };
            let kept = severities.apply(found()).into_iter();
            kept.map(|it| (it.code, it.severity)).collect::<Vec<_>>()
        };
        let (e, w) = (Severity::Error, Severity::Warning);
        assert_eq!(apply(false, &[], &[]), [(Code::E0402, w), (Code::E0405, w)]);
        assert_eq!(apply(true, &[], &[Code::E0402]), [(Code::E0405, e)]);
        assert_eq!(apply(false, &[Code::E0405], &[]), [(Code::E0402, w), (Code::E0405, e)]);
    }

    #[test]
    fn an_error_is_not_allowed_away() {
        let severities = Severities { deny_all: false, deny: vec![], allow: vec![Code::E0405] };
        let error = warning(Code::E0405).with_severity(Severity::Error);
        assert_eq!(severities.apply(vec![error.clone()]), [error]);
    }
}
