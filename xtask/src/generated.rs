//! Files made by our own code and committed. Each is held to what the code would write by a test
//! beside that code; with `UPDATE=1` in the environment, the same test rewrites it.

use anyhow::Result;

use crate::run::run;

/// Packages with such a test, and the word in its name.
const TESTS: &[(&str, &str)] = &[
    ("orchestra-ledger-model", "generated"),
    ("orchestra-cli", "generated"),
    ("orchestra-tests", "generated"),
    ("orchestra-editors-tree-sitter-orch", "generated"),
    ("orchestra-lsp-server", "generated"),
];

/// Runs those tests alone.
pub(crate) fn generated() -> Result<()> {
    for (package, word) in TESTS {
        run("cargo", &["test", "--quiet", "--locked", "--package", package, word])?;
    }
    Ok(())
}
