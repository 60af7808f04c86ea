//! JSON Schema (2020-12, 7, and OpenAPI 3.0's `nullable`) and canonical JSON: the one place that
//! validates a value, draws one that fits, says what a change of a schema does to the values that it
//! accepts, and what a document's digest is.
//!
//! Schemas come from providers and overlays, so each is met as if it were hostile: nothing is
//! fetched, patterns run with a step limit, depth and work are bounded before anything recurses.
//! A schema that can't be had within these bounds is a [`SchemaError`], never a crash.

mod bounds;
mod canonical;
mod compatibility;
mod dialect;
mod digest;
mod encoding;
mod keywords;
mod localize;
mod reference;
mod sample;
mod secrets;
mod validator;
mod violation;

pub use canonical::canonical;
pub use compatibility::{Comparison, SchemaChange, bare, compare};
pub use digest::{Digest, DigestError};
pub use encoding::is_base64;
pub use localize::localized;
pub use reference::{at, resolve};
pub use sample::{Draw, SampleHints};
pub use validator::{SchemaError, Validator};
pub use violation::Violation;
