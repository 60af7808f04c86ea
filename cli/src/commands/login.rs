//! `orchc login`.

use clap::Args;
use orchestra_net::SecretText;

use crate::{
    command_error::{CommandError, Doing as _},
    environment::variable,
    exit::Exit,
    files,
    logins::{Kept, Subject},
    session::{DONE, Session},
    typed_line::{hidden_line, line},
};

/// Keep a secret, or the login for a registry, so that no variable has to hold it; without arguments, list
/// the names of what is kept
///
/// What is typed isn't shown; where stdin isn't a terminal, all of it is the value, without the end of its
/// last line. It is kept in logins.json beside config.toml, which only you may read, or by the program
/// that `credential_helper` in config.toml names. A variable of the same name goes before it. Where a
/// secret may go, `orchc trust` says.
#[derive(Debug, Args)]
pub(crate) struct Login {
    /// The secret, by the name of its variable (ACME_API_KEY), or a registry's host (registry.example)
    name: Option<String>,
    /// Who logs in at a registry; on a terminal it is asked for
    #[arg(long, value_name = "USER", requires = "name")]
    user: Option<String>,
    /// What somebody takes for the place of the value.
    #[arg(hide = true)]
    value: Vec<String>,
}

/// Bytes of a value: it is sent in a header.
const MOST: usize = 32 << 10;

/// Bytes of a line from which on the terminal of Linux drops what is typed (`N_TTY_BUF_SIZE`, less the end
/// of the line).
const MOST_TYPED: usize = 4095;

pub(crate) fn run(session: &Session, arguments: &Login) -> Result<Exit, CommandError> {
    let Some(name) = &arguments.name else { return list(session) };
    if !arguments.value.is_empty() {
        return Err(CommandError::usage("a value is never given as an argument")
            .hint("others would see it in `ps` and the shell's history: type it, or pipe it in"));
    }
    let subject = subject(name)?;
    let kept = match &subject {
        Subject::Secret(_) if arguments.user.is_some() => {
            return Err(CommandError::usage("`--user` says who logs in at a registry"));
        }
        Subject::Secret(name) => Kept { user: None, text: value(session, name)? },
        Subject::Registry(host) => {
            let user = match &arguments.user {
                Some(user) => user.clone(),
                None if session.can_ask() => line(session, &format!("user at {host}: "))?,
                None => {
                    return Err(CommandError::usage(format!(
                        "it isn't said who logs in at {host}"
                    ))
                    .hint("`--user NAME` says so"));
                }
            };
            refuse_no_user(&user)?;
            Kept { user: Some(user), text: value(session, &format!("password at {host}"))? }
        }
    };
    session.logins.keep(&subject, &kept)?;
    session.note(&format!("{subject} is kept in {}", session.logins.place()?));
    if variable(name).is_some() {
        session.note(&format!("the variable {name} is set, and goes before it"));
    }
    DONE
}

/// What is meant by a name. What is neither isn't shown: it may be the value.
pub(super) fn subject(name: &str) -> Result<Subject, CommandError> {
    let subject = Subject::parse(name).ok_or_else(|| {
        CommandError::usage("this is neither the name of a variable nor a registry's host")
            .hint("write it as `orchc login ACME_API_KEY` or `orchc login registry.example`")
    })?;
    match &subject {
        Subject::Secret(name) if name.starts_with("ORCHESTRA_") => {
            Err(CommandError::usage(format!("{name} is read from the environment alone"))
                .hint("logins are the secrets of services, and of registries"))
        }
        _ => Ok(subject),
    }
}

/// A user's name with a colon would end early: what goes before the first one is the name.
fn refuse_no_user(user: &str) -> Result<(), CommandError> {
    if user.is_empty() || user.contains(':') || user.contains(char::is_control) {
        return Err(CommandError::usage("this is no user's name; nothing was kept"));
    }
    Ok(())
}

fn value(session: &Session, what: &str) -> Result<SecretText, CommandError> {
    // Whether the question is seen or goes to a file, what is typed is not to be shown.
    let text = if session.is_typed_to() {
        let typed = hidden_line(session, &format!("{what}: "))?;
        if typed.len() >= MOST_TYPED {
            return Err(CommandError::usage(
                "the value is longer than what a terminal hands on of a line; nothing was kept",
            )
            .hint("pipe it in: `orchc login ACME_API_KEY < FILE`"));
        }
        typed
    } else {
        let bytes = files::read_stdin().doing("read stdin")?;
        let text = String::from_utf8(bytes)
            .map_err(|_| CommandError::usage("the value isn't UTF-8; nothing was kept"))?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        line.strip_suffix('\r').unwrap_or(line).to_owned()
    };
    let wrong = match &*text {
        "" => "there is no value",
        text if text.contains(char::is_control) => {
            "the value has a line break in it, or a control character"
        }
        text if text.len() > MOST => "the value is longer than any that a service takes",
        _ => return Ok(SecretText::new(text)),
    };
    Err(CommandError::usage(format!("{wrong}; nothing was kept"))
        .hint("type it where it is asked for, or pipe it in: `orchc login ACME_API_KEY < FILE`"))
}

fn list(session: &Session) -> Result<Exit, CommandError> {
    let place = session.logins.place()?;
    match session.logins.names()? {
        None => session.note(&format!("{place} keeps logins, and lists them itself")),
        Some(names) if names.is_empty() => session.note("nobody is logged in"),
        Some(names) => session.print(&names.join("\n"))?,
    }
    DONE
}
