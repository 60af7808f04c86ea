//! Random programs that are well typed, and random worlds to run them in: what bounds are proved
//! with.
//!
//! All is drawn from [`Choices`], a tape of numbers in which 0 is always the simplest choice. So a
//! seed says which program is meant, and a tape with less on it is a smaller program: that is all
//! there is to shrinking one.

mod calls;
mod choices;
mod program;
mod providers;
mod values;

pub use calls::OPERATIONS;
pub use choices::{Choices, shrunk};
pub use program::program;
pub use providers::{Bill, Providers};
pub use values::{inputs, value};
