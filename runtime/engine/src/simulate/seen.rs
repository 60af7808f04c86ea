//! A request as the service that gets it sees it.

use orchestra_plan::binding::Auth;

use crate::{SecretPlace, Send};

/// What stands where a key would: what is simulated has no secrets.
const NO_KEY: &str = "orchestra-test";

/// The same as user and password, in Base64.
const NO_LOGIN: &str = "Basic b3JjaGVzdHJhLXRlc3Q6b3JjaGVzdHJhLXRlc3Q=";

/// A request with all that its key is written into. Signatures are left out: they are checked where
/// requests come over a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// `GET`, `POST`, …
    pub method: String,
    /// `SLUG/ENDPOINT`.
    pub endpoint: String,
    /// What follows the endpoint's base URL, percent-encoded.
    pub path: String,
    /// Names and values of the query, not encoded.
    pub query: Vec<(String, String)>,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Seen {
    /// How `send` arrives, with a word that is no key where one would stand.
    #[must_use]
    pub fn of(send: &Send) -> Self {
        let outgoing = &send.request;
        let mut query = outgoing.query_decoded();
        let mut headers = outgoing.headers.clone();
        let mut header = |name: &str, value: String| headers.push((name.to_owned(), value));
        match &send.auth {
            None
            | Some(
                Auth::Btauth { .. } | Auth::Axon { .. } | Auth::Epistula { .. } | Auth::S3 { .. },
            ) => {}
            Some(Auth::Header { name, format, .. }) => {
                header(name, format.replace("{secret}", NO_KEY));
            }
            Some(Auth::Bearer { .. }) => header("Authorization", format!("Bearer {NO_KEY}")),
            Some(Auth::Basic { .. }) => header("Authorization", NO_LOGIN.to_owned()),
            Some(Auth::Query { name, .. }) => query.push((name.clone(), NO_KEY.to_owned())),
        }
        for place in &outgoing.secrets {
            match place {
                SecretPlace::Header { name, .. } => header(name, NO_KEY.to_owned()),
                SecretPlace::Query { name, .. } => query.push((name.clone(), NO_KEY.to_owned())),
                // A text stands there already.
                SecretPlace::Body { .. } => {}
            }
        }
        Self {
            method: outgoing.method.clone(),
            endpoint: send.endpoint.clone(),
            path: outgoing.path.clone(),
            query,
            headers,
            body: outgoing.body.as_ref().map(|body| body.bytes()).unwrap_or_default(),
        }
    }
}
