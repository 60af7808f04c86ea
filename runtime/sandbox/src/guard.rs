//! Who may talk to the port: programs of this machine that mean it, no web page that a browser
//! was lured to (DNS rebinding sends a foreign `Host`, a cross-site request a foreign `Origin`).

use std::net::SocketAddr;

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// Why a request isn't listened to, if so.
pub(crate) fn refuses(headers: &HeaderMap, address: SocketAddr) -> Option<&'static str> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if !text(HOST).is_some_and(|host| is_own(host, address)) {
        return Some("the Host header names another machine");
    }
    match text(ORIGIN).map(|origin| origin.strip_prefix("http://")) {
        None => None,
        Some(Some(host)) if is_own(host, address) => None,
        Some(_) => Some("the Origin header names another site"),
    }
}

/// Whether an authority means this server.
fn is_own(authority: &str, address: SocketAddr) -> bool {
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    let is_here = host == address.ip().to_string() || host.eq_ignore_ascii_case("localhost");
    is_here && port.parse() == Ok(address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(host: Option<&str>, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        host.map(|host| headers.insert(HOST, host.parse().unwrap()));
        origin.map(|origin| headers.insert(ORIGIN, origin.parse().unwrap()));
        refuses(&headers, "127.0.0.1:8080".parse().unwrap()).is_some()
    }

    #[test]
    fn only_its_own_names_are_heard() {
        assert!(!refused(Some("127.0.0.1:8080"), None));
        assert!(!refused(Some("LOCALHOST:8080"), None));
        assert!(!refused(Some("127.0.0.1:8080"), Some("http://localhost:8080")));
        for host in [
            "evil.example",
            "evil.example:8080",
            "127.0.0.1",
            "127.0.0.1:9",
            "127.0.0.1.evil:8080",
            "",
        ] {
            assert!(refused(Some(host), None), "{host}");
        }
        assert!(refused(None, None));
        for origin in
            ["https://evil.example", "null", "http://127.0.0.1:9", "https://127.0.0.1:8080"]
        {
            assert!(refused(Some("127.0.0.1:8080"), Some(origin)), "{origin}");
        }
    }
}
