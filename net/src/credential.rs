//! Secrets on their way out: what a request carries, and where in it.

use std::fmt;
use std::sync::Arc;

use url::Url;

/// The value of a secret. It is never printed: `Debug` shows a placeholder and there is no
/// `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a value.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself: for the request that carries it, and for digests.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A secret by the name of its variable, with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The name that trust is given to, such as `DESEARCH_API_KEY`.
    pub name: String,
    /// What is sent.
    pub value: SecretText,
}

impl Secret {
    /// A secret by name and value.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: SecretText::new(value) }
    }
}

/// A secret and its place in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A header, `{secret}` in `format` being the value: `Bearer {secret}`.
    Header {
        /// The header's name.
        header: String,
        /// The header's value with one or more `{secret}` in it.
        format: String,
        /// What stands there.
        secret: Secret,
    },
    /// A query parameter.
    Query {
        /// The parameter's name.
        parameter: String,
        /// Its value.
        secret: Secret,
    },
    /// A string of a JSON body.
    Body {
        /// A JSON pointer to the string whose place it takes.
        pointer: String,
        /// What stands there.
        secret: Secret,
    },
    /// `Authorization: Basic …` (RFC 7617).
    Basic {
        /// The user.
        user: BasicUser,
        /// The password.
        password: Secret,
    },
    /// What a key makes of the whole request, for each attempt anew. The key itself stays.
    Signature {
        /// What it signs with. A signature is worth as much, so it goes where these may go.
        keys: Vec<Secret>,
        /// Signs.
        signer: Signer,
    },
}

/// The name under which the user's hotkey is trusted to sign for an origin. No variable can be
/// called that, so nothing that asks for a variable is ever given the key.
pub const HOTKEY: &str = "@hotkey";

/// What the name of a login for a registry begins with, before its host: `@registry:ghcr.io`. Such a
/// login goes to its registry; where that names others who give tokens, the user says whether to them
/// too. No variable can be called that either.
pub const REGISTRY: &str = "@registry:";

/// Signs requests.
pub trait Sign: fmt::Debug + Send + Sync {
    /// What signs a request. What keeps it from being signed is said in words that follow "it can't
    /// be signed: ".
    ///
    /// # Errors
    /// Where the request lacks what is signed.
    fn sign(&self, request: &Unsigned<'_>) -> Result<Signed, String>;
}

/// What a signature adds to a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signed {
    /// Headers, in place of those of their names.
    pub headers: Vec<(String, String)>,
    /// The body, where the signature stands in it too; none leaves it as it is.
    pub body: Option<Vec<u8>>,
}

/// A request as it is sent, but for its signature.
#[derive(Clone, Copy, Debug)]
pub struct Unsigned<'request> {
    /// `POST`
    pub method: &'request str,
    /// Where it goes; path and query are sent as they stand there.
    pub url: &'request Url,
    /// By name, in lower case. Those of the connection itself are missing.
    pub headers: &'request [(String, String)],
    /// All bytes of the body; none is empty.
    pub body: &'request [u8],
}

/// A shared [`Sign`].
#[derive(Clone, Debug)]
pub struct Signer(pub Arc<dyn Sign>);

impl PartialEq for Signer {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Signer {}

/// The user's name in basic authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BasicUser {
    /// A name that the Ledger states.
    Fixed(String),
    /// A name that comes from a variable, hence a secret like any other: or an entry could name
    /// somebody's key as its "user".
    Secret(Secret),
}

impl Credential {
    /// `Authorization: Bearer …`.
    #[must_use]
    pub fn bearer(secret: Secret) -> Self {
        let (header, format) = ("Authorization".to_owned(), "Bearer {secret}".to_owned());
        Self::Header { header, format, secret }
    }

    /// All secrets that it carries.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let (one, other, keys) = match self {
            Self::Header { secret, .. }
            | Self::Query { secret, .. }
            | Self::Body { secret, .. } => (Some(secret), None, &[][..]),
            Self::Basic { user: BasicUser::Secret(user), password } => {
                (Some(password), Some(user), &[][..])
            }
            Self::Basic { user: BasicUser::Fixed(_), password } => (Some(password), None, &[][..]),
            Self::Signature { keys, .. } => (None, None, &keys[..]),
        };
        one.into_iter().chain(other).chain(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_debug_output_shows_a_value() {
        let credential = Credential::Basic {
            user: BasicUser::Secret(Secret::new("USER_NAME", "canary-user")),
            password: Secret::new("PASSWORD", "canary-password"),
        };
        let shown = format!("{credential:?} {:?}", Credential::bearer(Secret::new("K", "canary")));
        assert!(!shown.contains("canary") && shown.contains("USER_NAME"), "{shown}");
    }

    #[test]
    fn a_user_from_a_variable_is_a_secret_too() {
        let names = |credential: &Credential| {
            credential.secrets().map(|secret| secret.name.clone()).collect::<Vec<_>>()
        };
        let password = Secret::new("PASSWORD", "p");
        let user = BasicUser::Secret(Secret::new("USER_NAME", "u"));
        let basic = Credential::Basic { user, password: password.clone() };
        assert_eq!(names(&basic), ["PASSWORD", "USER_NAME"]);
        let fixed = Credential::Basic { user: BasicUser::Fixed("me".to_owned()), password };
        assert_eq!(names(&fixed), ["PASSWORD"]);
    }
}
