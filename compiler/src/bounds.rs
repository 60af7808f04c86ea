//! What a job may come to, before it runs: worst case and typical numbers of calls, cost by currency
//! and time along the critical path.
//!
//! The pass walks the *plan*, whose nodes and edges are those that the engine follows, with what the
//! plan doesn't say beside it: types of arguments and sizes of lists, kept as [`Facts`] while nodes
//! were made. Each node yields an [`Estimate`]; blocks add them up, along the longest way for time.
//! Whatever can't be bounded carries its [`Cause`], never a guess.
//!
//! Sound is what the rules in `docs/reference/bounds.md` make of prices that providers keep: no run
//! costs, calls or takes more.

mod alone;
mod amounts;
mod attempts;
mod block;
mod case;
mod contributions;
mod estimate;
mod facts;
mod price;
mod program;
mod rate;
mod report;
mod sizes;

pub(crate) use estimate::Why;
pub(crate) use facts::{CallFacts, Facts, ListFacts};
pub(crate) use program::{Marks, Program};
pub(crate) use report::{Promises, bounds};
pub(crate) use sizes::has_greatest_text;
