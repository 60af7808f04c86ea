//! A key that signs.

use std::fmt;

use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey, SecretKey};
use zeroize::Zeroizing;

use crate::{Address, Signature, Statement, hexadecimal, signature::CONTEXT};

/// The secret key of a hotkey. It is never printed, and wiped when it is dropped.
#[derive(Clone)]
pub struct Hotkey {
    pair: Keypair,
    /// What it was made from, if that is known: files keep it.
    seed: Option<Zeroizing<[u8; 32]>>,
}

impl Hotkey {
    /// The key of a seed.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let seed = Zeroizing::new(seed);
        let secret = MiniSecretKey::from_bytes(&seed[..]).expect("every 32 bytes are a seed");
        Self { pair: secret.expand_to_keypair(ExpansionMode::Ed25519), seed: Some(seed) }
    }

    /// The key of 64 secret bytes, in whichever of their two forms they belong to the address.
    pub(crate) fn from_secret(bytes: &[u8; 64], address: &Address) -> Option<Self> {
        let forms = [SecretKey::from_bytes(bytes), SecretKey::from_ed25519_bytes(bytes)];
        let mut keys = forms.into_iter().flatten().map(SecretKey::to_keypair);
        let pair = keys.find(|pair| pair.public == address.key())?;
        Some(Self { pair, seed: None })
    }

    /// The key in a text that [`Hotkey::to_text`] made; none where it is another one.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(hexadecimal::bytes::<64>(text)?);
        let pair = SecretKey::from_bytes(&bytes[..]).ok()?.to_keypair();
        Some(Self { pair, seed: None })
    }

    /// The secret key itself, for places that keep secrets as texts.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(hexadecimal::text(&self.secret()[..]))
    }

    /// The address of its public key.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::of(self.pair.public.to_bytes()).expect("a secret key's public key is valid")
    }

    /// Signs a text that a protocol fixes. Each signature of the same text is another one.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature::new(self.pair.sign_simple(CONTEXT, message))
    }

    /// Signs a statement.
    #[must_use]
    pub fn state(&self, statement: &Statement) -> Signature {
        self.sign(statement.text().as_bytes())
    }

    pub(crate) fn seed(&self) -> Option<&[u8; 32]> {
        self.seed.as_deref()
    }

    pub(crate) fn secret(&self) -> Zeroizing<[u8; 64]> {
        Zeroizing::new(self.pair.secret.to_bytes())
    }
}

impl fmt::Debug for Hotkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hotkey({})", self.address())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the development account `//Alice`.
    const ALICE: [u8; 32] = [
        0xe5, 0xbe, 0x9a, 0x50, 0x92, 0xb8, 0x1b, 0xca, 0x64, 0xbe, 0x81, 0xd2, 0x12, 0xe7, 0xf2,
        0xf9, 0xeb, 0xa1, 0x83, 0xbb, 0x7a, 0x90, 0x95, 0x4f, 0x7b, 0x76, 0x36, 0x1f, 0x6e, 0xdb,
        0x5c, 0x0a,
    ];

    #[test]
    fn a_seed_has_the_address_that_all_tools_give_it() {
        let address = Hotkey::from_seed(ALICE).address().to_string();
        assert_eq!(address, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let shown = format!("{:?}", Hotkey::from_seed([7; 32]));
        assert!(shown.starts_with("Hotkey(5") && shown.len() == 56, "{shown}");
    }

    #[test]
    fn secret_bytes_are_taken_in_both_forms_and_for_their_address_only() {
        let key = Hotkey::from_seed(ALICE);
        let (own, other) = (key.address(), Hotkey::from_seed([1; 32]).address());
        for form in [key.pair.secret.to_bytes(), key.pair.secret.to_ed25519_bytes()] {
            assert_eq!(Hotkey::from_secret(&form, &own).unwrap().address(), own);
            assert!(Hotkey::from_secret(&form, &other).is_none());
        }
        assert_eq!(Hotkey::from_text(&key.to_text()).unwrap().address(), own);
        for wrong in ["", "0x00", "orchestra-sandbox"] {
            assert!(Hotkey::from_text(wrong).is_none());
        }
    }
}
