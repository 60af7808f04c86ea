//! `orchc explain`.

use clap::Args;
use orchestra_diagnostics::Code;

use crate::{
    command_error::CommandError,
    exit::Exit,
    session::{DONE, Session},
};

/// Print the page of a diagnostic: what it means, an example, and how to mend it
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// As diagnostics show it: E0304; without one, all codes are listed
    code: Option<String>,
}

pub(crate) fn run(session: &Session, arguments: &Explain) -> Result<Exit, CommandError> {
    let Some(written) = &arguments.code else {
        let rows = Code::ALL.iter().map(|code| format!("{code}  {}\n", code.title()));
        session.print(&rows.collect::<String>())?;
        return DONE;
    };
    let Some(code) = Code::parse(written.trim()) else {
        return Err(CommandError::usage(format!("there is no diagnostic `{written}`"))
            .hint("`orchc explain` lists them all"));
    };
    session.print(code.page())?;
    DONE
}
