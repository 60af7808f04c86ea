//! Packages in libraries: published, fetched, yanked, signed and found, in folders and in registries, also
//! in such as lie.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod installed;
mod kit;
mod libraries;
mod lies;
mod logins;
mod versions;
