//! Why a command ended early, in the user's words.

use std::{fmt::Display, process::ExitCode};

use orchestra_diagnostics::terminal::escape_controls;

use crate::exit::Exit;

/// What was wrong, what to do about it, and how the process ends.
#[derive(Clone, Debug)]
pub(crate) struct CommandError {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// What is printed before: diagnostics, problems of single inputs. Fit for a terminal.
    pub(crate) details: Option<String>,
}

impl CommandError {
    /// A wrong option or input, or something that can't be read or written.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hint: None, details: None }
    }

    /// The same with another end.
    pub(crate) fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The same with what to do next.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with what is to be printed before; control characters are escaped already.
    pub(crate) fn details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// Details, then `error: …` and `help: …`, a line or more each.
    pub(crate) fn text(&self, bold: impl Fn(&str) -> String) -> String {
        let mut text = self.details.clone().unwrap_or_default();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text += &format!("{} {}", bold("error:"), escape_controls(&self.message));
        if let Some(hint) = &self.hint {
            text += &format!("\n{} {}", bold("help:"), escape_controls(hint));
        }
        text
    }

    /// Prints without a session, where none could be opened.
    #[expect(clippy::print_stderr, reason = "there is no session to print with")]
    pub(crate) fn report_plainly(&self) -> ExitCode {
        eprintln!("{}", self.text(str::to_owned));
        self.exit.into()
    }
}

/// Adds what was being done to an error of the world's.
pub(crate) trait Doing<T> {
    /// `can't …: what went wrong`, as [`CommandError::usage`].
    fn doing(self, what: impl Display) -> Result<T, CommandError>;
}

impl<T, E: Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl Display) -> Result<T, CommandError> {
        self.map_err(|error| CommandError::usage(format!("can't {what}: {error}")))
    }
}
