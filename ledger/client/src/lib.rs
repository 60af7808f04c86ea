//! What brings facts into the Ledger from outside.
//!
//! [`chain`] asks a node of the network what subnets there are, and says where the Ledger says
//! otherwise.
//!
//! [`import`] makes an entry of a document that describes a service. It is text to entry: files
//! come through a [`import::Folder`], nothing is fetched.

pub mod chain;
pub mod import;
