//! `orchc check`.

mod fixes;
mod watch;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use orchestra_compiler::SourceFile;
use orchestra_compiler_project::{Also, Compilation, Files};
use orchestra_diagnostics::{
    Code, Diagnostic, FileName, Level, LintLevels, Severity, Sources, nearest, render,
};
use orchestra_package_model::FileText;
use serde_json::Value;

use crate::{
    asked::{Asked, AskedProject, Looking},
    baseline::Baseline,
    command_error::{CommandError, Doing as _},
    exit::Exit,
    files,
    locking::refuse_unlocked,
    session::{Session, safe_json},
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
    /// Say it again whenever a file changes, until Ctrl-C
    #[arg(long, conflicts_with_all = ["stdin", "fix", "update"])]
    watch: bool,
    /// Make warnings errors: all (warnings) or those of a lint
    #[arg(long, value_name = "warnings|LINT")]
    deny: Vec<String>,
    /// Keep silent about what a lint finds
    #[arg(long, value_name = "LINT")]
    allow: Vec<String>,
    /// Report only what this file doesn't list as known
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found into the baseline's file, as known from now on
    #[arg(long, requires = "baseline")]
    update: bool,
    /// Fail if orchestra.lock would change
    #[arg(long, conflicts_with = "stdin")]
    locked: bool,
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
    if arguments.watch {
        return watch::watch(session, arguments);
    }
    let mut checked = look(session, arguments, Looking::Once)?;
    if arguments.fix {
        checked = fixes::mend(session, arguments, checked)?;
    }
    let exit = tell(session, arguments, &mut checked);
    // The process ends here, and the system takes memory back quicker than we give it.
    std::mem::forget(checked);
    exit
}

/// Prints what was found.
fn tell(session: &Session, arguments: &Check, checked: &mut Checked) -> Result<Exit, CommandError> {
    let unread = std::mem::take(&mut checked.unread);
    let mut found = std::mem::take(&mut checked.diagnostics);
    if let Some(path) = &arguments.baseline {
        found = without_known(session, path, arguments.update, found)?;
    }
    print(session, arguments, &found, checked)?;
    let wrong = found.iter().any(|it| it.severity == Severity::Error);
    match unread.into_iter().reduce(joined) {
        Some(error) => Err(error),
        None if wrong => Ok(Exit::Source),
        None => Ok(Exit::Success),
    }
}

/// All that is to be said.
fn look(session: &Session, arguments: &Check, looking: Looking) -> Result<Checked, CommandError> {
    let mut checked = Checked {
        overrides: Overrides::read(arguments)?,
        diagnostics: Vec::new(),
        sources: Sources::default(),
        files: 0,
        asked: BTreeSet::new(),
        unread: Vec::new(),
        compilations: Vec::new(),
    };
    if arguments.stdin {
        checked.stdin(session, &arguments.stdin_path)?;
    } else {
        let asked = Asked::by(session, &arguments.paths, looking);
        checked.asked(session, asked, arguments.locked);
    }
    render::sort(&mut checked.diagnostics);
    Ok(checked)
}

/// What of `found` the baseline at `path` doesn't list; updated, it lists all of it.
fn without_known(
    session: &Session,
    path: &Path,
    update: bool,
    found: Vec<Diagnostic>,
) -> Result<Vec<Diagnostic>, CommandError> {
    let place = session.working.join(path);
    // Read in any case: a file that is no baseline is never overwritten.
    let mut baseline = Baseline::read(&place).doing(format_args!("read {}", path.display()))?;
    if update {
        let updated = Baseline::of(&found);
        updated.write(&place).doing(format_args!("write {}", path.display()))?;
        session.note(&format!("{} lists {}", path.display(), problems(updated.count())));
        baseline = Some(updated);
    }
    let Some(baseline) = baseline else {
        return Err(CommandError::usage(format!("there is no baseline `{}`", path.display()))
            .hint("`--update` writes it"));
    };
    let (left, gone) = baseline.unknown(found);
    if gone > 0 {
        let gone = problems(gone);
        session.note(&format!("{gone} of the baseline can't be found any more: `--update` it"));
    }
    Ok(left)
}

fn problems(count: u64) -> String {
    if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") }
}

/// Two errors as one.
pub(super) fn joined(first: CommandError, second: CommandError) -> CommandError {
    let message = format!("{}\n{}", first.message, second.message);
    CommandError { message, hint: first.hint.or(second.hint), ..first }
}

/// What was found.
struct Checked {
    overrides: Overrides,
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
    files: usize,
    /// The files that were asked for, by the names that people see.
    asked: BTreeSet<FileName>,
    /// What couldn't be looked at.
    unread: Vec<CommandError>,
    /// The projects that were asked for.
    compilations: Vec<Compilation>,
}

impl Checked {
    fn stdin(&mut self, session: &Session, path: &Path) -> Result<(), CommandError> {
        let text = FileText::new(files::read_stdin().doing("read stdin")?);
        let path = session.working.join(path);
        let files = WithStdin { session, path: &path, text };
        let mut compilation = Compilation::open(&files, &path);
        let module = compilation.module_of(&path).ok_or_else(|| {
            CommandError::usage(format!("there is no folder for `{}`", path.display()))
                .hint("`--stdin-path` names a file in a folder that is there")
        })?;
        let file = compilation.root_module(&module).map_err(CommandError::usage)?;
        self.check(&mut compilation, &[file], Also::Nothing);
        Ok(())
    }

    fn asked(&mut self, session: &Session, asked: Asked, locked: bool) {
        // What is called is asked of all items once more, to hold it against the lock.
        let also = if locked { Also::More } else { Also::Nothing };
        self.unread.extend(asked.unread);
        for AskedProject { mut compilation, files } in asked.projects {
            self.check(&mut compilation, &files, also);
            if locked {
                self.unread.extend(refuse_unlocked(session, &compilation).err());
            }
            self.compilations.push(compilation);
        }
    }

    fn check(&mut self, compilation: &mut Compilation, asked: &[SourceFile], also: Also) {
        self.overrides.apply(&mut compilation.lints);
        let mut found = compilation.diagnostics_of(asked, also);
        found.extend(compilation.notes_on_imports(asked));
        found.extend(compilation.problems());
        for name in found.iter().flat_map(files_of) {
            self.sources.insert(name.clone(), compilation.sources.text(name));
        }
        self.diagnostics.extend(found);
        self.asked.extend(asked.iter().map(|file| compilation.name(*file)));
        self.files += asked.len();
    }
}

/// What is on disk, but for one text.
struct WithStdin<'s> {
    session: &'s Session,
    path: &'s Path,
    text: FileText,
}

impl Files for WithStdin<'_> {
    fn shown(&self, path: &Path) -> FileName {
        self.session.shown(path)
    }

    fn open(&self) -> Vec<(PathBuf, FileText)> {
        vec![(self.path.to_owned(), self.text.clone())]
    }

    fn packages(&self) -> Option<PathBuf> {
        self.session.packages()
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
    arguments: &Check,
    found: &[Diagnostic],
    checked: &Checked,
) -> Result<(), CommandError> {
    // Of several documents each has a line.
    let print_json = |document: &Value| match arguments.watch {
        true => session.print(&safe_json(&document.to_string())),
        false => session.print_json(document),
    };
    match arguments.format {
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
        Format::Json => print_json(&render::json(found, &checked.sources, checked.files)),
        Format::Sarif => {
            let version = env!("CARGO_PKG_VERSION");
            print_json(&render::sarif(found, &checked.sources, version))
        }
        Format::Github => session.print(&render::github(found, &checked.sources)),
    }
}

/// What `--deny` and `--allow` say of lints, before what the manifest says. Errors stay errors.
struct Overrides {
    deny_warnings: bool,
    levels: Vec<(Code, Level)>,
}

impl Overrides {
    fn read(arguments: &Check) -> Result<Self, CommandError> {
        let deny = arguments.deny.iter().filter(|it| *it != "warnings");
        let deny = deny.map(|written| Ok((lint(written)?, Level::Deny)));
        let allow = arguments.allow.iter().map(|written| Ok((lint(written)?, Level::Allow)));
        Ok(Self {
            deny_warnings: arguments.deny.iter().any(|it| it == "warnings"),
            levels: deny.chain(allow).collect::<Result<_, _>>()?,
        })
    }

    fn apply(&self, levels: &mut LintLevels) {
        for (lint, level) in &self.levels {
            levels.set(*lint, *level);
        }
        if self.deny_warnings {
            levels.deny_warnings();
        }
    }
}

/// The lint that is meant by a word of the command line.
fn lint(written: &str) -> Result<Code, CommandError> {
    if let Some(lint) = Code::lint(written) {
        return Ok(lint);
    }
    if Code::parse(written).is_some() {
        return Err(CommandError::usage(format!("`{written}` is always an error"))
            .hint("`--deny` and `--allow` take lints, as `orchc explain` lists them"));
    }
    let near = nearest(written, Code::lints().map(Code::as_str));
    let error = CommandError::usage(format!("there is no lint `{written}`"));
    Err(match near {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`orchc explain` lists them all"),
    })
}
