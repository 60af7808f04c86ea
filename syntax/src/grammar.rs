//! Tokens to nodes: recursive descent, one function a rule, one file a family of rules.
//!
//! Every rule is total once its first token is read: what is missing becomes a `Missing…` node or
//! is left out, and the rule goes on. Three functions of [`parser::Parser`] carry the recovery:
//! `expect` reports and consumes nothing, `list` reads entries up to a closing bracket, `junk` takes
//! one token or one balanced group as an [`NodeKind::Error`]. Where they stop is said once, in
//! `recovery`. At most one problem is reported at a token.
//!
//! What nests goes through `nested`, which counts to 256; what chains (operators, methods, `else
//! if`) loops, so that the stack needed doesn't depend on the text.

mod blocks;
mod calls;
mod control;
mod expressions;
mod items;
mod messages;
mod operators;
mod parser;
mod patterns;
mod recovery;
mod strings;
mod types;

use crate::problem::Problem;
use crate::tree::{Builder, Token};

/// Builds the nodes of a whole file.
pub(crate) fn file(text: &str, tokens: &[Token]) -> (Builder, Vec<Problem>) {
    let mut parser = parser::Parser::new(text, tokens);
    items::file(&mut parser);
    parser.finish()
}
