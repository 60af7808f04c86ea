//! What hostile projects, answers, names and neighbours may try: a case for each rule of the
//! security design that this version has. A listener must stay silent, a canary unseen, a file
//! unchanged.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod addresses;
mod brought;
mod canary;
mod files;
mod hotkeys;
mod limits;
mod neighbours;
mod next_versions;
mod origins;
mod packages;
mod redirects;
mod registries;
mod schemas;
mod terminal;
mod victim;
