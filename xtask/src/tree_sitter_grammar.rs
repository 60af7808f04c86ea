//! That the committed `grammar.json`, of which an ordinary test makes the parser, is what the
//! grammar's source says: Node reads it.

use anyhow::Result;

use crate::run::run;

/// Compares the two.
pub(crate) fn tree_sitter_grammar() -> Result<()> {
    let package = "orchestra-editors-tree-sitter-orch";
    run("cargo", &["test", "--quiet", "--locked", "--package", package, "--test", "grammar_js"])
}
