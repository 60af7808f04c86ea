//! Which secret may go where.
//!
//! A secret is trusted to an *origin*, never to a template, an entry or a project: without that, a
//! cloned project could name somebody's key as the key of its own host. Trust comes from the
//! Ledger that is embedded in the binary and from the user, from nowhere else; the client asks at
//! every request, so that whatever named the origin is covered.

use std::collections::BTreeSet;

use crate::{HOTKEY, Origin, OriginError, REGISTRY, Refusal};

/// The trusted pairs of secret and origin. Loopback needs no pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    pairs: BTreeSet<(String, Origin)>,
}

/// A line of grants that can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// Not of the form `NAME=https://host`.
    #[error("`{0}` doesn't say which secret may go where: write `NAME=https://host`")]
    Form(String),
    /// The name isn't one that a variable can have.
    #[error("`{0}` is no name of a secret: it is that of its environment variable")]
    Name(String),
    /// What stands behind the `=` is no origin.
    #[error(transparent)]
    Origin(#[from] OriginError),
}

impl Trust {
    /// Trust in the pairs that the embedded Ledger lists.
    pub fn listed(pairs: impl IntoIterator<Item = (String, Origin)>) -> Self {
        Self { pairs: pairs.into_iter().collect() }
    }

    /// Trusts one more pair.
    pub fn grant(&mut self, secret: impl Into<String>, origin: Origin) {
        self.pairs.insert((secret.into(), origin));
    }

    /// Trusts what the user wrote: `NAME=https://host` items, separated by commas or line breaks;
    /// several origins of one secret may follow each other, and `#` begins a comment line. All or
    /// nothing: a grant that can't be read grants none of them.
    pub fn grant_all(&mut self, text: &str) -> Result<(), GrantError> {
        let mut granted = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            let mut name = None;
            for item in line.split(',').map(str::trim).filter(|item| !item.is_empty()) {
                let origin = match item.split_once('=') {
                    Some((left, right)) => {
                        name = Some(secret_name(left.trim())?);
                        right.trim()
                    }
                    None => item,
                };
                let name = name.ok_or_else(|| GrantError::Form(item.to_owned()))?;
                granted.push((name.to_owned(), origin.parse()?));
            }
        }
        self.pairs.extend(granted);
        Ok(())
    }

    /// Whether the secret may go there; the refusal says what the user can do about it.
    pub fn allows(&self, secret: &str, origin: &Origin) -> Result<(), Refusal> {
        if origin.is_loopback() {
            return Ok(());
        }
        let (secret, origin) = (secret.to_owned(), origin.clone());
        // A signature may be seen by others; the key that makes it isn't sent.
        if !origin.is_encrypted() && secret != HOTKEY {
            return Err(Refusal::PlainHttp { secret, origin });
        }
        let pair = (secret, origin);
        if self.pairs.contains(&pair) {
            return Ok(());
        }
        let (secret, origin) = pair;
        Err(Refusal::UntrustedOrigin { secret, origin })
    }
}

/// A name that an environment variable can have in a shell, that of the hotkey, or that of a login for a
/// registry.
fn secret_name(name: &str) -> Result<&str, GrantError> {
    if name == HOTKEY || name.strip_prefix(REGISTRY).is_some_and(is_host) {
        return Ok(name);
    }
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if starts && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        Ok(name)
    } else {
        Err(GrantError::Name(name.to_owned()))
    }
}

/// A host, with a port perhaps.
fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Origin {
        text.parse().unwrap()
    }

    fn granted(text: &str) -> Result<Trust, GrantError> {
        let mut trust = Trust::default();
        trust.grant_all(text).map(|()| trust)
    }

    #[test]
    fn a_pair_is_trusted_exactly() {
        let trust = Trust::listed([("A_KEY".to_owned(), origin("https://a.example"))]);
        assert_eq!(trust.allows("A_KEY", &origin("https://a.example:443")), Ok(()));
        for (name, to) in [
            ("A_KEY", "https://b.example"),
            ("A_KEY", "https://a.example:8443"),
            ("A_KEY", "https://x.a.example"),
            ("B_KEY", "https://a.example"),
            ("a_key", "https://a.example"),
        ] {
            let refusal = trust.allows(name, &origin(to)).unwrap_err();
            let hint = refusal.hint().unwrap();
            assert!(hint.contains(&format!("orchc trust {name} {to}")), "{hint}");
        }
    }

    #[test]
    fn plain_http_is_refused_even_if_granted() {
        let mut trust = Trust::default();
        trust.grant("A_KEY", origin("http://a.example"));
        let refusal = trust.allows("A_KEY", &origin("http://a.example")).unwrap_err();
        assert!(matches!(refusal, Refusal::PlainHttp { .. }));
    }

    #[test]
    fn a_hotkey_signs_where_it_is_trusted_over_plain_http_too() {
        let trust = granted("@hotkey=http://192.0.2.7:8091").unwrap();
        assert_eq!(trust.allows(HOTKEY, &origin("http://192.0.2.7:8091")), Ok(()));
        for to in ["http://192.0.2.7", "http://192.0.2.8:8091", "https://192.0.2.7:8091"] {
            let refusal = trust.allows(HOTKEY, &origin(to)).unwrap_err();
            let hint = refusal.hint().unwrap();
            assert!(hint.contains(&format!("orchc trust @hotkey {to}")), "{hint}");
        }
        assert!(granted("@other=https://a.example").is_err());
    }

    #[test]
    fn a_login_for_a_registry_goes_where_it_is_granted() {
        let name = "@registry:registry.example:5000";
        let trust = granted(&format!("{name}=https://tokens.example")).unwrap();
        assert_eq!(trust.allows(name, &origin("https://tokens.example")), Ok(()));
        for (other, to) in [
            (name, "https://other.example"),
            ("@registry:registry.example", "https://tokens.example"),
            ("@registry:other.example", "https://tokens.example"),
        ] {
            assert!(trust.allows(other, &origin(to)).is_err(), "{other} {to}");
        }
        for wrong in ["@registry:", "@registry:a b", "@registry:a/b", "@registry"] {
            assert!(granted(&format!("{wrong}=https://a.example")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn loopback_needs_no_grant() {
        for to in ["http://127.0.0.1:9", "http://localhost:1", "https://[::1]"] {
            assert_eq!(Trust::default().allows("ANY", &origin(to)), Ok(()));
        }
        for to in ["https://10.0.0.1", "https://[64:ff9b::7f00:1]", "https://[2002:7f00:1::]"] {
            assert!(Trust::default().allows("ANY", &origin(to)).is_err(), "{to}");
        }
    }

    #[test]
    fn grants_are_read_from_text() {
        let trust = granted(
            "# mine\nA=https://a.example,https://b.example:8443, B = https://c.example\n\nC=http://localhost:1\n",
        )
        .unwrap();
        for (name, to) in [
            ("A", "https://a.example"),
            ("A", "https://b.example:8443"),
            ("B", "https://c.example"),
        ] {
            assert_eq!(trust.allows(name, &origin(to)), Ok(()), "{name} {to}");
        }
        assert!(trust.allows("B", &origin("https://a.example")).is_err());
    }

    #[test]
    fn unreadable_grants_grant_nothing() {
        for (text, part) in [
            ("https://a.example", "which secret"),
            ("A=a.example", "https://api.example.com"),
            ("A=https://a.example/v1", "leave the rest out"),
            ("A B=https://a.example", "name of a secret"),
            ("=https://a.example", "name of a secret"),
        ] {
            let error = granted(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
        let mut trust = Trust::default();
        assert!(trust.grant_all("A=https://a.example\nB=nonsense").is_err());
        assert!(trust.allows("A", &origin("https://a.example")).is_err());
    }
}
