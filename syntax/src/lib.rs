//! Text to tree: the syntax of `.orch` files, without types, names or the Ledger.
//!
//! The one door is [`parse`]: it takes any text, never fails, and gives a [`Tree`] that holds every
//! byte of it, with the problems that were found. What reads the tree goes through the typed views
//! of [`ast`]. The way is `lexer` (text to tokens) → `grammar` (tokens to nodes, recursive descent;
//! why not a library: `docs/decisions/0003-parser.md`) → `literal` (what literals mean, and which
//! are malformed).
//!
//! To add a rule: a [`NodeKind`], a function in the `grammar` file of its family, a view in the
//! `ast` file of that family, and a case in `tests/`.

pub mod ast;
mod format;
mod grammar;
mod kind;
mod lexer;
mod literal;
mod parse;
mod problem;
mod tree;

pub use format::{Formatted, RangeEdit, format, format_range};
pub use kind::{NodeKind, TokenKind};
pub use literal::{LiteralValue, meant_unit};
pub use parse::{Parse, parse, parse_shared};
pub use problem::Problem;
pub use tree::{Comment, CommentKind, NodeId, NodeRef, Token, TokenRef, Tree};
