//! Keys that sign: addresses, signatures, and the hotkeys of Bittensor wallets.
//!
//! What is signed says what it is for. A [`Statement`] begins with its domain and is many lines; a
//! request's signature ([`request`]) covers a text that its protocol fixes. So a signature for one
//! purpose is none for another, though all are made by the same key: sr25519 with the signing
//! context `substrate`, as every tool of the network makes them.
//!
//! Conventions: a [`Hotkey`] is never printed and is wiped when it is dropped. Coldkeys are never
//! opened: [`Wallet`] knows the way to hotkeys alone. What can't be used is a [`KeyError`] that
//! says what to do and quotes nothing of a file. Moments and random bytes come from the caller,
//! but for the randomness that each sr25519 signature draws itself.
//!
//! To add a protocol: its module in `request/`, with the text that is signed, signing, and a check
//! that holds one to the other.

mod address;
mod hexadecimal;
mod hotkey;
mod key_error;
mod key_file;
pub mod request;
mod signature;
mod statement;
mod wallet;

pub use address::{Address, AddressError};
pub use hotkey::Hotkey;
pub use key_error::KeyError;
pub use key_file::{is_encrypted, read_key_file, write_key_file};
pub use signature::{Signature, SignatureError};
pub use statement::Statement;
pub use wallet::{NameError, Wallet};
