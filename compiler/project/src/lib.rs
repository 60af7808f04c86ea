//! A project in the compiler's database, for whoever has files: command line and editor open projects
//! through this crate alone, so that both find the same things in them.
//!
//! The package's model says which modules there are and reads them; the standard library is built in;
//! here they become inputs of the compiler, are asked on all processors, and their diagnostics get the
//! names that people see. What an editor holds open stands in place of what is on disk ([`Files`]).

mod compilation;
mod exported;
mod files;
mod granted;
mod import_notes;
mod loading;
mod locked;
mod overview;
mod packages;
mod shipped;
mod terms;
mod workers;

pub use compilation::{Compilation, module_of};
pub use exported::ExportedEffects;
pub use files::Files;
pub use overview::Also;
pub use shipped::{shipped_modules, shipped_template, shipped_templates};

/// Parser, compiler and the writing of plans recurse as deep as a text is nested, and no user
/// should have to know of stacks: threads that ask a compilation have so many bytes. It is address
/// space: memory is taken where it is used.
pub const STACK: usize = 256 << 20;
