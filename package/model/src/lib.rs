//! What a project is: its manifest, its overlay, its lock, where its modules' texts come from.
//!
//! Command line and editor open projects through this crate alone, so that both see the same one.
//! A folder with `orchestra.toml` is a package; a file outside any is its own, with its folder as
//! root. Nothing here reaches the network, and nothing outside the root is read but the packages
//! that its manifest names ([`graph`]). A [`library`] is a trait here, and somebody else's work.
//!
//! What a manifest says is read by one function a section ([`manifest`]); to add a section, add a
//! row to `SECTIONS` and its function.

pub mod edit;
mod file_text;
pub mod grant;
pub mod graph;
pub mod library;
pub mod lock;
pub mod manifest;
pub mod overlay;
pub mod project;
mod read_file;
pub mod resolve;

pub use file_text::FileText;
pub use grant::Grant;
pub use graph::{PackageGraph, PackageNode};
pub use library::{Libraries, Library, LibraryError, Release, Requirement};
pub use lock::Lock;
pub use manifest::{Dependency, Manifest, Rate, Source, StatedPrice};
pub use project::{ModuleError, Project};
