//! `orchc logout`.

use clap::Args;

use super::login::subject;
use crate::{
    command_error::CommandError,
    environment::variable,
    exit::Exit,
    session::{DONE, Session},
};

/// Forget a secret, or the login for a registry, that `orchc login` keeps
#[derive(Debug, Args)]
pub(crate) struct Logout {
    /// The secret, by the name of its variable (ACME_API_KEY), or a registry's host (registry.example)
    name: String,
}

pub(crate) fn run(session: &Session, arguments: &Logout) -> Result<Exit, CommandError> {
    let subject = subject(&arguments.name)?;
    let place = session.logins.place()?;
    if !session.logins.forget(&subject)? {
        return Err(CommandError::usage(format!("nothing is kept for {subject} in {place}"))
            .hint("`orchc login` lists what is kept"));
    }
    session.note(&format!("{subject} is no longer kept in {place}"));
    if variable(&arguments.name).is_some() {
        session.note(&format!("the variable {subject} is still set"));
    }
    DONE
}
