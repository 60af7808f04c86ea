//! An answer, whole and within its limits.

use url::Url;

/// An answer of any status; redirects that weren't followed are ordinary ones.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers in order, names in lower case; bytes beyond ASCII are replaced.
    pub headers: Vec<(String, String)>,
    /// The unpacked body. Of an answer that isn't 2xx it is what could be read, since the status
    /// alone decides there; [`Response::complete`] tells.
    pub body: Vec<u8>,
    /// Whether `body` is all that was sent. Always true of a 2xx.
    pub complete: bool,
    /// The address that answered, after redirects; without credentials.
    pub url: Url,
}

impl Response {
    /// The first header of this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Whether the status is 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The first header of this name, in any case.
pub(crate) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut values = headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
    values.next().map(|(_, value)| value.as_str())
}
