//! The Ledger as people read it: with types in the language's notation, what an example costs, and
//! calls to copy.
//!
//! The Ledger's own crate knows schemas and prices, but no language. Here both come together, as
//! plain functions of a compiled project: what serves what ([`served`]), what examples cost
//! ([`ExampleCosts`]), how a call is written ([`snippet`]), all of it as pages ([`site`]). Commands
//! print and write what they return. What such pages stand in is [`frame`], which a package's pages
//! stand in too.

mod example_costs;
pub mod frame;
mod library;
mod site;
pub mod snippet;
mod written;

use orchestra_compiler::{Database, Project, scope::provided};
use orchestra_ledger_model::Served;

pub use example_costs::ExampleCosts;
pub use library::Library;
pub use site::site;
pub use written::written;

/// Which operations answer for which capability, by the providers of the project and of the
/// standard library.
#[must_use]
pub fn served(db: &Database, project: Project) -> Served {
    provided(db, project).into_iter().collect()
}
