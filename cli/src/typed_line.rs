//! A line that a person types, shown or not.

use std::io::{self, BufRead as _};

use crate::{
    command_error::{CommandError, Doing as _},
    session::Session,
};

/// A line, after a question; without its end.
///
/// # Errors
/// Where it can't be read.
pub(crate) fn line(session: &Session, question: &str) -> Result<String, CommandError> {
    session.ask(question);
    typed().doing("read what you type")
}

/// The same, of which the terminal shows nothing. Where that can't be had, nothing is read.
///
/// # Errors
/// Also where the terminal can't be kept from showing it.
pub(crate) fn hidden_line(session: &Session, question: &str) -> Result<String, CommandError> {
    hidden(session, question).doing("read what you type, unseen")
}

fn typed() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}

#[cfg(unix)]
fn hidden(session: &Session, question: &str) -> io::Result<String> {
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// Shows again what is typed, however the reading ends.
    struct Again(Termios);

    impl Drop for Again {
        fn drop(&mut self) {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
        }
    }

    let before = tcgetattr(io::stdin())?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    // What was typed too early was seen, and is thrown away.
    tcsetattr(io::stdin(), OptionalActions::Flush, &silent)?;
    let again = Again(before);
    session.ask(question);
    let line = typed();
    drop(again);
    session.say("\n");
    line
}

#[cfg(not(unix))]
fn hidden(session: &Session, question: &str) -> io::Result<String> {
    session.ask(question);
    console::Term::stderr().read_secure_line()
}
