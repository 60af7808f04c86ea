//! The template library: packages published, fetched, yanked, signed and searched, in an OCI registry
//! or in a folder in OCI image layout.
//!
//! [`LibraryClient`] is the client; it works over a [`Store`], of which there are two: [`Registry`] and
//! [`Folder`]. A store moves bytes and believes nothing; whether digests, sizes, signatures and
//! packages are what they should be, the client decides, for both alike.
//!
//! What a library says is met as if it were hostile. A package is taken only as we would have packed
//! it ([`archive`]), verified before anything is written, unpacked beside the cache and renamed into it.
//!
//! Conventions: all calls block; requests go through `orchestra-net`, under its rules, and this crate
//! has no other way out. A failure is a [`Failure`], which names what was being done and has a hint
//! where the user can do something. To add a kind of document beside packages (as signatures and
//! yanks are): a module with its artifact type, and a referrer made by [`referrer::Referrer`].

pub mod address;
pub mod archive;
mod cache;
mod digest;
mod document;
mod failure;
mod files;
mod folder;
mod library;
pub mod login;
mod package;
mod referrer;
mod registry;
mod search;
mod signature;
mod sources;
mod store;
mod yank;

pub use address::{Address, AddressError, RegistryAddress};
pub use cache::{cached, folder_of};
pub use digest::{ContentDigest, DigestError};
pub use document::{Descriptor, Index, Manifest};
pub use failure::Failure;
pub use folder::Folder;
pub use library::{LibraryClient, Published, Released, Yanked};
pub use login::{Login, LoginError};
pub use package::{About, CONFIG_TYPE, LAYER_TYPE, PACKAGE_TYPE, Package};
pub use referrer::Referrer;
pub use registry::{FindLogin, Registry};
pub use search::{Found, Hit};
pub use signature::{SIGNATURE_TYPE, statement};
pub use sources::{Sources, SourcesError};
pub use store::{Put, Reference, Store, Tagged};
pub use yank::YANK_TYPE;
