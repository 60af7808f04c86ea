//! The encryption of key files: NaCl's secretbox, under a key that Argon2i makes of the password.
//! Its parameters are those of the wallets, "sensitive" in the words of libsodium.

use argon2::{Algorithm, Argon2, Params, Version};
use crypto_secretbox::{
    KeyInit as _, Nonce, XSalsa20Poly1305,
    aead::{Aead as _, AeadCore as _, OsRng},
};
use zeroize::Zeroizing;

use crate::KeyError;

/// What an encrypted file begins with.
pub(super) const MARK: &[u8] = b"$NACL";

/// The same for all files: wallets chose it once.
const SALT: &[u8; 16] = b"\x13q\x83\xdf\xf1Z\t\xbc\x9c\x90\xb5Q\x879\xe9\xb1";

const MEMORY_KIB: u32 = 512 * 1024;
const PASSES: u32 = 8;
const NONCE: usize = 24;

/// What an older encryption is called, where a file has one.
pub(super) fn old(file: &[u8]) -> Option<&'static str> {
    match file {
        _ if file.starts_with(b"$ANSIBLE_VAULT") => Some("an Ansible vault"),
        _ if file.starts_with(b"gAAAAA") => Some("a Fernet token"),
        _ => None,
    }
}

/// The text of an encrypted file.
pub(super) fn open(file: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let sealed = file.strip_prefix(MARK).ok_or(KeyError::NotAKeyFile)?;
    let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(KeyError::NotAKeyFile)?;
    let text = cipher(password).decrypt(Nonce::from_slice(nonce), sealed);
    text.map(Zeroizing::new).map_err(|_| KeyError::WrongPassword)
}

/// An encrypted file with this text.
pub(super) fn seal(text: &[u8], password: &str) -> Vec<u8> {
    let nonce = XSalsa20Poly1305::generate_nonce(&mut OsRng);
    let sealed = cipher(password).encrypt(&nonce, text).expect("a key file is a short text");
    [MARK, &nonce[..], &sealed[..]].concat()
}

fn cipher(password: &str) -> XSalsa20Poly1305 {
    let parameters = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).expect("within Argon2's ranges");
    let hash = Argon2::new(Algorithm::Argon2i, Version::V0x13, parameters);
    let mut key = Zeroizing::new([0; 32]);
    hash.hash_password_into(password.as_bytes(), SALT, &mut key[..])
        .expect("salt and key have lengths that Argon2 takes, and no password is too long");
    XSalsa20Poly1305::new((&*key).into())
}
