//! One file a request: positions in, `lsp/ide` asked, positions out.

pub(crate) mod call_hierarchy;
pub(crate) mod call_snippet;
pub(crate) mod code_action;
pub(crate) mod code_lens;
pub(crate) mod completion;
pub(crate) mod diagnostic;
pub(crate) mod document;
pub(crate) mod file_rename;
pub(crate) mod formatting;
pub(crate) mod hover;
pub(crate) mod ledger_tree;
pub(crate) mod navigation;
pub(crate) mod outline;
pub(crate) mod plan_graph;
pub(crate) mod rename;
pub(crate) mod run_form;
pub(crate) mod semantic_tokens;
pub(crate) mod tests;
