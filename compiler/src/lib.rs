//! Trees and Ledger to names, types and plans: queries over a [`Database`].
//!
//! The way of the data: [`SourceFile`] → [`parse`] → `items` (what a file declares) and `hir` (what
//! an item says), both without positions → `scope` (what names mean) → `recursion` → `infer` (types,
//! and what calls mean) → [`check`] | [`lint`] | [`plan`]. Analysis yields facts; words
//! are made of them in `diagnostics`, one module a mistake, and in `lints`.
//!
//! Nothing here does I/O or reads a clock: whoever has files gives their texts.

pub mod ahead;
mod bounds;
mod callees;
pub mod db;
mod deep;
pub mod diagnostics;
mod exact;
mod held;
pub mod hir;
pub mod infer;
pub mod items;
mod ledger_uses;
mod lints;
mod lower;
mod mentioned;
mod module_path;
mod pure_call;
mod reading;
pub mod recursion;
mod removal;
pub mod scope;
mod side_table;
pub mod terms;
pub mod types;
mod ways;

pub use db::{
    Database, Dependencies, ModulePath, Package, Project, SourceFile, is_cancellation, parse,
};
pub use diagnostics::check;
pub use ledger_uses::{LedgerUse, ledger_uses};
pub use lints::lint;
pub use lower::{default_value as parameter_default, plan, provider_effects, test_plan};
pub use scope::imported_files;
pub use side_table::SideTable;
pub use ways::{End, Way, ways};
