//! `orchc fmt`.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use clap::Args;
use orchestra_compiler_project::module_of;
use orchestra_diagnostics::{Code, Diagnostic, FileName, Sources, render};
use orchestra_package_model::{FileText, ModuleError, Project};
use similar::TextDiff;

use super::check::joined;
use crate::{
    asked::refuse,
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    session::Session,
    toolchain::refuse_other_tools,
};

/// Lines that a difference shows around each change.
const CONTEXT: usize = 3;

/// Give sources their canonical layout
///
/// What is broken in a file stays as it is, and is reported; the rest is laid out.
#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// Files, and folders with all that is in them; without one, the package around the working
    /// folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; name the files that would change, and end with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change
    #[arg(long)]
    diff: bool,
    /// Read a text from stdin, and write it to stdout
    #[arg(long, conflicts_with = "paths")]
    stdin: bool,
    /// What to call the text of stdin
    #[arg(long, value_name = "PATH", requires = "stdin", default_value = "stdin.orch")]
    stdin_path: PathBuf,
}

pub(crate) fn run(session: &Session, arguments: &Fmt) -> Result<Exit, CommandError> {
    let mut found = Found::default();
    if arguments.stdin {
        let path = session.working.join(&arguments.stdin_path);
        refuse_other_tools(session, &Project::open(&path, &|path| session.shown(path)))?;
        let text = FileText::new(files::read_stdin().doing("read stdin")?);
        let name = session.shown(&arguments.stdin_path);
        found.sources.insert(PathBuf::new(), Source { name, text });
    } else if arguments.paths.is_empty() {
        found.project(session, &session.working, |_| true);
    } else {
        arguments.paths.iter().for_each(|path| found.path(session, path));
    }
    let mut done = Done::default();
    for (path, source) in &found.sources {
        if let Err(error) = done.source(session, arguments, path, source) {
            found.unread.push(error);
        }
    }
    done.report(session, arguments);
    let is_different = arguments.check && done.changed > 0;
    match found.unread.into_iter().reduce(joined) {
        Some(error) => Err(error),
        None if is_different || !done.problems.is_empty() => Ok(Exit::Source),
        None => Ok(Exit::Success),
    }
}

/// One text and what to call it.
struct Source {
    name: FileName,
    text: FileText,
}

/// The sources that were asked for, by where they really lie.
#[derive(Default)]
struct Found {
    sources: BTreeMap<PathBuf, Source>,
    /// What couldn't be looked at.
    unread: Vec<CommandError>,
}

impl Found {
    fn path(&mut self, session: &Session, path: &Path) {
        let shown = path.display();
        let path = session.working.join(path);
        if let Err(error) = refuse(&path, &shown) {
            self.unread.push(error);
            return;
        }
        if !path.is_dir() {
            let project = Project::open(&path, &|path| session.shown(path));
            if !self.is_for_us(session, &project) {
                return;
            }
            match module_of(&project, &path) {
                Some(module) => self.module(session, &project, &module),
                None => self.unread.push(unreadable(&shown.to_string(), &ModuleError::Outside)),
            }
            return;
        }
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        let before = self.sources.len() + self.unread.len();
        for folder in Project::folders_below(&path) {
            self.project(session, &folder, |module| module.starts_with(&real));
        }
        if self.sources.len() + self.unread.len() == before {
            session.note(&format!("there is no `.orch` file in {shown}"));
        }
    }

    /// The modules of the project around `path` whose paths are asked for.
    fn project(&mut self, session: &Session, path: &Path, is_asked: impl Fn(&Path) -> bool) {
        let project = Project::open(path, &|path| session.shown(path));
        if !self.is_for_us(session, &project) {
            return;
        }
        let asked = project.modules.iter().filter(|module| is_asked(&project.root.join(module)));
        asked.for_each(|module| self.module(session, &project, module));
    }

    /// Whether a project wants no other tools; of one that does, that is what was wrong.
    fn is_for_us(&mut self, session: &Session, project: &Project) -> bool {
        match refuse_other_tools(session, project) {
            Ok(()) => true,
            Err(error) => {
                if !self.unread.iter().any(|it| it.hint == error.hint) {
                    self.unread.push(error);
                }
                false
            }
        }
    }

    fn module(&mut self, session: &Session, project: &Project, module: &str) {
        let path = project.root.join(module);
        let name = session.shown(&path);
        match project.read_module(module) {
            // A link stays one: what it leads to is written.
            Ok(text) => {
                let path = path.canonicalize().unwrap_or(path);
                self.sources.insert(path, Source { name, text });
            }
            Err(error) => self.unread.push(unreadable(&name, &error)),
        }
    }
}

fn unreadable(name: &str, error: &ModuleError) -> CommandError {
    let why = match error {
        ModuleError::Outside => "it lies outside its project",
        ModuleError::Unreadable(why) => why,
    };
    CommandError::usage(format!("can't read `{name}`: {why}"))
}

/// What came of it.
#[derive(Default)]
struct Done {
    changed: usize,
    unchanged: usize,
    problems: Vec<Diagnostic>,
    texts: Sources,
}

impl Done {
    fn source(
        &mut self,
        session: &Session,
        arguments: &Fmt,
        path: &Path,
        source: &Source,
    ) -> Result<(), CommandError> {
        let Source { name, text } = source;
        let before = &text.text;
        let not_text = text.problems(Code::E0101, name);
        if !not_text.is_empty() {
            // The bytes that are no text would be lost.
            self.problems.extend(not_text);
            self.texts.insert(name.clone(), before.as_str());
            return Ok(());
        }
        let formatted = orchestra_syntax::format(before);
        let after = &formatted.text;
        let writes = !arguments.check && !arguments.diff;
        if after == before {
            self.unchanged += 1;
        } else {
            self.changed += 1;
        }
        if writes && arguments.stdin {
            session.print_source(after)?;
        } else if after != before && writes {
            files::write(path, after).doing(format_args!("write `{name}`"))?;
        } else if after != before && arguments.diff {
            session.print(&difference(name, before, after))?;
        } else if after != before {
            session.print(name)?;
        }
        if !formatted.problems.is_empty() {
            // Problems are shown where they stand in what is left behind.
            let text = if writes { after } else { before };
            self.problems.extend(orchestra_syntax::parse(text).diagnostics(name));
            self.texts.insert(name.clone(), text.as_str());
        }
        Ok(())
    }

    fn report(&self, session: &Session, arguments: &Fmt) {
        session.say(&render::human(&self.problems, &self.texts, session.color));
        let files = |count: usize| format!("{count} {}", if count == 1 { "file" } else { "files" });
        let problems = match self.problems.len() {
            0 => String::new(),
            _ => format!("; {}", render::summary(&self.problems)),
        };
        if arguments.stdin || self.changed + self.unchanged == 0 && problems.is_empty() {
            return;
        }
        let verb = if arguments.check || arguments.diff { "would change" } else { "changed" };
        session.note(&format!(
            "{} {verb}, {} as it should be{problems}",
            files(self.changed),
            self.unchanged
        ));
    }
}

fn difference(name: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(CONTEXT)
        .header(name, name)
        .to_string()
}
