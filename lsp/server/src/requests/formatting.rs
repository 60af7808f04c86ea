//! `textDocument/formatting`, `rangeFormatting` and `onTypeFormatting`.

use orchestra_diagnostics::Span;
use orchestra_syntax::{format, format_range};
use tower_lsp_server::ls_types::{
    DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, TextEdit, Uri,
};

use crate::snapshot::{Snapshot, View};

/// All of a file, as one edit from the first difference to the last.
pub(crate) fn whole(snapshot: &Snapshot, uri: &Uri) -> Option<Vec<TextEdit>> {
    let view = snapshot.view(uri)?;
    Some(edits(&view, Span::new(0, view.text.len() as u32), &format(&view.text).text))
}

/// The statements and items that a range touches.
pub(crate) fn range(
    snapshot: &Snapshot,
    params: &DocumentRangeFormattingParams,
) -> Option<Vec<TextEdit>> {
    let view = snapshot.view(&params.text_document.uri)?;
    let edit = format_range(&view.text, view.span(params.range));
    Some(edit.map(|edit| edits(&view, edit.span, &edit.text)).unwrap_or_default())
}

/// What a brace closes that was just typed. The formatter leaves alone what it can't read.
pub(crate) fn on_type(
    snapshot: &Snapshot,
    params: &DocumentOnTypeFormattingParams,
) -> Option<Vec<TextEdit>> {
    let at = &params.text_document_position;
    let view = snapshot.view(&at.text_document.uri)?;
    let closed = orchestra_lsp_ide::closed_block(view.db(), view.file, view.offset(at.position))?;
    let edit = format_range(&view.text, closed);
    Some(edit.map(|edit| edits(&view, edit.span, &edit.text)).unwrap_or_default())
}

/// What makes `text` of what stands at `span`, without what both begin and end with, so that the
/// client's cursor and marks stay.
fn edits(view: &View<'_>, span: Span, text: &str) -> Vec<TextEdit> {
    let old = &view.text[span.range()];
    if old == text {
        return Vec::new();
    }
    let same = |(a, b): &(char, char)| a == b;
    let head: usize =
        old.chars().zip(text.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old, text) = (&old[head..], &text[head..]);
    let tail: usize =
        old.chars().rev().zip(text.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let start = span.start + head as u32;
    let changed = Span::new(start, start + (old.len() - tail) as u32);
    vec![TextEdit { range: view.range(changed), new_text: text[..text.len() - tail].to_owned() }]
}
