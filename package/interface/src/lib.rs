//! What a package offers to those who use it, and what a change of that means for them.
//!
//! [`interface`] reads an [`Interface`] from a compiled package: plain data that can be written as
//! JSON, kept beside a published version and read again years later, by tools that no longer have
//! the sources. [`compare`] tells of two of them what changed, each change with a [`Verdict`];
//! [`needed`] tells which version number that takes.
//!
//! Whether something still fits is decided by the compiler's own assignability, never by a second
//! notion of types: described types become the compiler's types again ([`sides`]) before they are
//! held against each other. What callers may rely on, and where that ends, stands in
//! `docs/guides/versions.md`; the corpus in `tests/changes/` says it by example, and
//! `tests/integration/callers.rs` holds it against callers of all kinds.
//!
//! To look at something new: a field of [`Interface`], what reads it in [`read`], and a function in
//! `compare/` that says what its change means.

mod compare;
mod described;
mod interface;
mod read;
mod sides;
mod version;
mod written;

pub use compare::{Change, Verdict, compare, verdict};
pub use described::{DescribedField, DescribedType};
pub use interface::{
    Bound, Declared, Export, INTERFACE_VERSION, Interface, Module, Parameter, Template,
};
pub use read::{capabilities, interface, module_name};
pub use version::{baseline, hides, needed};
pub use written::value_written;
