//! Whether a request carries a key where the Ledger says it does. Any key is a good one.

use axum::http::header::AUTHORIZATION;

use crate::arguments::Received;
use crate::operation::CredentialPlace;

impl CredentialPlace {
    /// A header's place from the Ledger's format, such as `Apikey {secret}`.
    pub(crate) fn header(name: &str, format: &str) -> Self {
        let (before, after) = format.split_once("{secret}").unwrap_or((format, ""));
        let (name, before, after) = (name.to_owned(), before.to_owned(), after.to_owned());
        Self::Header { name, before, after }
    }

    /// Whether there is a key in its place.
    pub(crate) fn is_given(&self, received: &Received) -> bool {
        let Received { headers, query, .. } = received;
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        match self {
            Self::Header { name, before, after } => text(name).is_some_and(|value| {
                let key = value.strip_prefix(before.as_str());
                let key = key.and_then(|key| key.strip_suffix(after.as_str()));
                key.is_some_and(|key| !key.trim().is_empty())
            }),
            Self::Query { name } => {
                query.iter().any(|(key, value)| key == name && !value.is_empty())
            }
            Self::Basic => text(AUTHORIZATION.as_str())
                .and_then(|value| value.strip_prefix("Basic "))
                .is_some_and(|pair| !pair.trim().is_empty()),
            Self::Signature(signature) => signature.refuses(received).is_none(),
        }
    }

    /// What is missing, in words.
    pub(crate) fn describe(&self, received: &Received) -> String {
        match self {
            Self::Header { name, before, after } => {
                format!("a key in the header `{name}: {before}…{after}`")
            }
            Self::Query { name } => format!("a key in the query parameter `{name}`"),
            Self::Basic => "a user and password in the header `Authorization: Basic …`".to_owned(),
            Self::Signature(signature) => {
                let why = signature.refuses(received).unwrap_or_default();
                format!("a signature that holds: {why}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(place: &CredentialPlace, header: &str, query: &[(&str, &str)]) -> bool {
        let mut headers = axum::http::HeaderMap::new();
        if !header.is_empty() {
            headers.insert("authorization", header.parse().unwrap());
        }
        let query: Vec<_> =
            query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        place.is_given(&Received { query, headers, body: Vec::new(), sent: None })
    }

    #[test]
    fn a_key_must_stand_in_its_place() {
        let bearer = CredentialPlace::header("Authorization", "Bearer {secret}");
        assert!(given(&bearer, "Bearer x", &[]));
        for wrong in ["", "Bearer", "Bearer ", "Apikey x", "x"] {
            assert!(!given(&bearer, wrong, &[]), "{wrong}");
        }
        let bare = CredentialPlace::header("Authorization", "{secret}");
        assert!(given(&bare, "x", &[]) && !given(&bare, "", &[]));
        let query = CredentialPlace::Query { name: "key".to_owned() };
        assert!(
            given(&query, "", &[("key", "x")]) && !given(&query, "", &[("key", ""), ("k", "x")])
        );
        assert!(given(&CredentialPlace::Basic, "Basic eDp5", &[]));
        assert!(!given(&CredentialPlace::Basic, "Bearer x", &[]));
    }
}
