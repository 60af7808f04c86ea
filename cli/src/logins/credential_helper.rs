//! Logins with a program that speaks as Docker's credential helpers do: its one argument says what to do,
//! stdin has an address or JSON, stdout JSON.
//!
//! What it prints may hold a value, and is never shown.

use std::{
    fmt,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use orchestra_net::SecretText;
use orchestra_package_client::LoginError;
use serde::{Deserialize, Serialize};

use super::{Kept, Subject};
use crate::command_error::{CommandError, Doing as _};

/// What a program says, and ends with an error, where it knows nothing.
const NOT_FOUND: &str = "credentials not found";

/// Whose login is no password's.
const IDENTITY_TOKEN: &str = "<token>";

/// The program.
#[derive(Debug)]
pub(super) struct CredentialHelper {
    program: PathBuf,
}

/// What it takes and gives.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Credentials {
    #[serde(rename = "ServerURL", default)]
    server: String,
    #[serde(default)]
    username: String,
    secret: String,
}

impl CredentialHelper {
    /// What the configuration at `config` names: `secretservice` for `docker-credential-secretservice` on
    /// the PATH, or a path, from the folder of that file.
    ///
    /// # Errors
    /// Where it names nothing.
    pub(super) fn named(text: &str, config: &Path) -> Result<Self, CommandError> {
        if text.trim().is_empty() {
            let shown = config.display();
            return Err(CommandError::usage(format!("`credential_helper` in {shown} is empty"))
                .hint("write `credential_helper = \"secretservice\"`, or a path to a program"));
        }
        let is_path = text.contains('/') || (cfg!(windows) && text.contains('\\'));
        let program = match is_path {
            true => config.parent().unwrap_or(Path::new("")).join(text),
            false => PathBuf::from(format!("docker-credential-{text}")),
        };
        Ok(Self { program })
    }

    pub(super) fn get(&self, subject: &Subject) -> Result<Option<Kept>, CommandError> {
        let output = self.run("get", &subject.server())?;
        if !output.status.success() {
            return if is_not_found(&output) { Ok(None) } else { Err(self.failed("get", subject)) };
        }
        let given: Option<Credentials> = serde_json::from_slice(&output.stdout).ok();
        let given = given.ok_or_else(|| self.failed("get", subject))?;
        let user = match subject {
            Subject::Secret(_) => None,
            Subject::Registry(host) if given.username == IDENTITY_TOKEN => {
                let error = LoginError::IdentityToken(host.clone());
                return Err(CommandError::usage(format!("{error}: {self} keeps it"))
                    .hint(format!("`orchc login {host}` keeps an access token in its place")));
            }
            Subject::Registry(_) if given.username.is_empty() => {
                return Err(self.failed("get", subject));
            }
            Subject::Registry(_) => Some(given.username),
        };
        Ok(Some(Kept { user, text: SecretText::new(given.secret) }))
    }

    pub(super) fn store(&self, subject: &Subject, kept: &Kept) -> Result<(), CommandError> {
        let credentials = Credentials {
            server: subject.server(),
            username: kept.user.clone().unwrap_or_else(|| subject.to_string()),
            secret: kept.text.reveal().to_owned(),
        };
        let text = serde_json::to_string(&credentials).doing("write a login as JSON")?;
        match self.run("store", &text)?.status.success() {
            true => Ok(()),
            false => Err(self.failed("store", subject)),
        }
    }

    pub(super) fn erase(&self, subject: &Subject) -> Result<bool, CommandError> {
        // Some programs take back what isn't there without a word.
        if self.get(subject)?.is_none() {
            return Ok(false);
        }
        let output = self.run("erase", &subject.server())?;
        match output.status.success() {
            true => Ok(true),
            false if is_not_found(&output) => Ok(false),
            false => Err(self.failed("erase", subject)),
        }
    }

    fn run(&self, what: &str, input: &str) -> Result<Output, CommandError> {
        let doing = || format!("ask {self} for logins");
        let child = Command::new(&self.program)
            .arg(what)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = child.doing(doing()).map_err(|error| error.hint(HINT))?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that ends without reading says why by its exit code.
            drop(stdin.write_all(input.as_bytes()));
        }
        child.wait_with_output().doing(doing())
    }

    fn failed(&self, what: &str, subject: &Subject) -> CommandError {
        CommandError::usage(format!("{self} failed at `{what}` for {subject}")).hint(HINT)
    }
}

const HINT: &str = "`credential_helper` in config.toml names it: a program that speaks as Docker's \
                    credential helpers do; without that line, `orchc login` keeps a file";

fn is_not_found(output: &Output) -> bool {
    String::from_utf8_lossy(&output.stdout).contains(NOT_FOUND)
}

impl fmt::Display for CredentialHelper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the program {}", self.program.display())
    }
}
