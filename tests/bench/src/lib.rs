//! What is measured: packages of any size, made by rule, and what runs them.
//!
//! `cargo bench -p orchestra-tests-bench` measures; figures are to be read as ratios within one
//! run, since machines and their loads differ. `compile` measures passes in one process, `ledger`
//! what the Ledger's size costs them; `editor` measures the language server in a process of its own, beside
//! another one; the others measure whole runs of the release binary: `process` what a person waits for,
//! `scale` how time and memory grow with a package, `compare` against another checker.

mod baml;
mod generate;
mod language_server;
mod measured;
mod release;
mod workspace;

pub use baml::baml_cli;
pub use generate::{Language, Shape, package, project};
pub use language_server::{Document, LanguageServer};
pub use measured::{Run, Runs, Spread, in_turn};
pub use release::{given_binary, release_binary, say, write_package};
pub use workspace::Workspace;
