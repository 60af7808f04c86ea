//! The compiled plan and its meaning.
//!
//! A [`Plan`] is a self-contained JSON document: given it and the inputs, an engine needs neither
//! source nor Ledger. This crate holds its types, its values ([`Value`], [`Money`]), the run-time
//! descriptions of types ([`Shape`]) and the one evaluator of pure expressions ([`Evaluator`]),
//! which constant folding and engines share, so that a value can't depend on who computed it.
//!
//! Conventions: whatever a comment or a line break could change stands in [`Debug`] alone, which
//! the plan's id leaves out. Slots, function numbers and source marks are given in the order of
//! lowering, never taken from text positions.

pub mod binding;
pub mod bounds;
mod dependencies;
pub mod effects;
pub mod evaluate;
pub mod expr;
pub mod failure;
mod json_text;
pub mod node;
pub mod pattern;
pub mod plan;
pub mod policy;
pub mod pricing;
pub mod shape;
pub mod test_plan;
pub mod value;

pub use binding::Binding;
pub use dependencies::Dependencies;
pub use effects::Effects;
pub use evaluate::{Evaluator, Slots};
pub use expr::{Expr, Function, Lambda, Mark, Slot};
pub use failure::{Failure, FailureKind};
pub use node::{Block, Node, NodeKind};
pub use plan::{Debug, Plan, PlanError, plan_schema};
pub use policy::{CallPolicy, Quorum, Retry};
pub use pricing::{Answer, Charge, Rates, cost, worst_case};
pub use shape::{Misfit, Shape};
pub use test_plan::{Mock, MockAnswer, TestPlan};
pub use value::{Money, Value};
