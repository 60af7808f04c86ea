//! `orchc trust`: the user's word on where secrets may go. The project has no say in it.

use clap::Args;
use orchestra_net::{HOTKEY, NetworkRules, Origin, OriginError, Trust as Trusted};

use crate::{
    command_error::{CommandError, Doing as _},
    environment::variable,
    exit::Exit,
    files, secrets,
    session::{DONE, Session},
};

/// Say where a secret may go; without arguments, list what was said
#[derive(Debug, Args)]
pub(crate) struct Trust {
    /// The secret, by the name of its variable (ACME_API_KEY), or @file:PATH, or @hotkey for the
    /// wallet's key that signs
    #[arg(requires = "origin", conflicts_with = "private")]
    name: Option<String>,
    /// Scheme and host, and a port that isn't the usual one: https://api.example.com
    origin: Option<String>,
    /// Let requests go to this host though its address is private
    #[arg(long, value_name = "HOST")]
    private: Option<String>,
}

/// A line that grants a host, not a secret, begins so.
const PRIVATE: &str = "private ";

pub(crate) fn run(session: &Session, arguments: &Trust) -> Result<Exit, CommandError> {
    let file = session.places.trusted_origins();
    let line = match (&arguments.name, &arguments.origin, &arguments.private) {
        (Some(name), Some(origin), _) => {
            let origin: Origin =
                origin.parse().map_err(|error| CommandError::usage(format!("{error}")))?;
            let line = format!("{}={origin}", absolute(name)?);
            grant(&mut Trusted::default(), &line).map_err(CommandError::usage)?;
            if origin.scheme() != "https" && !origin.is_loopback() && name != HOTKEY {
                return Err(CommandError::usage(format!(
                    "{origin} isn't encrypted: a secret sent there can be read on the way"
                ))
                .hint("secrets leave only over https, or to this machine"));
            }
            line
        }
        (None, None, Some(host)) if is_host(host) => format!("{PRIVATE}{host}"),
        (None, None, Some(host)) => {
            return Err(CommandError::usage(format!("`{host}` isn't a host"))
                .hint("write a name or an address, without scheme and port: 10.0.0.7"));
        }
        _ => return list(session),
    };
    let shown = file.display();
    let known = files::read_optional(&file).doing(format_args!("read {shown}"))?;
    let known = known.unwrap_or_default();
    if known.lines().any(|known| known == line) {
        session.note(&format!("{shown} says so already"));
        return DONE;
    }
    // An editor may have left the last line without its end.
    let begin = if known.is_empty() || known.ends_with('\n') { "" } else { "\n" };
    files::append_private(&file, &format!("{begin}{line}")).doing(format_args!("write {shown}"))?;
    session.note(&format!("kept in {shown}: {line}"));
    DONE
}

/// The name of a secret's variable, or `@file:` with an absolute path.
fn absolute(name: &str) -> Result<String, CommandError> {
    let Some(path) = name.strip_prefix(secrets::FILE) else { return Ok(name.to_owned()) };
    let path = std::path::absolute(path).doing(format_args!("use the path `{path}`"))?;
    let path = path.display().to_string();
    if path.contains(char::is_control) {
        return Err(CommandError::usage("a path with a line break can't be kept"));
    }
    Ok(format!("{}{path}", secrets::FILE))
}

/// Trusts what a line says: `NAME=https://host`, or `@file:/path=https://host`.
fn grant(trust: &mut Trusted, line: &str) -> Result<(), String> {
    match line.rsplit_once('=') {
        Some((name, origin)) if name.starts_with(secrets::FILE) => {
            let origin: Origin = origin.parse().map_err(|error: OriginError| error.to_string())?;
            trust.grant(name, origin);
            Ok(())
        }
        _ => trust.grant_all(line).map_err(|error| error.to_string()),
    }
}

fn list(session: &Session) -> Result<Exit, CommandError> {
    let (grants, hosts) = granted(session)?;
    if grants.is_empty() && hosts.is_empty() {
        session.note("nothing is trusted beyond what the Ledger lists");
    }
    let hosts = hosts.iter().map(|host| format!("{PRIVATE}{host}"));
    let lines: Vec<String> = grants.into_iter().chain(hosts).collect();
    session.print(&lines.join("\n"))?;
    DONE
}

fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']' | '_'))
}

/// The lines of grants, and the private hosts.
fn granted(session: &Session) -> Result<(Vec<String>, Vec<String>), CommandError> {
    let file = session.places.trusted_origins();
    let text = files::read_optional(&file)
        .doing(format_args!("read {}", file.display()))?
        .unwrap_or_default();
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (hosts, grants): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with(PRIVATE));
    let host = |line: &str| line[PRIVATE.len()..].trim().to_owned();
    Ok((grants.into_iter().map(Into::into).collect(), hosts.into_iter().map(host).collect()))
}

/// Adds what the user granted, in the file and in `ORCHESTRA_TRUST`.
pub(crate) fn apply(
    session: &Session,
    trust: &mut Trusted,
    rules: &mut NetworkRules,
) -> Result<(), CommandError> {
    let (grants, hosts) = granted(session)?;
    let file = session.places.trusted_origins();
    for line in grants {
        grant(trust, &line).map_err(|error| {
            CommandError::usage(format!("{}: {error}", file.display()))
                .hint("mend or take out that line")
        })?;
    }
    for host in hosts {
        rules.allow_private(&host);
    }
    if let Some(text) = variable("ORCHESTRA_TRUST") {
        trust
            .grant_all(&text)
            .map_err(|error| CommandError::usage(format!("ORCHESTRA_TRUST: {error}")))?;
    }
    Ok(())
}
