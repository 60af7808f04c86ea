//! What a change of a schema does to the values that it accepts.
//!
//! A proof, not a guess: [`compare`] looks for reasons why a value of one schema might not be one
//! of the other, both ways round, and where it can't show that there are none, it says so. Hence
//! "nothing is narrowed" is a promise, and "something is narrowed" may be a change that we can't
//! follow.
//!
//! The proof goes along both schemas at once. What is known of a value ([`known`]) is taken from
//! the schema that it fits: of it, leaving something out is safe. What is asked is taken from the
//! other: of that, nothing may be left out, so a keyword that we don't know fails unless it stands
//! in both alike. Values that can be counted (`enum`, `const`, truth values) aren't reasoned about
//! but tried, with the validator that jobs use. To learn a keyword, give it an arm in
//! [`asked`] and words in [`misfit`], and let `tests/integration/pairs.rs` draw it.

mod asked;
mod disjoint;
mod known;
mod lists;
mod misfit;
mod objects;
mod prover;
mod same;
mod scalars;
mod tried;
mod unions;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{SchemaError, Validator};
pub use same::bare;

use misfit::Misfit;
use prover::Prover;
use same::{is_plain_dialect, stripped};

/// Differences that are told of one direction; beyond, the rest says nothing new.
const MOST_TOLD: usize = 100;

/// What changed from one schema to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Why some value that the old one accepts may not be accepted by the new one. Empty: all are.
    pub narrowed: Vec<SchemaChange>,
    /// Why some value that the new one accepts may not be accepted by the old one. Empty: all are.
    pub widened: Vec<SchemaChange>,
}

/// One difference, at its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaChange {
    /// JSON Pointer from the schema's top.
    pub pointer: String,
    /// Whether the pointer leads into the old schema, since the new one has nothing there.
    pub in_old: bool,
    /// What is different, in words: `the largest value is 50, was 100`.
    pub words: String,
}

/// Compares two schemas.
///
/// # Errors
/// Where one of them can't be validated against at all.
pub fn compare(old: &Value, new: &Value) -> Result<Comparison, SchemaError> {
    let old = stripped(Validator::new(old)?.schema());
    let new = stripped(Validator::new(new)?.schema());
    if old == new {
        return Ok(Comparison::default());
    }
    if !is_plain_dialect(&old) || !is_plain_dialect(&new) {
        let change = SchemaChange {
            pointer: String::new(),
            in_old: false,
            words: "it changed, and we can't tell how: it isn't plain JSON Schema 2020-12".into(),
        };
        return Ok(Comparison { narrowed: vec![change.clone()], widened: vec![change] });
    }
    let mut narrowed = misfits(&old, &new);
    let mut widened = misfits(&new, &old);
    // What is marked otherwise has another type on either side, whatever values there are.
    let marks: [Vec<Misfit<'_>>; 2] = [&narrowed, &widened]
        .map(|misfits| misfits.iter().filter(|it| it.is_mark()).cloned().collect());
    let [of_narrowed, of_widened] = marks;
    let narrowed_too = tell(&of_widened, false, &old, &new);
    let widened_too = tell(&of_narrowed, true, &old, &new);
    narrowed.truncate(MOST_TOLD);
    widened.truncate(MOST_TOLD);
    let mut narrowed = tell(&narrowed, true, &old, &new);
    let mut widened = tell(&widened, false, &old, &new);
    narrowed.extend(narrowed_too);
    widened.extend(widened_too);
    Ok(Comparison {
        narrowed: narrowed.into_iter().collect(),
        widened: widened.into_iter().collect(),
    })
}

/// Why a value of `from` may not be one of `to`.
fn misfits<'a>(from: &'a Value, to: &'a Value) -> Vec<Misfit<'a>> {
    let mut prover = Prover::new(from, to);
    if prover.is_within() { Vec::new() } else { prover.into_misfits() }
}

fn tell(
    misfits: &[Misfit<'_>],
    narrowed: bool,
    old: &Value,
    new: &Value,
) -> BTreeSet<SchemaChange> {
    misfits.iter().map(|misfit| misfit.told(narrowed, old, new)).collect()
}
