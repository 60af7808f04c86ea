//! The key files of Bittensor wallets: JSON, plain or encrypted.

mod encryption;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Address, Hotkey, KeyError, hexadecimal};

/// Larger than any file that a wallet writes.
pub(crate) const LARGEST: usize = 16 * 1024;

/// What `cryptoType` says of sr25519; left out by older wallets, which knew nothing else.
const SR25519: u8 = 1;

/// A key file's fields. Phrases aren't read: the key itself stands there too.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
struct Fields {
    crypto_type: Option<u8>,
    account_id: Option<String>,
    public_key: Option<String>,
    private_key: Option<String>,
    secret_seed: Option<String>,
    ss58_address: Option<String>,
}

/// Whether a password is needed to read this file.
#[must_use]
pub fn is_encrypted(file: &[u8]) -> bool {
    file.starts_with(encryption::MARK)
}

/// The key in a file. A password for a file that isn't encrypted isn't looked at.
///
/// # Errors
/// Where it isn't a key file, holds no secret sr25519 key, or the password doesn't open it. Opening
/// takes seconds and 512 MiB: wallets want it so.
pub fn read_key_file(file: &[u8], password: Option<&str>) -> Result<Hotkey, KeyError> {
    if file.len() > LARGEST {
        return Err(KeyError::TooLarge);
    }
    if let Some(old) = encryption::old(file) {
        return Err(KeyError::OldEncryption(old));
    }
    if !is_encrypted(file) {
        return plain(file);
    }
    let password = password.ok_or(KeyError::Encrypted)?;
    plain(&encryption::open(file, password)?)
}

fn plain(text: &[u8]) -> Result<Hotkey, KeyError> {
    let fields: Fields = serde_json::from_slice(text).map_err(|_| KeyError::NotAKeyFile)?;
    if fields.crypto_type.is_some_and(|kind| kind != SR25519) {
        return Err(KeyError::OtherScheme);
    }
    let address = fields.ss58_address.as_deref().ok_or(KeyError::NotAKeyFile)?;
    let address: Address = address.parse().map_err(|_| KeyError::NotAKeyFile)?;
    // Some wallets write seeds that aren't hexadecimal; the private key is always there with them.
    let seed = fields.secret_seed.as_deref().and_then(hexadecimal::bytes::<32>);
    let private = fields.private_key.as_deref().and_then(hexadecimal::bytes::<64>);
    let key = match (seed.map(Zeroizing::new), private.map(Zeroizing::new)) {
        (Some(seed), _) => Some(Hotkey::from_seed(*seed)).filter(|key| key.address() == address),
        (None, Some(private)) => Hotkey::from_secret(&private, &address),
        (None, None) if fields.private_key.is_some() || fields.secret_seed.is_some() => {
            return Err(KeyError::NotAKeyFile);
        }
        (None, None) => return Err(KeyError::PublicOnly),
    };
    key.ok_or(KeyError::OtherAddress)
}

/// The file of a key, as wallets read it; encrypted if there is a password.
#[must_use]
pub fn write_key_file(key: &Hotkey, password: Option<&str>) -> Zeroizing<Vec<u8>> {
    let public = hexadecimal::text(key.address().as_bytes());
    let fields = Fields {
        crypto_type: Some(SR25519),
        account_id: Some(public.clone()),
        public_key: Some(public),
        private_key: Some(hexadecimal::text(&key.secret()[..])),
        secret_seed: key.seed().map(|seed| hexadecimal::text(seed)),
        ss58_address: Some(key.address().to_string()),
    };
    let text = serde_json::to_vec(&fields).expect("texts and a number are JSON");
    let text = Zeroizing::new(text);
    match password {
        Some(password) => Zeroizing::new(encryption::seal(&text, password)),
        None => text,
    }
}

#[cfg(test)]
mod tests;
