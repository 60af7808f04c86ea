//! A line that a person types, shown or not.

use std::io::{self, BufRead as _};

use crate::{
    command_error::{CommandError, Doing as _},
    session::Session,
};

/// The next line of stdin, without its end; none where that has ended.
///
/// # Errors
/// Where it can't be read.
pub(crate) fn typed() -> io::Result<Option<String>> {
    let mut line = String::new();
    let bytes = io::stdin().lock().read_line(&mut line)?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok((bytes > 0).then_some(line))
}

/// A line, after a question; without its end.
///
/// # Errors
/// Where it can't be read.
pub(crate) fn line(session: &Session, question: &str) -> Result<String, CommandError> {
    session.ask(question);
    Ok(typed().doing("read what you type")?.unwrap_or_default())
}

/// The same, of which the terminal shows nothing. Whoever stops instead has their terminal back as it
/// was.
///
/// # Errors
/// Also where the terminal can't be kept from showing it: then nothing is read.
#[cfg(unix)]
pub(crate) fn hidden_line(session: &Session, question: &str) -> Result<String, CommandError> {
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    use crate::{
        exit::Exit,
        signals::{Signal, Signals},
    };

    const DOING: &str = "read what you type, unseen";

    /// Shows again what is typed, however the reading ends.
    struct Again(Termios);

    impl Drop for Again {
        fn drop(&mut self) {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
        }
    }

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.doing(DOING)?.block_on(async {
        let mut signals = Signals::listen().doing(DOING)?;
        let before = tcgetattr(io::stdin()).doing(DOING)?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        // What was typed too early was seen, and is thrown away.
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent).doing(DOING)?;
        let again = Again(before);
        session.ask(question);
        // A thread of its own reads, so that a signal is heard meanwhile.
        let (sender, line) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || sender.send(typed()));
        let ended = tokio::select! {
            line = line => Ok(line),
            signal = signals.next() => Err(signal),
        };
        drop(again);
        session.say("\n");
        match ended {
            Ok(line) => Ok(line.doing(DOING)?.doing(DOING)?.unwrap_or_default()),
            Err(signal) => Err(CommandError::usage("stopped; nothing was kept")
                .exit(Exit::Interrupted { terminated: signal == Signal::Terminate })),
        }
    })
}

/// The same, of which the terminal shows nothing.
///
/// # Errors
/// Where it can't be read.
#[cfg(not(unix))]
pub(crate) fn hidden_line(session: &Session, question: &str) -> Result<String, CommandError> {
    session.ask(question);
    console::Term::stderr().read_secure_line().doing("read what you type, unseen")
}
