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

mod call_hierarchy;
mod call_hints;
mod call_target;
mod closed_block;
mod code_actions;
mod completion;
mod cursor;
mod definition;
mod document_links;
mod file_place;
mod folding;
mod hover;
mod imports;
mod inlay_hints;
mod ledger_page;
mod lenses;
mod linked_names;
mod listed;
mod moved_files;
mod occurrences;
mod references;
mod rename;
mod selections;
mod semantic_tokens;
mod signature_help;
mod surroundings;
mod symbols;

pub use call_hierarchy::{Calls, callable, callees, callers};
pub use closed_block::closed_block;
pub use code_actions::{CodeAction, CodeActionKind, code_actions};
pub use completion::{
    CallSnippet, CompletionItem, CompletionKind, Completions, DocumentationKey, NoSuchKey,
    call_snippet, completions, documentation,
};
pub use definition::{Target, definition, implementations, type_definition};
pub use document_links::document_links;
pub use file_place::FilePlace;
pub use folding::{FoldKind, folds};
pub use hover::{Hover, hover};
pub use inlay_hints::{HintKind, InlayHint, inlay_hints};
pub use ledger_page::ledger_page;
pub use lenses::{Runnable, plan_in_short, runnables, template_at, template_named};
pub use linked_names::linked_names;
pub use moved_files::{Moves, imports_after};
pub use occurrences::{Form, Occurrence, Role, Symbol, occurrence_at, occurrences};
pub use references::{highlights, references};
pub use rename::{prepare_rename, rename};
pub use selections::selections;
pub use semantic_tokens::{SemanticToken, TokenType, semantic_tokens};
pub use signature_help::{SignatureHelp, signature_help};
pub use symbols::{
    DeclaredSymbol, SymbolKind, declared_symbol, document_symbols, workspace_symbols,
};
