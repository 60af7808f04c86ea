//! The one place that reads the environment.

use std::{env, path::PathBuf};

/// A variable's value; empty counts as unset, as the XDG base directory specification has it.
#[expect(clippy::disallowed_methods, reason = "the adapter through which the environment is read")]
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The working folder.
#[expect(clippy::disallowed_methods, reason = "the adapter through which the environment is read")]
pub(crate) fn working_folder() -> std::io::Result<PathBuf> {
    env::current_dir()
}
