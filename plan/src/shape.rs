//! Types as an engine needs them: to check a value, convert it, decode it from JSON.

#![expect(missing_docs, reason = "a variant's comment says what its fields are")]

mod convert;
mod describe;
mod fit;
mod format;
mod into;
mod misfit;
mod secrets;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::Value;

pub use misfit::Misfit;
pub(crate) use misfit::cut_json;

/// What values a type has. `None` at an end of a range means that there is no bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Shape {
    /// Any value whatever, kept as it is: what a generic function doesn't look into.
    Any,
    /// Any JSON value.
    Json,
    /// Null.
    Null,
    /// `true` and `false`.
    Bool,
    /// Integers, ends included.
    Int { min: Option<i64>, max: Option<i64> },
    /// Finite numbers, ends included.
    Float { min: Option<f64>, max: Option<f64> },
    /// Texts; lengths in code points.
    String { min: u64, max: Option<u64>, patterns: Vec<String>, format: Option<Format> },
    /// Durations.
    Duration,
    /// Amounts of money.
    Money,
    /// Texts that are never shown.
    Secret,
    /// One value.
    Literal { value: Value },
    /// Lists.
    List { item: Box<Shape>, min: u64, max: Option<u64> },
    /// Lists of fixed length.
    Tuple { items: Vec<Shape> },
    /// Objects with arbitrary keys.
    Map { value: Box<Shape> },
    /// Objects with these fields; others are dropped, or kept as `rest`.
    Record { fields: Vec<FieldShape>, rest: Option<Box<Shape>> },
    /// The first arm that fits. `T?` is a union with null.
    Union { arms: Vec<Shape> },
    /// A shape of [`crate::Plan::shapes`], for types that contain themselves.
    Named { name: String },
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FieldShape {
    /// Its name.
    pub name: String,
    /// Its value, where it is there.
    pub shape: Shape,
    /// Whether it may be absent; null is then left out, unless `shape` admits it.
    pub optional: bool,
}

/// Strings of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// An absolute URL.
    Url,
    /// RFC 3339 with an offset.
    Datetime,
    /// `YYYY-MM-DD`.
    Date,
    /// An address with an `@`.
    Email,
    /// Hexadecimal, hyphenated.
    Uuid,
    /// Base64, standard alphabet.
    Bytes,
}
