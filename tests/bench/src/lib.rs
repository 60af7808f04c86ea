//! What is measured: packages of any size, made by rule, and a compiler that holds one.
//!
//! `cargo bench -p orchestra-tests-bench` measures; figures are to be read as ratios within one
//! run, since machines and their loads differ. `compile` measures passes in one process, `process`
//! whole runs of the release binary.

mod generate;
mod workspace;

pub use generate::{LINES_PER_FILE, package};
pub use workspace::Workspace;
