//! That the committed `grammar.json`, of which an ordinary test makes the parser, is what the
//! grammar's source says: Node reads it.

use anyhow::Result;

use crate::run::run_tests;

/// Compares the two.
pub(crate) fn tree_sitter_grammar() -> Result<()> {
    run_tests("grammar_js", &[])
}
