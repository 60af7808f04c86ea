//! Where a library is: a registry, or a folder.

use std::path::{Path, PathBuf};

use orchestra_net::{Origin, Url};

/// A library's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `oci://registry.example/team`
    Registry(RegistryAddress),
    /// A folder in OCI image layout.
    Folder(PathBuf),
}

/// A registry, and the repositories in it that are packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryAddress {
    pub(crate) origin: Origin,
    /// Host and port, as Docker keeps logins by.
    pub(crate) host: String,
    /// What packages' names are put behind: `team`, or nothing.
    pub(crate) path: String,
}

/// A text that names no library.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Another scheme.
    #[error("`{0}` is no library: it begins with `oci://`, or is a folder")]
    Scheme(String),
    /// No host, or more than a host and a path.
    #[error("`{0}` is no registry: write `oci://registry.example/team`")]
    Registry(String),
    /// A path that no repository has.
    #[error("`{0}` is no path of a registry: its parts are a-z and 0-9, joined by `.`, `_`, `-`")]
    Path(String),
}

impl AddressError {
    pub(crate) fn hint(&self) -> String {
        "a library is `oci://registry.example/team`, or a folder: `./library`".to_owned()
    }
}

const SCHEME: &str = "oci://";

impl Address {
    /// The library that a text names. Folders are taken from `base`.
    ///
    /// # Errors
    /// Where it names none.
    pub fn parse(text: &str, base: &Path) -> Result<Self, AddressError> {
        match text.strip_prefix(SCHEME) {
            Some(rest) => RegistryAddress::parse(text, rest).map(Self::Registry),
            None if text.contains("://") || text.is_empty() => {
                Err(AddressError::Scheme(without_user(text)))
            }
            None => Ok(Self::Folder(base.join(text))),
        }
    }
}

impl RegistryAddress {
    fn parse(whole: &str, rest: &str) -> Result<Self, AddressError> {
        let wrong = || AddressError::Registry(without_user(whole));
        let encrypted: Url = format!("https://{rest}").parse().map_err(|_| wrong())?;
        // A user stands before `@`, even one without a name.
        let is_bare = !rest.contains('@')
            && encrypted.query().is_none()
            && encrypted.fragment().is_none()
            // An address with more slashes is one for a URL, and names another host.
            && !rest.starts_with(['/', '\\']);
        let origin = Origin::of(&encrypted).ok().filter(|_| is_bare).ok_or_else(wrong)?;
        // Registries on this machine speak plain http, as Docker has it; all others are encrypted.
        let origin = match origin.is_loopback() {
            true => format!("http://{rest}")
                .parse()
                .ok()
                .and_then(|url| Origin::of(&url).ok())
                .ok_or_else(wrong)?,
            false => origin,
        };
        // As written: a URL resolves `..`.
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        let path = path.strip_suffix('/').unwrap_or(path);
        if !path.is_empty() && !path.split('/').all(is_part) {
            return Err(AddressError::Path(path.to_owned()));
        }
        let host = match encrypted.port() {
            Some(port) => format!("{}:{port}", origin.host()),
            None => origin.host(),
        };
        Ok(Self { origin, host, path: path.to_owned() })
    }

    /// Host and port, as logins are kept by.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The name under which the login for this registry is trusted to go elsewhere.
    #[must_use]
    pub fn secret(&self) -> String {
        format!("{}{}", orchestra_net::REGISTRY, self.host)
    }

    /// Whether it is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.origin.is_loopback()
    }

    /// The repository of a package.
    pub(crate) fn repository(&self, package: &str) -> String {
        if self.path.is_empty() {
            return package.to_owned();
        }
        format!("{}/{package}", self.path)
    }

    pub(crate) fn shown(&self) -> String {
        match &*self.path {
            "" => format!("{SCHEME}{}", self.host),
            path => format!("{SCHEME}{}/{path}", self.host),
        }
    }
}

/// A part of a repository's name, as the distribution specification has it.
fn is_part(part: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    let ends = bytes.first().zip(bytes.last());
    ends.is_some_and(|(first, last)| is_letter(*first) && is_letter(*last))
        && bytes.iter().all(|byte| is_letter(*byte) || b"._-".contains(byte))
        && !["..", "___", "._", "_.", ".-", "-.", "_-", "-_"].iter().any(|it| part.contains(it))
}

/// What stands before an `@` may be a password.
fn without_user(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    match host.rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry(text: &str) -> (String, String, String) {
        match Address::parse(text, Path::new("/base")) {
            Ok(Address::Registry(it)) => (it.origin.to_string(), it.shown(), it.secret()),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_registry_is_a_host_and_a_path() {
        let (origin, shown, secret) = registry("oci://Registry.example/team/kits/");
        assert_eq!(origin, "https://registry.example");
        assert_eq!(shown, "oci://registry.example/team/kits");
        assert_eq!(secret, "@registry:registry.example");
        let (origin, shown, secret) = registry("oci://registry.example:8443");
        assert_eq!(origin, "https://registry.example:8443");
        assert_eq!(
            (&*shown, &*secret),
            ("oci://registry.example:8443", "@registry:registry.example:8443")
        );
        for here in ["oci://127.0.0.1:5000/team", "oci://localhost:5000", "oci://[::1]:5000/a"] {
            let (origin, ..) = registry(here);
            assert!(origin.starts_with("http://"), "{origin}");
        }
    }

    #[test]
    fn a_folder_is_taken_from_the_manifests() {
        for (text, path) in [("./library", "/base/./library"), ("/srv/kits", "/srv/kits")] {
            let folder = Address::parse(text, Path::new("/base"));
            assert_eq!(folder, Ok(Address::Folder(path.into())));
        }
    }

    #[test]
    fn what_names_no_library_is_refused_without_its_password() {
        for text in [
            "",
            "https://registry.example/team",
            "oci://",
            "oci:///team",
            "oci://registry.example/Team",
            "oci://registry.example/../team",
            "oci://registry.example/a//b",
            "oci://registry.example/a__-b",
            "oci://registry.example/-a",
            "oci://registry.example/team?x=1",
            "oci://registry.example/team#x",
            "oci://registry.example:99999/team",
            "oci://me:canary@registry.example/team",
            "oci://canary@registry.example",
            "oci://@registry.example",
            "https://me:canary@registry.example/team",
        ] {
            let error = Address::parse(text, Path::new("/")).unwrap_err().to_string();
            assert!(!error.contains("canary"), "{error}");
        }
    }
}
