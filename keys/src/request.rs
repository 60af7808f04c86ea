//! Signatures of requests. Each protocol has a text that it signs and headers that carry what the
//! text was made of; each attempt is signed anew, at its own moment.

pub mod axon;
pub mod btauth;
pub mod epistula;
mod python;

use sha2::{Digest as _, Sha256};

use crate::{Address, Signature, hexadecimal};

pub use python::text as python_text;

/// A request as its signature sees it.
#[derive(Clone, Copy, Debug)]
pub struct Message<'message> {
    /// `POST`
    pub method: &'message str,
    /// Path and query, as they are sent.
    pub target: &'message str,
    /// All bytes of the body; none is empty.
    pub body: &'message [u8],
}

/// When a request is signed, and a name that no other has.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Since 1970, in nanoseconds.
    pub nanoseconds: u64,
    /// A random UUID.
    pub uuid: String,
}

/// Headers to be sent.
pub type Headers = Vec<(&'static str, String)>;

/// What was received, by a header's name in lower case.
pub type Received<'request> = dyn Fn(&str) -> Option<String> + 'request;

/// Why a received request isn't taken for signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// A header is missing or has another form.
    #[error("the header `{0}` is missing or malformed")]
    Header(&'static str),
    /// It was signed for somebody else.
    #[error("it is signed for another receiver")]
    Receiver,
    /// The body isn't the one that was hashed.
    #[error("its body isn't the one that was signed")]
    Body,
    /// The signature isn't of that text by that key.
    #[error("its signature doesn't hold")]
    Signature,
}

/// The digest of a body, in lower-case digits.
fn sha256(bytes: &[u8]) -> String {
    let mut text = String::new();
    hexadecimal::digits(&Sha256::digest(bytes), &mut text);
    text
}

fn header(received: &Received<'_>, name: &'static str) -> Result<String, RequestError> {
    received(name).ok_or(RequestError::Header(name))
}

fn address(received: &Received<'_>, name: &'static str) -> Result<Address, RequestError> {
    header(received, name)?.parse().map_err(|_| RequestError::Header(name))
}

fn signature(received: &Received<'_>, name: &'static str) -> Result<Signature, RequestError> {
    header(received, name)?.parse().map_err(|_| RequestError::Header(name))
}

#[cfg(test)]
pub(crate) mod testing {
    //! What the tests of all protocols share.

    use super::{Headers, Moment};
    use crate::Address;

    pub(crate) const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    pub(crate) const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
    pub(crate) const UUID: &str = "5ecbd69c-1cec-11ee-b0dc-e29ce36fec1a";

    pub(crate) fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    pub(crate) fn moment() -> Moment {
        Moment { nanoseconds: 1_700_000_000_000_000_000, uuid: UUID.to_owned() }
    }

    pub(crate) fn lookup(headers: &Headers) -> impl Fn(&str) -> Option<String> {
        |name| {
            let mut found = headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
            found.next().map(|(_, value)| value.clone())
        }
    }
}
