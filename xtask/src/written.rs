//! What stages write: folders and files below `target/`, made where they aren't there.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::run::root;

/// Makes a folder, named from the project's root or in full.
#[expect(clippy::disallowed_methods, reason = "xtask writes below target")]
pub(crate) fn folder(name: &str) -> Result<()> {
    std::fs::create_dir_all(root().join(name)).with_context(|| format!("can't make {name}"))
}

/// Writes a file.
#[expect(clippy::disallowed_methods, reason = "xtask writes below target")]
pub(crate) fn file(name: &str, content: &str) -> Result<()> {
    std::fs::write(root().join(name), content).with_context(|| format!("can't write {name}"))
}

/// Copies a file of the project to below `target/`.
pub(crate) fn copied(from: &Path, to: &Path) -> Result<()> {
    std::fs::copy(from, to).map(drop).with_context(|| format!("can't copy {}", from.display()))
}

/// A path as an argument of a command.
pub(crate) fn argument(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is no text", path.display()))
}
