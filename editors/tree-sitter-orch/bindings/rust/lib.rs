//! The tree-sitter grammar of `.orch` files, for programs in Rust and for this grammar's tests.
//!
//! The grammar is `grammar.js`, what editors make of its trees is in `queries/`. No crate of the
//! compiler depends on it: it is for editors, and its tests hold it to what the compiler reads.

use tree_sitter_language::LanguageFn;

#[expect(unsafe_code, reason = "the generated parser is in C")]
unsafe extern "C" {
    fn tree_sitter_orch() -> *const ();
}

/// The language, for `tree_sitter::Language::new`.
#[expect(unsafe_code, reason = "the function is the generated parser's, with that signature")]
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_orch) };

/// What each kind of node is made of.
pub const NODE_TYPES: &str = include_str!("../../src/node-types.json");
