//! `orchc explain`.

use clap::Args;
use orchestra_diagnostics::Code;

use crate::{
    command_error::CommandError,
    exit::Exit,
    session::{DONE, Session},
};

/// Print the page of a diagnostic or lint: what it means, an example, and how to mend it
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// As diagnostics show it: E0304, unused-let; without one, all codes are listed
    code: Option<String>,
}

pub(crate) fn run(session: &Session, arguments: &Explain) -> Result<Exit, CommandError> {
    let Some(written) = &arguments.code else {
        let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or_default();
        let rows = Code::ALL.iter().map(|code| {
            let (name, title) = (code.as_str(), code.title());
            format!("{name:width$}  {title}\n")
        });
        session.print(&rows.collect::<String>())?;
        return DONE;
    };
    let Some(code) = Code::parse(written.trim()) else {
        return Err(CommandError::usage(format!("there is no diagnostic or lint `{written}`"))
            .hint("`orchc explain` lists them all"));
    };
    session.print(code.page())?;
    DONE
}
