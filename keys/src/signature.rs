//! sr25519 signatures.

use std::{fmt, str::FromStr};

use crate::{Address, hexadecimal};

/// The signing context of all tools of the network.
pub(crate) const CONTEXT: &[u8] = b"substrate";

/// A signature: 64 bytes, written as `0x` and 128 digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(schnorrkel::Signature);

/// A text that is no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an sr25519 signature is `0x` and 128 hexadecimal digits, in its one valid form")]
pub struct SignatureError;

impl Signature {
    pub(crate) const fn new(signature: schnorrkel::Signature) -> Self {
        Self(signature)
    }

    /// Whether the holder of the address's key signed this message.
    ///
    /// Some wallets sign `<Bytes>…</Bytes>` around what they are given, so that it can't be a
    /// transaction; that counts as well.
    #[must_use]
    pub fn is_of(&self, address: &Address, message: &[u8]) -> bool {
        let key = address.key();
        let wrapped = [b"<Bytes>", message, b"</Bytes>"].concat();
        key.verify_simple(CONTEXT, message, &self.0).is_ok()
            || key.verify_simple(CONTEXT, &wrapped, &self.0).is_ok()
    }

    /// The 64 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 64] {
        self.0.to_bytes()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal::text(&self.to_bytes()))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

impl FromStr for Signature {
    type Err = SignatureError;

    /// With or without `0x`. A second form of the same signature (its scalar not reduced, its mark
    /// missing) is none.
    fn from_str(text: &str) -> Result<Self, SignatureError> {
        let bytes: [u8; 64] = hexadecimal::bytes(text).ok_or(SignatureError)?;
        schnorrkel::Signature::from_bytes(&bytes).map(Self).map_err(|_| SignatureError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Hotkey;

    #[test]
    fn a_signature_is_of_one_key_and_one_message() {
        let (alice, bob) = (Hotkey::from_seed([1; 32]), Hotkey::from_seed([2; 32]));
        let signature = alice.sign(b"text");
        assert!(signature.is_of(&alice.address(), b"text"));
        assert!(!signature.is_of(&alice.address(), b"texts"));
        assert!(!signature.is_of(&alice.address(), b""));
        assert!(!signature.is_of(&bob.address(), b"text"));
        assert_eq!(signature.to_string().parse(), Ok(signature));
    }

    #[test]
    fn what_browser_wallets_wrap_counts() {
        let alice = Hotkey::from_seed([1; 32]);
        let wrapped = alice.sign(b"<Bytes>text</Bytes>");
        assert!(wrapped.is_of(&alice.address(), b"text"));
        assert!(!wrapped.is_of(&alice.address(), b"<Bytes>text"));
    }

    #[test]
    fn every_other_form_of_a_signature_is_none() {
        let alice = Hotkey::from_seed([1; 32]);
        let bytes = alice.sign(b"text").to_bytes();
        for at in 0..64 {
            for bit in 0..8 {
                let mut other = bytes;
                other[at] ^= 1 << bit;
                let read: Result<Signature, _> = hexadecimal::text(&other).parse();
                assert!(read.is_err() || !read.unwrap().is_of(&alice.address(), b"text"));
            }
        }
        assert_eq!(with_order_added(bytes).parse::<Signature>(), Err(SignatureError));
        let ones = "f".repeat(128);
        for wrong in ["", "0x", &"0".repeat(128), &ones, &"g".repeat(128), "0x00"] {
            assert_eq!(wrong.parse::<Signature>(), Err(SignatureError), "{wrong}");
        }
    }

    /// The same signature with the group's order added to its scalar.
    fn with_order_added(mut bytes: [u8; 64]) -> String {
        const ORDER: [u8; 32] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9,
            0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        bytes[63] &= 0x7f;
        let mut carry = 0;
        for (byte, order) in bytes[32..].iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(order) + carry;
            *byte = sum.to_le_bytes()[0];
            carry = sum >> 8;
        }
        bytes[63] |= 0x80;
        hexadecimal::text(&bytes)
    }

    #[test]
    fn a_signature_of_another_library_is_verified() {
        // By bittensor 10.5.0, with Alice's development key for Bob's.
        let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
        let bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
        let hash = "4050f9dec90acfd7fdd0b34ce4571a15a181a2c949cd53222384ec456c61fb24";
        let uuid = "5ecbd69c-1cec-11ee-b0dc-e29ce36fec1a";
        let signature: Signature =
            "0xf2d7958ae134c498dc28d507cd2045087e4ce9c35e3c78470f4980454e8dd61f\
             2b412670a553c1f0ab4531e0fa6dd881e36e5e6a26fc373a4604842cc6973c82"
                .parse()
                .unwrap();
        let message = format!("1700000000000000000.{alice}.{bob}.{uuid}.{hash}");
        assert!(signature.is_of(&alice.parse().unwrap(), message.as_bytes()));
    }
}
