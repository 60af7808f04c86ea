//! What every command works with: where things lie, and how to print.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, OnceLock},
};

use orchestra_compiler_project::Files;
use orchestra_diagnostics::FileName;
use orchestra_diagnostics::terminal::{escape_controls, is_bidirectional};

use crate::{
    arguments::{ColorChoice, Global},
    command_error::{CommandError, Doing as _},
    environment::{variable, working_folder},
    exit::Exit,
    logins::Logins,
    places::Places,
    typed_line::typed,
};

/// One run of the program.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) places: Places,
    pub(crate) working: PathBuf,
    /// The working folder as it really lies, where that has been asked for.
    real_working: OnceLock<PathBuf>,
    /// What `orchc login` keeps.
    pub(crate) logins: Arc<Logins>,
    /// Whether stderr shows colours.
    pub(crate) color: bool,
    /// Whether stdout shows colours.
    color_of_results: bool,
    /// Whether a person sees stderr.
    pub(crate) interactive: bool,
    /// Whether stderr understands more than lines.
    pub(crate) animated: bool,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    /// Options that a command named to the user must carry to mean the same places.
    options: String,
}

impl Session {
    pub(crate) fn open(global: &Global) -> Result<Self, CommandError> {
        let interactive = io::stderr().is_terminal();
        let dumb = variable("TERM").is_some_and(|term| term == "dumb");
        let color = |is_terminal: bool| match global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => is_terminal && !dumb && variable("NO_COLOR").is_none(),
        };
        let places = Places::find(global)?;
        Ok(Self {
            logins: Arc::new(Logins::new(&places.config)),
            places,
            working: working_folder().doing("find the working folder")?,
            real_working: OnceLock::new(),
            color: color(interactive),
            color_of_results: color(io::stdout().is_terminal()),
            interactive,
            animated: !dumb,
            quiet: global.quiet,
            verbose: global.verbose,
            options: options_again(global),
        })
    }

    /// A command of ours as the user would type it, in the same places: `orchc jobs resume ID`.
    pub(crate) fn command(&self, rest: &str) -> String {
        format!("orchc {}{rest}", self.options)
    }

    /// A result, to stdout, with a newline. What could steer a terminal is shown, not obeyed:
    /// entries, sources and answers are written by others.
    pub(crate) fn print(&self, text: &str) -> Result<(), CommandError> {
        self.write_result(&escape_controls(text))
    }

    fn write_result(&self, text: &str) -> Result<(), CommandError> {
        let mut stdout = io::stdout().lock();
        let newline = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
        let written = write!(stdout, "{text}{newline}").and_then(|()| stdout.flush());
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
            written => written.doing("write to stdout"),
        }
    }

    /// A result for people, to stdout: titles in bold where colours are. A title is a first line, and
    /// one behind an empty line, that isn't indented.
    pub(crate) fn print_titled(&self, text: &str) -> Result<(), CommandError> {
        if !self.color_of_results {
            return self.print(text);
        }
        let mut bold = String::new();
        let mut may_be_title = true;
        for line in escape_controls(text).lines() {
            let is_title = may_be_title && !line.is_empty() && !line.starts_with(' ');
            may_be_title = line.is_empty();
            bold +=
                &if is_title { format!("\u{1b}[1m{line}\u{1b}[0m\n") } else { format!("{line}\n") };
        }
        self.write_result(&bold)
    }

    /// A source as it is, to stdout: for the program that takes it back. On a terminal it is
    /// printed like any text.
    pub(crate) fn print_source(&self, text: &str) -> Result<(), CommandError> {
        let mut stdout = io::stdout().lock();
        if stdout.is_terminal() {
            drop(stdout);
            return self.print(text);
        }
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
            written => written.doing("write to stdout"),
        }
    }

    /// A document, to stdout, indented.
    pub(crate) fn print_json(&self, document: &serde_json::Value) -> Result<(), CommandError> {
        self.print(&safe_json(&format!("{document:#}")))
    }

    /// A word about what goes on, to stderr; nothing if quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.say(&escape_controls(text));
        }
    }

    /// To stderr, with a newline. What can't be written there has nowhere else to go.
    pub(crate) fn say(&self, text: &str) {
        let mut stderr = io::stderr().lock();
        let newline = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
        drop(write!(stderr, "{text}{newline}"));
    }

    /// The same without notes.
    pub(crate) fn quieted(&self) -> Self {
        Self { quiet: true, ..self.clone() }
    }

    /// Takes back all that is on the terminal; nothing where there is none.
    pub(crate) fn clear(&self) {
        if self.interactive && self.animated {
            self.say("\u{1b}[2J\u{1b}[3J\u{1b}[H");
        }
    }

    /// Whether a person can be asked: stdin and stderr are a terminal.
    pub(crate) fn can_ask(&self) -> bool {
        self.interactive && self.is_typed_to()
    }

    /// Whether stdin is what a person types.
    pub(crate) fn is_typed_to(&self) -> bool {
        io::stdin().is_terminal()
    }

    /// A question to a person, to stderr, without a newline.
    pub(crate) fn ask(&self, text: &str) {
        let mut stderr = io::stderr().lock();
        drop(write!(stderr, "{text}").and_then(|()| stderr.flush()));
    }

    /// Whether a person says yes; an empty line, the end of their input and all else is no.
    ///
    /// # Errors
    /// Where what they type can't be read.
    pub(crate) fn agrees(&self, question: &str) -> Result<bool, CommandError> {
        self.ask(&format!("{question} [y/N] "));
        let line = typed().doing("read your answer")?;
        if line.is_none() {
            // Nobody typed the end of the question's line.
            self.say("\n");
        }
        let answer = line.unwrap_or_default().trim().to_lowercase();
        Ok(matches!(&*answer, "y" | "yes"))
    }

    /// The error, and how the process ends.
    pub(crate) fn report(&self, error: &CommandError) -> ExitCode {
        self.say(&error.text(|word| self.bold_red(word)));
        error.exit.into()
    }

    fn bold_red(&self, text: &str) -> String {
        if self.color { format!("\u{1b}[1;31m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// The text in bold, where there are colours.
    pub(crate) fn bold(&self, text: &str) -> String {
        if self.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A path as diagnostics name it: relative to the working folder where it lies below, with
    /// `/`.
    pub(crate) fn shown(&self, path: &Path) -> FileName {
        let working = self
            .real_working
            .get_or_init(|| self.working.canonicalize().unwrap_or_else(|_| self.working.clone()));
        let absolute = if path.is_absolute() { path.to_owned() } else { self.working.join(path) };
        let relative =
            absolute.strip_prefix(working).or_else(|_| absolute.strip_prefix(&self.working));
        let shown = relative.unwrap_or(&absolute).to_string_lossy().into_owned();
        if cfg!(windows) { shown.replace('\\', "/").into() } else { shown.into() }
    }
}

impl Files for Session {
    fn shown(&self, path: &Path) -> FileName {
        self.shown(path)
    }

    fn packages(&self) -> Option<PathBuf> {
        Some(self.places.packages())
    }
}

/// JSON that means the same, with every character escaped that could steer a terminal. They stand
/// in strings only.
pub(crate) fn safe_json(json: &str) -> String {
    let unsafe_character =
        |c: char| (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || is_bidirectional(c);
    json.chars().fold(String::with_capacity(json.len()), |mut text, c| {
        if unsafe_character(c) {
            // All of them have four digits at most.
            write!(text, "\\u{:04x}", u32::from(c)).expect("a String takes all text");
        } else {
            text.push(c);
        }
        text
    })
}

fn options_again(global: &Global) -> String {
    let option = |name, path: &Option<PathBuf>| {
        let path = path.as_ref()?.display().to_string();
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
        let quote = if path.chars().all(plain) { "" } else { "'" };
        Some(format!("--{name} {quote}{path}{quote} "))
    };
    let options = [
        option("store", &global.store),
        option("config", &global.config),
        option("cache", &global.cache),
    ];
    options.into_iter().flatten().collect()
}

/// Success, for commands that only print.
pub(crate) const DONE: Result<Exit, CommandError> = Ok(Exit::Success);

#[cfg(test)]
mod tests {
    use super::safe_json;

    #[test]
    fn json_means_the_same_and_steers_nothing() {
        let document = serde_json::json!({ "a": "x\u{1b}[31m\u{202e}y\u{9b}\u{7f}ü\n" });
        let text = safe_json(&format!("{document:#}"));
        assert_eq!(text, "{\n  \"a\": \"x\\u001b[31m\\u202ey\\u009b\\u007fü\\n\"\n}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), document);
    }
}
