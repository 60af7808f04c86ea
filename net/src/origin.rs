//! Origins: what trust is given to, and what a redirect must not leave with credentials.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

use crate::AddressClass;

/// Scheme, host and port of a URL, normalised: the scheme is `http` or `https`, the host is in
/// lower case and ASCII (an address in its canonical form), the port is always known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    scheme: String,
    host: Host<String>,
    port: u16,
}

/// Why a text is no origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// The text is not an absolute URL.
    #[error("`{0}` is not an address such as `https://api.example.com`")]
    NotAnAddress(String),
    /// Another scheme than `http` and `https`.
    #[error("`{scheme}://` is not supported: an origin begins with `https://` or `http://`")]
    Scheme {
        /// The scheme found.
        scheme: String,
    },
    /// More than an origin where only an origin is allowed: a path, a query or a user's name.
    #[error("`{0}` says more than scheme, host and port: leave the rest out")]
    MoreThanAnOrigin(String),
}

impl Origin {
    /// The origin of a URL; its path, query and user part don't matter.
    pub fn of(url: &Url) -> Result<Self, OriginError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(OriginError::Scheme { scheme: url.scheme().to_owned() });
        }
        let host = url.host().ok_or_else(|| OriginError::NotAnAddress(without_user(url)))?;
        let port = url.port_or_known_default();
        Ok(Self {
            scheme: url.scheme().to_owned(),
            host: without_trailing_dot(host.to_owned()),
            port: port.ok_or_else(|| OriginError::NotAnAddress(without_user(url)))?,
        })
    }

    /// The same for messages about a WebSocket: `ws` or `wss`, as its address was written.
    pub(crate) fn of_socket(self) -> Self {
        let scheme = if self.is_encrypted() { "wss" } else { "ws" };
        Self { scheme: scheme.to_owned(), ..self }
    }

    /// `http` or `https`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The host as it stands in a URL, an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> String {
        self.host.to_string()
    }

    /// The port, the scheme's own where the URL names none.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether the host is an address of this machine or `localhost`, which is resolved to such
    /// addresses only. Other names that happen to lead here are not meant.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match (&self.host, self.address()) {
            (_, Some(address)) => AddressClass::of(address) == AddressClass::Loopback,
            (Host::Domain(name), None) => is_localhost(name),
            (_, None) => false,
        }
    }

    /// The address, where the host is one.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        match self.host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
        }
    }

    /// Whether requests to it are encrypted.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.scheme == "https"
    }
}

/// `localhost` and the names below it, which RFC 6761 reserves for loopback.
pub(crate) fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
}

/// `example.com.` and `example.com` are one host: trust must not differ between them.
fn without_trailing_dot(host: Host<String>) -> Host<String> {
    match host {
        Host::Domain(name) => Host::Domain(name.trim_end_matches('.').to_owned()),
        address => address,
    }
}

/// The URL for a message: a user part may hold a password.
fn without_user(url: &Url) -> String {
    let mut url = url.clone();
    // These fail only for URLs that can't have a user part.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

impl fmt::Display for Origin {
    /// As in a URL: the port is left out where it is the scheme's own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        match (self.scheme.as_str(), self.port) {
            ("https" | "wss", 443) | ("http" | "ws", 80) => Ok(()),
            (_, port) => write!(f, ":{port}"),
        }
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    /// Reads `https://host[:port]`, where a single trailing slash is allowed.
    fn from_str(text: &str) -> Result<Self, OriginError> {
        let url = Url::parse(text).map_err(|_| OriginError::NotAnAddress(text.to_owned()))?;
        let origin = Self::of(&url)?;
        let bare = url.username().is_empty() && url.password().is_none();
        if !bare || url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(OriginError::MoreThanAnOrigin(without_user(&url)));
        }
        Ok(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Origin {
        text.parse().unwrap()
    }

    #[test]
    fn spellings_of_one_origin_are_equal() {
        for text in
            ["https://API.example.com", "https://api.example.com:443/", "HTTPS://api.example.com."]
        {
            assert_eq!(origin(text), origin("https://api.example.com"), "{text}");
        }
        assert_eq!(origin("http://0x7f.1:80"), origin("http://127.0.0.1"));
        assert_ne!(origin("https://a.example"), origin("http://a.example"));
        assert_ne!(origin("https://a.example"), origin("https://a.example:8443"));
    }

    #[test]
    fn displays_as_in_a_url() {
        for text in
            ["https://a.example", "http://a.example:8080", "http://[::1]:9", "http://127.0.0.1"]
        {
            assert_eq!(origin(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_origin_says_why() {
        let refused = |text: &str| text.parse::<Origin>().unwrap_err().to_string();
        assert!(refused("api.example.com").contains("https://api.example.com"));
        assert!(refused("ftp://a.example").contains("ftp"));
        assert!(refused("https://a.example/v1").contains("leave the rest out"));
        assert!(!refused("https://user:hunter2@a.example").contains("hunter2"));
        assert!("https://".parse::<Origin>().is_err());
    }

    #[test]
    fn loopback_is_told_by_address_or_reserved_name() {
        for text in [
            "http://127.0.0.1",
            "http://127.9.9.9:1",
            "http://[::1]",
            "http://[::ffff:127.0.0.1]",
            "http://localhost:3",
            "http://a.localhost",
            "http://LOCALHOST.",
        ] {
            assert!(origin(text).is_loopback(), "{text}");
        }
        for text in
            ["http://10.0.0.1", "http://notlocalhost", "http://localhost.example", "http://0.0.0.0"]
        {
            assert!(!origin(text).is_loopback(), "{text}");
        }
    }
}
