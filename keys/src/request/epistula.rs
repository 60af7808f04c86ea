//! Epistula, version 2: the body is covered, and method and address are not.
//!
//! Subnets vary it. What is sent here is what its public clients agree on; the three "secret
//! signatures", which let a receiver be sure of a sender within a quarter of a minute, are over the
//! number of the interval of ten seconds.

use super::{Headers, Message, Moment, Received, RequestError, address, header, sha256, signature};
use crate::{Address, Hotkey};

const VERSION: &str = "Epistula-Version";
const TIMESTAMP: &str = "Epistula-Timestamp";
const UUID: &str = "Epistula-Uuid";
const SENDER: &str = "Epistula-Signed-By";
const RECEIVER: &str = "Epistula-Signed-For";
const SIGNATURE: &str = "Epistula-Request-Signature";
const SECRET_SIGNATURES: [&str; 3] =
    ["Epistula-Secret-Signature-0", "Epistula-Secret-Signature-1", "Epistula-Secret-Signature-2"];

/// An interval of the secret signatures, in milliseconds.
const INTERVAL: u64 = 10_000;

/// The headers of a signed request.
#[must_use]
pub fn sign(
    key: &Hotkey,
    message: &Message<'_>,
    receiver: Option<&Address>,
    moment: &Moment,
) -> Headers {
    let timestamp = moment.nanoseconds / 1_000_000;
    let receiver = receiver.map(Address::to_string);
    let signed = text(message, &moment.uuid, &timestamp.to_string(), receiver.as_deref());
    let mut headers = vec![
        (VERSION, "2".to_owned()),
        (TIMESTAMP, timestamp.to_string()),
        (UUID, moment.uuid.clone()),
        (SENDER, key.address().to_string()),
        (SIGNATURE, key.sign(signed.as_bytes()).to_string()),
    ];
    if let Some(receiver) = receiver {
        let now = timestamp.div_ceil(INTERVAL);
        let intervals = [now.saturating_sub(1), now, now + 1];
        headers.extend(SECRET_SIGNATURES.into_iter().zip(intervals).map(|(name, interval)| {
            (name, key.sign(format!("{interval}.{receiver}").as_bytes()).to_string())
        }));
        headers.push((RECEIVER, receiver));
    }
    headers
}

/// Who signed a request for `me`. How old it is and whether it came before is for the caller.
///
/// # Errors
/// Where it isn't signed, or for somebody else.
pub fn check(
    message: &Message<'_>,
    received: &Received<'_>,
    me: Option<&Address>,
) -> Result<Address, RequestError> {
    if header(received, VERSION)? != "2" {
        return Err(RequestError::Header(VERSION));
    }
    let (timestamp, uuid) = (header(received, TIMESTAMP)?, header(received, UUID)?);
    let receiver = me.map(Address::to_string);
    if received(RECEIVER) != receiver {
        return Err(RequestError::Receiver);
    }
    let sender = address(received, SENDER)?;
    let signed = text(message, &uuid, &timestamp, receiver.as_deref());
    match signature(received, SIGNATURE)?.is_of(&sender, signed.as_bytes()) {
        true => Ok(sender),
        false => Err(RequestError::Signature),
    }
}

/// What is signed.
fn text(message: &Message<'_>, uuid: &str, timestamp: &str, receiver: Option<&str>) -> String {
    format!("{}.{uuid}.{timestamp}.{}", sha256(message.body), receiver.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Signature,
        request::testing::{BOB, UUID as SOME_UUID, address, lookup, moment},
    };

    const MESSAGE: Message<'_> = Message { method: "POST", target: "/x", body: b"{}" };

    #[test]
    fn a_signed_request_is_taken_and_a_changed_one_is_not() {
        let (key, bob) = (Hotkey::from_seed([1; 32]), address(BOB));
        for receiver in [None, Some(&bob)] {
            let headers = sign(&key, &MESSAGE, receiver, &moment());
            let received = lookup(&headers);
            assert_eq!(check(&MESSAGE, &received, receiver), Ok(key.address()));
            let other = Message { body: b"[]", ..MESSAGE };
            assert_eq!(check(&other, &received, receiver), Err(RequestError::Signature));
            let somebody = key.address();
            let refused = check(&MESSAGE, &received, Some(&somebody));
            assert_eq!(refused, Err(RequestError::Receiver));
        }
    }

    #[test]
    fn the_signed_texts_are_those_of_its_clients() {
        let (key, bob) = (Hotkey::from_seed([1; 32]), address(BOB));
        let headers = sign(&key, &MESSAGE, Some(&bob), &moment());
        let signature =
            |name: &str| -> Signature { lookup(&headers)(name).unwrap().parse().unwrap() };
        let body = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        let text = format!("{body}.{SOME_UUID}.1700000000000.{BOB}");
        assert!(signature(SIGNATURE).is_of(&key.address(), text.as_bytes()));
        for (name, interval) in
            SECRET_SIGNATURES.into_iter().zip([169_999_999, 170_000_000, 170_000_001])
        {
            let text = format!("{interval}.{BOB}");
            assert!(signature(name).is_of(&key.address(), text.as_bytes()), "{name}");
        }
    }
}
