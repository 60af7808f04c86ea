//! SS58 addresses: how public keys are written.

use std::{fmt, str::FromStr};

use blake2::{Blake2b512, Digest as _};
use schnorrkel::PublicKey;

/// What an address of Bittensor begins with (before it is encoded): that of any Substrate chain.
const PREFIX: u8 = 42;

/// What is hashed in front of an address for its checksum.
const CHECKSUM: &[u8] = b"SS58PRE";

/// No address is longer; what is, isn't decoded.
const LONGEST: usize = 64;

/// The public key of an account, as an SS58 address of prefix 42.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address([u8; 32]);

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It isn't base 58, or its length is another one.
    #[error("an address has 48 letters and digits and begins with 5")]
    Form,
    /// Its checksum says that it was mistyped.
    #[error("its checksum is wrong: a character is missing or was mistyped")]
    Checksum,
    /// It is one of a chain with a prefix of its own.
    #[error("it is an address of another network: those of Bittensor begin with 5")]
    Network,
    /// No key has it, or one that everybody can sign for.
    #[error("it is no public key of sr25519")]
    Key,
}

impl Address {
    /// The address of a public key.
    ///
    /// # Errors
    /// Where the bytes are no point of the group, or its neutral element, for which everybody can
    /// make signatures.
    pub fn of(bytes: [u8; 32]) -> Result<Self, AddressError> {
        match PublicKey::from_bytes(&bytes) {
            Ok(_) if bytes != [0; 32] => Ok(Self(bytes)),
            _ => Err(AddressError::Key),
        }
    }

    /// The 32 bytes of the public key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn key(&self) -> PublicKey {
        PublicKey::from_bytes(&self.0).expect("checked when the address was made")
    }
}

/// The two bytes that end an address.
fn checksum(prefix: u8, key: &[u8]) -> [u8; 2] {
    let hash = Blake2b512::new().chain_update(CHECKSUM).chain_update([prefix]).chain_update(key);
    let hash = hash.finalize();
    [hash[0], hash[1]]
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![PREFIX];
        bytes.extend_from_slice(&self.0);
        bytes.extend_from_slice(&checksum(PREFIX, &self.0));
        f.write_str(&bs58::encode(bytes).into_string())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.len() > LONGEST {
            return Err(AddressError::Form);
        }
        let bytes = bs58::decode(text).into_vec().map_err(|_| AddressError::Form)?;
        let [prefix, key @ .., first, second] = &bytes[..] else { return Err(AddressError::Form) };
        let key: [u8; 32] = key.try_into().map_err(|_| AddressError::Form)?;
        if checksum(*prefix, &key) != [*first, *second] {
            return Err(AddressError::Checksum);
        }
        if *prefix != PREFIX {
            return Err(AddressError::Network);
        }
        Self::of(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    #[test]
    fn an_address_is_read_and_written() {
        let alice: Address = ALICE.parse().unwrap();
        assert_eq!(alice.to_string(), ALICE);
        assert_eq!(alice.as_bytes()[..4], [0xd4, 0x35, 0x93, 0xc7]);
        assert_eq!(Address::of(*alice.as_bytes()), Ok(alice));
    }

    #[test]
    fn what_is_no_address_says_why() {
        let long = "5".repeat(100_000);
        for (text, error) in [
            ("", AddressError::Form),
            ("5Grwva", AddressError::Form),
            ("0GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", AddressError::Form),
            (&long, AddressError::Form),
            ("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX", AddressError::Checksum),
            ("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutYQ", AddressError::Checksum),
            // Alice's key on Polkadot.
            ("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", AddressError::Network),
        ] {
            assert_eq!(text.parse::<Address>(), Err(error), "{text}");
        }
    }

    #[test]
    fn a_key_that_everybody_signs_for_has_no_address() {
        assert_eq!(Address::of([0; 32]), Err(AddressError::Key));
        assert_eq!(Address::of([255; 32]), Err(AddressError::Key));
        let mut bytes = vec![PREFIX];
        bytes.extend_from_slice(&[0; 32]);
        bytes.extend_from_slice(&checksum(PREFIX, &[0; 32]));
        let text = bs58::encode(bytes).into_string();
        assert_eq!(text.parse::<Address>(), Err(AddressError::Key));
    }
}
