//! The one evaluator of pure expressions.
//!
//! # Built-in methods
//! An [`Expr::Method`] names its method as the language does (`sort_by`, `pad_start`);
//! [`methods`] has one module a family, chosen by the kind of the value. To add one: a row in its
//! family's `match`, a row in the family's table of tests (`tests/integration/methods.rs`).
//!
//! Datetimes are texts at run time, so that the compiler has to say that one is meant. It emits
//! - `datetime.plus`, `datetime.minus`, `datetime.format`, `datetime.date` for the methods of the
//!   language;
//! - `datetime.less`, `datetime.less_equal`, `datetime.greater`, `datetime.greater_equal` and
//!   `datetime.subtract` (a duration, cut to milliseconds), each with the right side as argument,
//!   for operators;
//! - `datetime.instant`, without arguments, for all else that orders datetimes: a text whose order
//!   by code point is the order in time, whatever the offsets. `xs.sort()` becomes
//!   `xs.sort_by(x => x.instant)`, `xs.min()` `xs.min_by(…)`, and a key function that yields a
//!   datetime is wrapped.
//!
//! At run time an empty list has no type, so that `sum` of none is the int 0: where a float is
//! expected, the compiler wraps it in [`Expr::Convert`].
//!
//! # Bounds
//! One evaluation makes at most [`MOST_OPERATIONS`] operations and produces at most [`MOST_BYTES`]
//! (a text's bytes, [`ITEM_BYTES`] an item of a list or record). Chains to the left, conditions
//! and bodies of `let` are loops; all else recurses, at most [`DEEPEST`] levels.

mod methods;
mod operators;
mod run;

use std::collections::{BTreeMap, HashMap};

use crate::{
    Expr, Failure, Function, Lambda, Mark, Shape, Slot, node::EnsureNode, pattern::Patterns,
    value::Value,
};
use run::Run;

/// Operations of one evaluation: expressions, and items that methods go through.
pub const MOST_OPERATIONS: u64 = 10_000_000;

/// Bytes that one evaluation produces, whether they are kept or not.
pub const MOST_BYTES: u64 = 64 << 20;

/// What an item of a list or a field of a record counts as, besides its own texts.
pub const ITEM_BYTES: u64 = 8;

/// Levels of expressions within expressions; a body (of a function, lambda or loop) counts as
/// [`BODY_LEVELS`]. Measured: this many take three quarters of a stack of 2 MiB in a debug build
/// (`tests/integration/bounds.rs`), far less in a release.
pub const DEEPEST: u32 = 320;

/// Levels that a body counts as: on the way to it lie more and larger frames.
pub const BODY_LEVELS: u32 = 3;

/// What is known outside an expression.
pub trait Slots {
    /// What the slot holds, if it is known.
    fn get(&self, slot: Slot) -> Option<&Value>;
}

impl Slots for BTreeMap<Slot, Value> {
    fn get(&self, slot: Slot) -> Option<&Value> {
        Self::get(self, &slot)
    }
}

impl<S: std::hash::BuildHasher> Slots for HashMap<Slot, Value, S> {
    fn get(&self, slot: Slot) -> Option<&Value> {
        Self::get(self, &slot)
    }
}

/// Nothing is known.
impl Slots for () {
    fn get(&self, _: Slot) -> Option<&Value> {
        None
    }
}

/// Evaluates expressions of one plan.
#[derive(Debug)]
pub struct Evaluator<'p> {
    functions: &'p [Function],
    shapes: &'p BTreeMap<String, Shape>,
    patterns: Patterns,
}

impl<'p> Evaluator<'p> {
    /// An evaluator of a plan with these functions and shapes.
    #[must_use]
    pub fn new(functions: &'p [Function], shapes: &'p BTreeMap<String, Shape>) -> Self {
        Self { functions, shapes, patterns: Patterns::default() }
    }

    /// The value of an expression.
    ///
    /// # Errors
    /// The failure of the expression, which carries the mark of its place; of kind
    /// [`crate::FailureKind::Guard`] from [`Expr::Convert`], else of kind
    /// [`crate::FailureKind::Failed`].
    pub fn evaluate(&self, expr: &Expr, slots: &dyn Slots) -> Result<Value, Failure> {
        Run::new(self, slots).evaluate(expr)
    }

    /// The value of an anonymous function. Two parameters given one argument take a tuple apart.
    ///
    /// # Errors
    /// As [`Evaluator::evaluate`].
    pub fn call_lambda(
        &self,
        lambda: &Lambda,
        arguments: &[Value],
        slots: &dyn Slots,
    ) -> Result<Value, Failure> {
        Run::new(self, slots).call(lambda, arguments)
    }

    /// Whether the condition of an `ensure` between steps holds.
    ///
    /// # Errors
    /// Where it doesn't: its message, with the values that it shows.
    pub fn ensure(&self, node: &EnsureNode, mark: Mark, slots: &dyn Slots) -> Result<(), Failure> {
        let message = node.message.as_ref();
        Run::new(self, slots).ensure(&node.condition, message, &node.shown, mark)
    }
}
