//! What something is kept for.

use std::{fmt, path::Path};

use orchestra_package_client::{
    Address,
    login::{DOCKER_HUB_HOST, docker_server, is_docker_hub},
};

use crate::secrets::is_variable;

/// A secret, or a registry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// By the name of its variable: `ACME_API_KEY`.
    Secret(String),
    /// By its host, with a port that isn't the usual one, as Docker names it: `registry.example`.
    Registry(String),
}

impl Subject {
    /// What a user means: a variable's name, or a host, also as the address of a library. None where it is
    /// neither; it isn't to be shown then, since it may be the secret itself.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_host = text.contains(['.', ':']) || text == "localhost";
        if is_variable(text) && !is_host {
            return Some(Self::Secret(text.to_owned()));
        }
        let address = text.strip_prefix("oci://").unwrap_or(text);
        match Address::parse(&format!("oci://{address}"), Path::new("")) {
            Ok(Address::Registry(registry)) if is_host => Some(Self::registry(registry.host())),
            _ => None,
        }
    }

    /// The registry at a host, which is one whatever name of it Docker's own is given.
    pub(crate) fn registry(host: &str) -> Self {
        Self::Registry(if is_docker_hub(host) { DOCKER_HUB_HOST } else { host }.to_owned())
    }

    /// The address by which a credential helper keeps it. Of a registry it is Docker's own, so that both
    /// find the same login; of a secret, one that leads nowhere.
    pub(super) fn server(&self) -> String {
        match self {
            Self::Secret(name) => format!("https://orchestra.invalid/{name}"),
            Self::Registry(host) => docker_server(host).to_owned(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(name) => f.write_str(name),
            Self::Registry(host) => f.write_str(host),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Subject;

    #[test]
    fn a_name_is_that_of_a_variable_or_of_a_host() {
        let secret = |name: &str| Some(Subject::Secret(name.to_owned()));
        let registry = |host: &str| Some(Subject::Registry(host.to_owned()));
        for (text, subject) in [
            ("ACME_API_KEY", secret("ACME_API_KEY")),
            ("acme_key", secret("acme_key")),
            ("registry.example", registry("registry.example")),
            ("oci://registry.example/team", registry("registry.example")),
            ("registry.example:5000", registry("registry.example:5000")),
            ("localhost", registry("localhost")),
            ("127.0.0.1:5000", registry("127.0.0.1:5000")),
            ("registry-1.docker.io", registry("docker.io")),
            ("", None),
            ("@hotkey", None),
            ("@file:/key", None),
            ("ACME_API_KEY=value", None),
            ("sk-value", None),
            ("me:word@registry.example", None),
            ("https://registry.example", None),
        ] {
            assert_eq!(Subject::parse(text), subject, "{text}");
        }
        let hub = Subject::registry("index.docker.io");
        assert_eq!(
            (hub.to_string(), hub.server()),
            ("docker.io".into(), "https://index.docker.io/v1/".into())
        );
    }
}
