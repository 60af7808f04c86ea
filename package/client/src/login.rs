//! Logins for registries, as Docker keeps them.
//!
//! The text of Docker's `config.json` comes from the caller; programs that it names
//! (`docker-credential-…`) are run, since whoever wrote that file may run programs anyway. A project
//! has no say in it.

use std::fmt;

use docker_credential::{CredentialRetrievalError as Cause, DockerCredential};
use orchestra_net::SecretText;

/// A user's name and password for one registry.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Who.
    pub user: String,
    /// Never printed.
    pub password: SecretText,
}

/// Why a login can't be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The file isn't what Docker writes.
    #[error("Docker's config.json can't be read as one")]
    Config,
    /// The entry of the registry can't be decoded.
    #[error("the login for {0} in Docker's config.json is damaged")]
    Damaged(String),
    /// A login of a kind that these tools don't know.
    #[error("the login for {0} is an identity token, which these tools can't use")]
    IdentityToken(String),
    /// Those that the caller keeps itself.
    #[error("{why}")]
    Own {
        /// What is wrong with them.
        why: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The program fails.
    #[error("the program that keeps the login for {0} failed")]
    Program(String),
}

impl LoginError {
    pub(crate) fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Own { hint, .. } => return hint.clone(),
            Self::Config => "`docker login` writes it; DOCKER_CONFIG names another folder".into(),
            Self::Damaged(host) => format!("`docker login {host}` writes it anew"),
            Self::IdentityToken(host) => {
                format!("log in with an access token: `docker login --username USER {host}`")
            }
            Self::Program(_) => {
                "`credsStore` and `credHelpers` in Docker's config.json name it: it is \
                 `docker-credential-…` on the PATH"
                    .into()
            }
        })
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login([redacted])")
    }
}

/// Under which Docker's own registry keeps its logins.
const DOCKER_HUB: &str = "https://index.docker.io/v1/";

/// How people name Docker's own registry.
pub const DOCKER_HUB_HOST: &str = "docker.io";

/// Whether a host is Docker's own registry.
#[must_use]
pub fn is_docker_hub(host: &str) -> bool {
    [DOCKER_HUB_HOST, "index.docker.io", "registry-1.docker.io"].contains(&host)
}

/// The address under which Docker keeps the login for a host.
#[must_use]
pub fn docker_server(host: &str) -> &str {
    if is_docker_hub(host) { DOCKER_HUB } else { host }
}

/// What a credential helper says where it knows nothing.
const NOT_FOUND: &str = "credentials not found";

/// The login for a host (with its port, where that isn't the usual one) in the text of Docker's
/// `config.json`; none where there is none.
///
/// # Errors
/// Where there is one that can't be used.
pub fn docker_login(config: &str, host: &str) -> Result<Option<Login>, LoginError> {
    let server = docker_server(host);
    let shown = || host.to_owned();
    match docker_credential::get_credential_from_reader(config.as_bytes(), server) {
        Ok(DockerCredential::UsernamePassword(user, password)) => {
            Ok(Some(Login { user, password: SecretText::new(password) }))
        }
        Ok(DockerCredential::IdentityToken(_)) => Err(LoginError::IdentityToken(shown())),
        Err(Cause::NoCredentialConfigured) => Ok(None),
        Err(Cause::HelperFailure { stdout, .. }) if stdout.contains(NOT_FOUND) => Ok(None),
        Err(Cause::ConfigReadError | Cause::ConfigNotFound) => Err(LoginError::Config),
        Err(Cause::CredentialDecodingError | Cause::CredentialMismatchError) => {
            Err(LoginError::Damaged(shown()))
        }
        // What the program printed may hold the password.
        Err(
            Cause::HelperFailure { .. }
            | Cause::HelperCommunicationError
            | Cause::MalformedHelperResponse,
        ) => Err(LoginError::Program(shown())),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    fn pair(text: &str) -> String {
        base64::engine::general_purpose::STANDARD.encode(text)
    }

    fn found(config: &str, host: &str) -> Option<(String, String)> {
        let login = docker_login(config, host).unwrap()?;
        assert_eq!(format!("{login:?}"), "Login([redacted])");
        Some((login.user, login.password.reveal().to_owned()))
    }

    #[test]
    fn a_login_is_found_by_its_host() {
        let auth = pair("me:pass:word");
        let config = format!(
            r#"{{"auths":{{"registry.example":{{"auth":"{auth}"}},
                "localhost:5000":{{"username":"u","password":"p"}},
                "https://index.docker.io/v1/":{{"auth":"{auth}"}}}}}}"#
        );
        let me = Some(("me".to_owned(), "pass:word".to_owned()));
        assert_eq!(found(&config, "registry.example"), me);
        assert_eq!(found(&config, "registry-1.docker.io"), me);
        assert_eq!(found(&config, "localhost:5000"), Some(("u".to_owned(), "p".to_owned())));
        for other in ["registry.example:444", "example", "xregistry.example", "localhost"] {
            assert_eq!(found(&config, other), None, "{other}");
        }
        assert_eq!(found("{}", "registry.example"), None);
    }

    #[test]
    fn what_cannot_be_used_is_said_without_what_it_holds() {
        let token = r#"{"auths":{"a.example":{"identitytoken":"canary"}}}"#;
        let damaged = r#"{"auths":{"a.example":{"auth":"canary!"}}}"#;
        let program = r#"{"credHelpers":{"a.example":"orchestra-is-not-there"}}"#;
        let host = || "a.example".to_owned();
        for (config, error) in [
            (token, LoginError::IdentityToken(host())),
            (damaged, LoginError::Damaged(host())),
            (program, LoginError::Program(host())),
            ("canary", LoginError::Config),
        ] {
            let found = docker_login(config, "a.example").unwrap_err();
            assert!(!format!("{found} {found:?} {}", found.hint().unwrap()).contains("canary"));
            assert_eq!(found, error);
        }
    }
}
