//! `btauth/1`, the request signature of Bittensor SDK 11: method, address and body are all covered.

use super::{Headers, Message, Moment, Received, RequestError, address, header, sha256, signature};
use crate::{Address, Hotkey};

const VERSION: &str = "X-Bittensor-Version";
const SENDER: &str = "X-Bittensor-Hotkey";
const RECEIVER: &str = "X-Bittensor-Receiver";
const NONCE: &str = "X-Bittensor-Nonce";
const SIGNATURE: &str = "X-Bittensor-Signature";
const SCHEME: &str = "X-Bittensor-Crypto";

/// The headers of a signed request.
#[must_use]
pub fn sign(
    key: &Hotkey,
    message: &Message<'_>,
    receiver: Option<&Address>,
    moment: &Moment,
) -> Headers {
    let sender = key.address();
    let nonce = moment.nanoseconds.to_string();
    let signature = key.sign(text(message, &nonce, &sender, receiver).as_bytes());
    let mut headers = vec![
        (VERSION, "1".to_owned()),
        (SENDER, sender.to_string()),
        (NONCE, nonce),
        (SIGNATURE, signature.to_string()),
    ];
    headers.extend(receiver.map(|receiver| (RECEIVER, receiver.to_string())));
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
    if header(received, VERSION)? != "1" {
        return Err(RequestError::Header(VERSION));
    }
    if received(SCHEME).is_some_and(|scheme| scheme != "sr25519") {
        return Err(RequestError::Header(SCHEME));
    }
    let receiver = match received(RECEIVER) {
        Some(_) => Some(address(received, RECEIVER)?),
        None => None,
    };
    if receiver.as_ref() != me {
        return Err(RequestError::Receiver);
    }
    let nonce = header(received, NONCE)?;
    if nonce.is_empty() || !nonce.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(RequestError::Header(NONCE));
    }
    let sender = address(received, SENDER)?;
    let signed = text(message, &nonce, &sender, me);
    match signature(received, SIGNATURE)?.is_of(&sender, signed.as_bytes()) {
        true => Ok(sender),
        false => Err(RequestError::Signature),
    }
}

/// What is signed.
fn text(
    message: &Message<'_>,
    nonce: &str,
    sender: &Address,
    receiver: Option<&Address>,
) -> String {
    let receiver = receiver.map_or("-".to_owned(), Address::to_string);
    let (method, body) = (message.method.to_ascii_uppercase(), sha256(message.body));
    let target = message.target;
    format!("btauth/1\nsr25519\n{method}\n{target}\n{body}\n{nonce}\n{sender}\n{receiver}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::testing::{ALICE, BOB, address, lookup, moment};

    const MESSAGE: Message<'_> =
        Message { method: "POST", target: "/generate?x=1", body: br#"{"prompt":"hello"}"# };

    #[test]
    fn the_signed_text_is_that_of_the_sdk() {
        // Digests made with bittensor 11.3.0.
        assert_eq!(
            sha256(MESSAGE.body),
            "8a44725210b9dcd4fefd9f0eca07b70ae45e69274a3105fb25eb426a2cf8bbf4"
        );
        let text = text(&MESSAGE, "1700000000000000000", &address(ALICE), Some(&address(BOB)));
        assert_eq!(
            sha256(text.as_bytes()),
            "47879e0a1ab6bf72bdda26dfcdd8b2e36fc25d62cbaec21db56a837a7caa00db"
        );
    }

    #[test]
    fn a_signed_request_is_taken_and_a_changed_one_is_not() {
        let (key, bob) = (Hotkey::from_seed([1; 32]), address(BOB));
        let headers = sign(&key, &MESSAGE, Some(&bob), &moment());
        let checked = |message: &Message<'_>, headers: &Headers, me: Option<&Address>| {
            let received = lookup(headers);
            check(message, &received, me)
        };
        assert_eq!(checked(&MESSAGE, &headers, Some(&bob)), Ok(key.address()));
        for message in [
            Message { method: "PUT", ..MESSAGE },
            Message { target: "/generate?x=2", ..MESSAGE },
            Message { body: b"{}", ..MESSAGE },
        ] {
            let refused = checked(&message, &headers, Some(&bob));
            assert_eq!(refused, Err(RequestError::Signature), "{message:?}");
        }
        let other = address(ALICE);
        for me in [None, Some(&other)] {
            assert_eq!(checked(&MESSAGE, &headers, me), Err(RequestError::Receiver));
        }
        for (name, value, error) in [
            (VERSION, "2", RequestError::Header(VERSION)),
            (NONCE, "soon", RequestError::Header(NONCE)),
            (NONCE, "1700000000000000001", RequestError::Signature),
            (SENDER, ALICE, RequestError::Signature),
            (SENDER, "5", RequestError::Header(SENDER)),
            (SIGNATURE, "0x00", RequestError::Header(SIGNATURE)),
            (SCHEME, "ed25519", RequestError::Header(SCHEME)),
        ] {
            let mut headers = headers.clone();
            headers.insert(0, (name, value.to_owned()));
            assert_eq!(checked(&MESSAGE, &headers, Some(&bob)), Err(error), "{name}: {value}");
        }
        assert!(checked(&MESSAGE, &Vec::new(), Some(&bob)).is_err());
    }

    #[test]
    fn a_request_for_nobody_names_nobody() {
        let key = Hotkey::from_seed([1; 32]);
        let headers = sign(&key, &MESSAGE, None, &moment());
        assert!(headers.iter().all(|(name, _)| *name != RECEIVER));
        let received = lookup(&headers);
        assert_eq!(check(&MESSAGE, &received, None), Ok(key.address()));
    }
}
