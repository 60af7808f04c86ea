//! What an editor asks of a file: plain functions over the compiler's database, in byte offsets.
//!
//! No protocol's types are known here, and nothing is remembered: a function takes a [`Database`], a
//! file and an offset or span, and gives plain data. Each works in a file with errors and in the middle
//! of a half-typed call. A query that is cancelled by an edit unwinds; whoever asks catches it.
//!
//! One feature, one file, its documentation first. To add one: a module, its `pub use` here, a test in
//! `tests/` whose text carries `$0` for the cursor, and a request in `lsp/server`.
//!
//! [`Database`]: orchestra_compiler::Database

mod place;

pub use place::{FilePlace, item_at};
