//! What patterns take of a type, and what they leave.
//!
//! Exhaustiveness is asked as usefulness of one more pattern (Maranget, "Warnings for pattern
//! matching"): values are split along what the patterns tell apart until each part is covered
//! whole or not at all. The work is bounded; where that bound is met, `_` counts as not covered.

mod atoms;
mod matched;
mod useful;

use std::sync::Arc;

use super::{Literal, Type, TypeEnvironment};
pub use matched::{left_over, matched};

/// The values that a pattern takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cover {
    /// All: `_`, a name.
    Any,
    /// None: a pattern with a mistake in it, or a guard.
    Nothing,
    /// Null.
    Null,
    /// One value.
    Literal(Literal),
    /// Those of a type: `x: T`.
    Typed(Type),
    /// Records by some of their fields.
    Record(Vec<(Arc<str>, Cover)>),
    /// Tuples by their items.
    Tuple(Vec<Cover>),
    /// Those that any of these takes.
    Or(Vec<Cover>),
}

/// A value of `ty` that none of `covers` takes, as a pattern: `"deep"`, `{ kind: "web" }`, `_`
/// for endlessly many. None: all are taken.
#[must_use]
pub fn uncovered(env: &dyn TypeEnvironment, ty: &Type, covers: &[Cover]) -> Option<String> {
    useful::witness(env, ty, covers)
}

#[cfg(test)]
mod tests;
