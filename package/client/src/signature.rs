//! Who stands behind a version: sr25519 signatures over its digest, as referrers.
//!
//! What is signed says what it is for, so a signature of an entry or a request is none of a package.
//! One that doesn't hold is nobody's: whoever may write to a library can put it there.

use orchestra_keys::{Address, Hotkey, Signature, Statement};
use semver::Version;
use serde::{Deserialize, Serialize};

use crate::{ContentDigest, Descriptor, Failure, Referrer, Store, document::bytes, referrer::said};

/// The artifact type of a signature.
pub const SIGNATURE_TYPE: &str = "application/vnd.orchestra.signature.v1";
const PAYLOAD_TYPE: &str = "application/vnd.orchestra.signature.v1+json";

/// What a statement about a package begins with.
const DOMAIN: &str = "orchestra/package/1";

#[derive(Serialize, Deserialize)]
struct Payload {
    signer: String,
    signature: String,
}

/// What is signed about a version.
#[must_use]
pub fn statement(name: &str, version: &Version, digest: &ContentDigest) -> Statement {
    Statement::new(DOMAIN)
        .with("name", name)
        .with("version", &version.to_string())
        .with("digest", digest.as_str())
}

/// Signs a version, unless it is signed with this key already; whether it was signed now.
pub(crate) fn sign(
    store: &dyn Store,
    (name, version): (&str, &Version),
    subject: &Descriptor,
    key: &Hotkey,
) -> Result<bool, Failure> {
    let signer = key.address();
    if signers(store, (name, version), &subject.digest)?.contains(&signer) {
        return Ok(false);
    }
    let signature = key.state(&statement(name, version, &subject.digest));
    let payload = Payload { signer: signer.to_string(), signature: signature.to_string() };
    let payload = bytes(&payload);
    let payload = Some((PAYLOAD_TYPE, &payload[..]));
    Referrer { artifact_type: SIGNATURE_TYPE, payload, subject }.put(store, name)?;
    Ok(true)
}

/// Who signed a version, without repetition, sorted.
pub(crate) fn signers(
    store: &dyn Store,
    (name, version): (&str, &Version),
    digest: &ContentDigest,
) -> Result<Vec<Address>, Failure> {
    let text = statement(name, version, digest);
    let holds = |payload: Vec<u8>| {
        let payload: Payload = serde_json::from_slice(&payload).ok()?;
        let signer: Address = payload.signer.parse().ok()?;
        let signature: Signature = payload.signature.parse().ok()?;
        signature.is_of(&signer, text.text().as_bytes()).then_some(signer)
    };
    let said = said(store, name, digest, SIGNATURE_TYPE)?;
    let mut signers: Vec<Address> = said.into_iter().filter_map(holds).collect();
    signers.sort_by_key(ToString::to_string);
    signers.dedup();
    Ok(signers)
}
