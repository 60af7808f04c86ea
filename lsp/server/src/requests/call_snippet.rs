//! `orchestra/callSnippet`: a call of what the Ledger lists, to be filled in.

use crate::{
    protocol::{CallSnippet, CallSnippetParams, TextEdit},
    snapshot::{Snapshot, View},
};

/// The call; none where nothing is listed by that name, the file means something else by it, or there is
/// no such file.
pub(crate) fn answer(snapshot: &Snapshot, params: &CallSnippetParams) -> Option<CallSnippet> {
    snapshot.with_file(&params.text_document.uri, |view| called(view, &params.entry))?
}

fn called(view: &View<'_>, entry: &str) -> Option<CallSnippet> {
    let found = orchestra_lsp_ide::call_snippet(view.db(), view.file, entry)?;
    let edit = |(span, new_text)| TextEdit { range: view.range(span).into(), new_text };
    Some(CallSnippet { snippet: found.text, edits: found.import.into_iter().map(edit).collect() })
}
