//! `orchc completions`.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::{
    arguments::Arguments,
    command_error::CommandError,
    exit::Exit,
    session::{DONE, Session},
};

/// Print a script that completes commands and options in a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(session: &Session, arguments: &Completions) -> Result<Exit, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "orchc", &mut script);
    session.print(&String::from_utf8_lossy(&script))?;
    DONE
}
