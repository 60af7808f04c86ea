//! Signatures of requests: by the user's hotkey, or by an access key of S3. Each is made when a
//! request leaves, over all that is sent, so that every attempt has its own.

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use orchestra_keys::{
    Address, Hotkey,
    request::{Headers, Message, axon, btauth, epistula},
};
use orchestra_net::{SecretText, Sign, Signed, Unsigned};

use super::Moments;

/// A protocol, with the one for whom requests are signed.
#[derive(Clone, Debug)]
pub(super) enum Protocol {
    Btauth(Option<Address>),
    Axon(Address),
    Epistula(Option<Address>),
}

/// Signs with a hotkey.
#[derive(Debug)]
pub(super) struct HotkeySigner {
    pub(super) key: Hotkey,
    pub(super) protocol: Protocol,
    pub(super) moments: Arc<Moments>,
}

impl Sign for HotkeySigner {
    fn sign(&self, request: &Unsigned<'_>) -> Result<Signed, String> {
        let target = target(request);
        let message = Message { method: request.method, target: &target, body: request.body };
        let (key, moment) = (&self.key, self.moments.now());
        let mut body = None;
        let headers: Headers = match &self.protocol {
            Protocol::Btauth(receiver) => btauth::sign(key, &message, receiver.as_ref(), &moment),
            Protocol::Epistula(receiver) => {
                epistula::sign(key, &message, receiver.as_ref(), &moment)
            }
            Protocol::Axon(miner) => {
                let sent = |name: &str| {
                    let header = request.headers.iter().find(|(other, _)| other == name);
                    header.map(|(_, value)| value.clone())
                };
                let hash = sent(axon::BODY_HASH).ok_or("its body isn't hashed for an axon")?;
                let headers = axon::sign(key, &hash, miner, &moment);
                let header = |name: &str| {
                    let own = headers.iter().find(|(other, _)| *other == name);
                    own.map(|(_, value)| value.clone()).or_else(|| sent(name))
                };
                let whole = axon::whole_body(request.body, &header);
                body = Some(whole.ok_or("its body is no JSON object, as an axon wants it")?);
                headers
            }
        };
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Ok(Signed { headers, body })
    }
}

/// Path and query, as they are sent.
fn target(request: &Unsigned<'_>) -> String {
    match request.url.query() {
        Some(query) => format!("{}?{query}", request.url.path()),
        None => request.url.path().to_owned(),
    }
}

/// Signs with an access key, as AWS's Signature Version 4 has it for S3.
#[derive(Debug)]
pub(super) struct S3Signer {
    pub(super) key_id: SecretText,
    pub(super) secret: SecretText,
    pub(super) region: String,
    pub(super) moments: Arc<Moments>,
}

impl Sign for S3Signer {
    fn sign(&self, request: &Unsigned<'_>) -> Result<Signed, String> {
        let mut settings = SigningSettings::default();
        // S3 takes paths as they are, and wants to know the body's digest.
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let (key_id, secret) = (self.key_id.reveal(), self.secret.reveal());
        let identity = Credentials::new(key_id, secret, None, None, "orchestra").into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("s3")
            .time(UNIX_EPOCH + Duration::from_nanos(self.moments.now().nanoseconds))
            .settings(settings)
            .build()
            .map_err(|error| error.to_string())?
            .into();
        let covered = request.headers.iter().filter(|(name, _)| is_covered(name));
        let covered = covered.map(|(name, value)| (name.as_str(), value.as_str()));
        let body = SignableBody::Bytes(request.body);
        let signable = SignableRequest::new(request.method, request.url.as_str(), covered, body);
        let signed = signable.and_then(|signable| sign(signable, &parameters));
        let (instructions, _) = signed.map_err(|error| error.to_string())?.into_parts();
        let headers = instructions.headers();
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(Signed { headers, body: None })
    }
}

/// What changes the meaning of a request; the connection may change the rest.
fn is_covered(name: &str) -> bool {
    name.starts_with("x-amz-") || matches!(name, "content-type" | "range")
}
