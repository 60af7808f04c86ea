//! The extension for VS Code: its types, lints, tests and bundles, with the packages of its lock file.

use anyhow::Result;

use crate::run::run;

/// The extension's folder, from the workspace's root.
pub(crate) const FOLDER: &str = "editors/vscode";

/// Installs what these need, and runs them.
pub(crate) fn extension() -> Result<()> {
    packages()?;
    for script in ["lint", "test", "build"] {
        run("npm", &["run", script, "--prefix", FOLDER, "--silent"])?;
    }
    Ok(())
}

/// Installs packages beside the extension, without running what they bring.
pub(crate) fn packages() -> Result<()> {
    let install = ["ci", "--ignore-scripts", "--silent", "--no-audit", "--no-fund"];
    run("npm", &[&install[..], &["--prefix", FOLDER]].concat())
}
