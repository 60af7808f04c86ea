//! The signed message of Bittensor SDK 6.0 to 10.5, between a dendrite (us) and an axon (a miner).
//!
//! It covers the body only where the subnet's synapse names fields to hash, and then their texts as
//! Python writes them. An axon checks what the headers say; the miner's own code behind it sees what
//! the body says, so that who asks stands there once more.

use serde_json::{Map, Value, json};
use sha3::{Digest as _, Sha3_256};

use super::{Headers, Moment, Received, RequestError, address, header, python_text, signature};
use crate::{Address, Hotkey, hexadecimal};

const SENDER: &str = "bt_header_dendrite_hotkey";
const RECEIVER: &str = "bt_header_axon_hotkey";
const NONCE: &str = "bt_header_dendrite_nonce";
const UUID: &str = "bt_header_dendrite_uuid";
const SIGNATURE: &str = "bt_header_dendrite_signature";
const VERSION: &str = "bt_header_dendrite_version";

/// The header that carries [`body_hash`].
pub const BODY_HASH: &str = "computed_body_hash";

/// Fields of the body that are the SDK's own.
pub const OWN_FIELDS: [&str; 4] = ["name", "timeout", "dendrite", "axon"];

/// What we say our SDK's version is: 10.5.0, whose protocol this is. With an older one, or none,
/// axons don't look at how old a request is.
const AS_SDK: &str = "10005000";

/// The hash of a body's fields, in the order in which the synapse names them.
#[must_use]
pub fn body_hash<'value>(fields: impl IntoIterator<Item = &'value Value>) -> String {
    let hashes: String = fields.into_iter().map(|value| sha3(&python_text(value))).collect();
    sha3(&hashes)
}

fn sha3(text: &str) -> String {
    let mut digits = String::new();
    hexadecimal::digits(&Sha3_256::digest(text), &mut digits);
    digits
}

/// The headers that sign a request for a miner.
#[must_use]
pub fn sign(key: &Hotkey, body_hash: &str, miner: &Address, moment: &Moment) -> Headers {
    let (sender, nonce) = (key.address().to_string(), moment.nanoseconds.to_string());
    let receiver = miner.to_string();
    let signed = text(&nonce, &sender, &receiver, &moment.uuid, body_hash);
    let signature = key.sign(signed.as_bytes()).to_string();
    vec![
        (RECEIVER, receiver),
        (VERSION, AS_SDK.to_owned()),
        (NONCE, nonce),
        (UUID, moment.uuid.clone()),
        (SENDER, sender),
        (SIGNATURE, signature),
    ]
}

/// The body as the SDK sends it: the fields, and what the headers say of both sides, as numbers and
/// texts. Own fields that are there already stay. None where it is no JSON object.
#[must_use]
pub fn whole_body(fields: &[u8], headers: &Received<'_>) -> Option<Vec<u8>> {
    let present: Map<String, Value> = serde_json::from_slice(fields).ok()?;
    let text = |name: &str| headers(name).map(Value::from);
    let integer = |name: &str| headers(name)?.parse::<u64>().ok().map(Value::from);
    let seconds = headers("timeout").and_then(|text| text.parse::<f64>().ok()).map(Value::from);
    let dendrite = json!({
        "version": integer(VERSION),
        "nonce": integer(NONCE),
        "uuid": text(UUID),
        "hotkey": text(SENDER),
        "signature": text(SIGNATURE),
    });
    let axon = json!({ "hotkey": text(RECEIVER) });
    let own = [text("name"), seconds, Some(dendrite), Some(axon)];
    // The fields stay as they are written: numbers read and written again could differ from those
    // that were hashed.
    let mut whole = fields.trim_ascii_end().strip_suffix(b"}")?.to_vec();
    let mut is_empty = present.is_empty();
    for (name, value) in OWN_FIELDS.into_iter().zip(own) {
        let Some(value) = value.filter(|_| !present.contains_key(name)) else { continue };
        let separator = if is_empty { "" } else { "," };
        whole.extend_from_slice(format!("{separator}\"{name}\":{value}").as_bytes());
        is_empty = false;
    }
    whole.push(b'}');
    Some(whole)
}

/// Who signed a request for the miner `me`. How old it is and whether it came before is for the
/// caller, as is whether the hash is the body's.
///
/// # Errors
/// Where it isn't signed, or for somebody else.
pub fn check(received: &Received<'_>, me: &Address) -> Result<Address, RequestError> {
    let (nonce, uuid) = (header(received, NONCE)?, header(received, UUID)?);
    let hash = header(received, BODY_HASH)?;
    let sender = address(received, SENDER)?;
    if received(RECEIVER).is_some_and(|receiver| receiver != me.to_string()) {
        return Err(RequestError::Receiver);
    }
    let signed = text(&nonce, &sender.to_string(), &me.to_string(), &uuid, &hash);
    match signature(received, SIGNATURE)?.is_of(&sender, signed.as_bytes()) {
        true => Ok(sender),
        false => Err(RequestError::Signature),
    }
}

/// What is signed.
fn text(nonce: &str, sender: &str, receiver: &str, uuid: &str, body_hash: &str) -> String {
    format!("{nonce}.{sender}.{receiver}.{uuid}.{body_hash}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::request::testing::{self, ALICE, BOB, address, lookup, moment};

    #[test]
    fn hashes_are_those_of_the_sdk() {
        // Made with bittensor 10.5.0.
        assert_eq!(
            body_hash([]),
            "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"
        );
        let fields =
            [json!(["a", "b'c"]), json!(0.1), json!(true), json!(null), json!({"k":1,"é":[1.0,2]})];
        assert_eq!(
            body_hash(&fields),
            "4050f9dec90acfd7fdd0b34ce4571a15a181a2c949cd53222384ec456c61fb24"
        );
    }

    #[test]
    fn a_body_says_who_asks_beside_its_fields() {
        let (key, bob) = (Hotkey::from_seed([1; 32]), address(BOB));
        let mut headers = sign(&key, &body_hash([]), &bob, &moment());
        headers.extend([("name", "Toy".to_owned()), ("timeout", "12.0".to_owned())]);
        let whole = |fields: &str| {
            let received = lookup(&headers);
            whole_body(fields.as_bytes(), &received).map(|it| String::from_utf8(it).unwrap())
        };
        let fields = r#"{"scale":1e22,"name":"mine"#;
        let said = whole(&format!("{fields}\"}}\n")).unwrap();
        assert!(said.starts_with(&format!("{fields}\",")), "{said}");
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!((&said["name"], &said["timeout"]), (&json!("mine"), &json!(12.0)));
        let signature = &headers.iter().find(|(name, _)| *name == SIGNATURE).unwrap().1;
        let dendrite = json!({
            "version": 10_005_000, "nonce": 1_700_000_000_000_000_000_u64, "uuid": testing::UUID,
            "hotkey": key.address().to_string(), "signature": signature,
        });
        assert_eq!(said["dendrite"], dendrite);
        assert_eq!(said["axon"], json!({ "hotkey": BOB }));
        let named = whole("{}").unwrap();
        assert!(named.starts_with(r#"{"name":"Toy","timeout":12.0,"dendrite":{"#), "{named}");
        for fields in ["[]", "{", "7", ""] {
            assert_eq!(whole(fields), None, "{fields}");
        }
    }

    #[test]
    fn a_signed_request_is_taken_and_a_changed_one_is_not() {
        let (key, bob) = (Hotkey::from_seed([1; 32]), address(BOB));
        let hash = body_hash([&json!("x")]);
        let mut headers = sign(&key, &hash, &bob, &moment());
        headers.push((BODY_HASH, hash));
        let checked = |headers: &Headers, me: &Address| {
            let received = lookup(headers);
            check(&received, me)
        };
        assert_eq!(checked(&headers, &bob), Ok(key.address()));
        assert_eq!(checked(&headers, &address(ALICE)), Err(RequestError::Receiver));
        for (name, value, error) in [
            (NONCE, "1700000000000000001", RequestError::Signature),
            (UUID, "other", RequestError::Signature),
            (SENDER, ALICE, RequestError::Signature),
            (BODY_HASH, "00", RequestError::Signature),
            (SIGNATURE, "0x", RequestError::Header(SIGNATURE)),
        ] {
            let mut headers = headers.clone();
            headers.insert(0, (name, value.to_owned()));
            assert_eq!(checked(&headers, &bob), Err(error), "{name}");
        }
    }
}
