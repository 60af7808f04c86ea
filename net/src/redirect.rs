//! Which redirects are followed.
//!
//! None of a request with a body; of the others at most [`MAX_HOPS`], to the same origin or
//! without credentials, never from https to http, and never from elsewhere to this machine, whose
//! services only the user's own entries may name. All others are ordinary answers.

use reqwest::Method;
use url::Url;

use crate::{Origin, Request, Response};

/// Redirects followed in a row.
pub(crate) const MAX_HOPS: usize = 3;

/// Where a followed redirect leads, with the origin there.
pub(crate) fn target(request: &Request, answer: &Response) -> Option<(Url, Origin)> {
    let safe = matches!(request.method, Method::GET | Method::HEAD) && request.body.is_none();
    if !safe || !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let mut url = answer.url.join(answer.header("location")?).ok()?;
    url.set_fragment(None);
    let (from, to) = (Origin::of(&answer.url).ok()?, Origin::of(&url).ok()?);
    let names_user = !url.username().is_empty() || url.password().is_some();
    let loses_encryption = from.is_encrypted() && !to.is_encrypted();
    let takes_credentials_along = from != to && !request.credentials.is_empty();
    let leads_inside = to.is_loopback() && !from.is_loopback();
    let refused = names_user || loses_encryption || takes_credentials_along || leads_inside;
    (!refused).then_some((url, to))
}

/// The headers that go along to another origin: what the caller added for the first one may say
/// more about the user than the second one should know.
pub(crate) fn may_go_elsewhere(header: &str) -> bool {
    ["accept", "accept-language"].iter().any(|allowed| header.eq_ignore_ascii_case(allowed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Credential, Secret};

    fn followed(request: &Request, status: u16, location: &str) -> Option<String> {
        let answer = Response {
            status,
            headers: vec![("location".to_owned(), location.to_owned())],
            body: Vec::new(),
            complete: true,
            url: request.url.clone(),
        };
        target(request, &answer).map(|(url, _)| url.to_string())
    }

    fn get() -> Request {
        Request::new(Method::GET, "https://a.example/one?x=1".parse().unwrap())
    }

    #[test]
    fn plain_reads_follow_within_and_between_origins() {
        assert_eq!(followed(&get(), 302, "/two#f").as_deref(), Some("https://a.example/two"));
        assert_eq!(
            followed(&get(), 301, "https://b.example/").as_deref(),
            Some("https://b.example/")
        );
        assert_eq!(followed(&get(), 307, "//c.example").as_deref(), Some("https://c.example/"));
    }

    #[test]
    fn credentials_stay_with_their_origin() {
        let request = get().credential(Credential::bearer(Secret::new("K", "v")));
        assert!(followed(&request, 302, "https://a.example/two").is_some());
        for elsewhere in
            ["https://b.example/", "https://a.example:8443/", "//a.example.evil.example/"]
        {
            assert_eq!(followed(&request, 302, elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn bodies_and_other_methods_are_not_repeated_elsewhere() {
        assert_eq!(followed(&get().body("x"), 307, "/two"), None);
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let request = Request { method, ..get() };
            assert_eq!(followed(&request, 303, "/two"), None);
        }
    }

    #[test]
    fn what_is_no_safe_address_is_not_followed() {
        for location in [
            "http://a.example/",
            "ftp://a.example/",
            "javascript:1",
            "https://u:p@a.example/",
            "https://127.0.0.1:8080/admin",
            "https://localhost/",
            "https://",
        ] {
            assert_eq!(followed(&get(), 302, location), None, "{location}");
        }
        assert_eq!(followed(&get(), 300, "/two"), None);
        assert_eq!(followed(&get(), 304, "/two"), None);
    }
}
