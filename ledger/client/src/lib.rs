//! What brings facts into the Ledger from outside.
//!
//! [`import`] makes an entry of a document that describes a service. It is text to entry: files
//! come through a [`import::Folder`], nothing is fetched.

pub mod import;
