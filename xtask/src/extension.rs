//! The extension for VS Code: its own tests, with the packages of its lock file.

use anyhow::Result;

use crate::run::run;

/// The extension's folder, from the workspace's root.
const FOLDER: &str = "editors/vscode";

/// Installs what the tests need, beside them, and runs them.
pub(crate) fn extension() -> Result<()> {
    run("npm", &["ci", "--prefix", FOLDER, "--silent", "--no-audit", "--no-fund"])?;
    run("npm", &["test", "--prefix", FOLDER, "--silent"])
}
