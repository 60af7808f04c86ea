//! `--events`: everything that happens to a job, a JSON object a line.

use std::{
    io::{self, Write},
    path::Path,
};

use orchestra_runtime_engine::Stamped;

use crate::{
    command_error::{CommandError, Doing as _},
    files,
    session::{Session, safe_json},
};

/// Where events are written.
pub(crate) struct EventLog {
    to: Box<dyn Write>,
    /// Whether the result goes the same way, as the last event.
    pub(crate) is_stdout: bool,
}

impl EventLog {
    /// A log to the file `path`, which is written anew; `-` is stdout.
    ///
    /// # Errors
    /// Where the file can't be written.
    pub(crate) fn open(session: &Session, path: &Path) -> Result<Self, CommandError> {
        if path.as_os_str() == "-" {
            return Ok(Self { to: Box::new(io::stdout()), is_stdout: true });
        }
        let file = files::create(&session.working.join(path))
            .doing(format_args!("write {}", path.display()))?;
        Ok(Self { to: Box::new(file), is_stdout: false })
    }

    /// Writes an event.
    ///
    /// # Errors
    /// What the system says; a closed pipe ends the process quietly.
    pub(crate) fn write(&mut self, event: &Stamped) -> io::Result<()> {
        let line = safe_json(&serde_json::to_string(event).map_err(io::Error::other)?);
        match writeln!(self.to, "{line}").and_then(|()| self.to.flush()) {
            Err(error) if self.is_stdout && error.kind() == io::ErrorKind::BrokenPipe => {
                std::process::exit(0)
            }
            written => written,
        }
    }
}
