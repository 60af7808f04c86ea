//! Whether a request is signed as its service wants it. Any key may sign; how old a request is, and
//! whether it came before, isn't looked at.

use axum::http::header::AUTHORIZATION;
use orchestra_keys::Address;
use orchestra_keys::request::{Message, RequestError, axon, btauth, epistula};
use orchestra_ledger_model::Auth;
use serde_json::Value;

use crate::arguments::Received;

/// A kind of signature, with the one for whom requests are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Signature {
    Btauth(Option<Address>),
    /// With the fields of the body that it covers.
    Axon(Address, Vec<String>),
    Epistula(Option<Address>),
    S3,
}

impl Signature {
    /// None where a key is sent instead, or the receiver is no address, which `check` reports.
    pub(crate) fn of(auth: &Auth, hash_fields: &[String]) -> Option<Self> {
        let receiver = match auth.receiver().map(str::parse::<Address>) {
            Some(Ok(receiver)) => Some(receiver),
            Some(Err(_)) => return None,
            None => None,
        };
        match auth {
            Auth::Btauth { .. } => Some(Self::Btauth(receiver)),
            Auth::Epistula { .. } => Some(Self::Epistula(receiver)),
            Auth::Axon { .. } => receiver.map(|miner| Self::Axon(miner, hash_fields.to_vec())),
            Auth::S3 { .. } => Some(Self::S3),
            Auth::Header { .. } | Auth::Bearer { .. } | Auth::Query { .. } | Auth::Basic { .. } => {
                None
            }
        }
    }

    /// Why a request isn't taken for signed; none where it is.
    pub(crate) fn refuses(&self, received: &Received) -> Option<String> {
        let (method, target) = received.sent.as_ref()?;
        let message = Message { method, target, body: &received.body };
        let header = |name: &str| {
            let value = received.headers.get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let checked = match self {
            Self::Btauth(receiver) => btauth::check(&message, &header, receiver.as_ref()),
            Self::Epistula(receiver) => epistula::check(&message, &header, receiver.as_ref()),
            Self::Axon(miner, fields) => match hash(&received.body, fields) {
                hash if hash == header(axon::BODY_HASH) => axon::check(&header, miner),
                _ => Err(RequestError::Body),
            },
            Self::S3 => {
                let signed = header(AUTHORIZATION.as_str());
                let is_signed = signed.is_some_and(|it| it.starts_with("AWS4-HMAC-SHA256 "));
                return (!is_signed).then(|| "`Authorization` is none of S3".to_owned());
            }
        };
        checked.err().map(|why: RequestError| why.to_string())
    }
}

/// The fields of a body that an axon's signature covers, hashed as they came.
fn hash(body: &[u8], fields: &[String]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let fields = fields.iter().map(|name| body.get(name)).collect::<Option<Vec<_>>>()?;
    Some(axon::body_hash(fields))
}
