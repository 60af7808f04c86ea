//! `textDocument/rename`, `prepareRename` and `linkedEditingRange`.

use tower_lsp_server::{
    jsonrpc::Error,
    ls_types::{
        LinkedEditingRanges, PrepareRenameResponse, RenameParams, TextDocumentPositionParams,
        WorkspaceEdit,
    },
};

use crate::{convert::by_file, snapshot::Snapshot};

/// The name here, if it can be changed.
pub(crate) fn prepare(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, Error> {
    let Some(view) = snapshot.view(&params.text_document.uri) else { return Ok(None) };
    let offset = view.offset(params.position);
    let (span, placeholder) =
        orchestra_lsp_ide::prepare_rename(view.db(), view.file, offset).map_err(refused)?;
    let range = view.range(span);
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }))
}

/// The edits that give it the new name.
pub(crate) fn answer(
    snapshot: &Snapshot,
    params: &RenameParams,
) -> Result<Option<WorkspaceEdit>, Error> {
    let at = &params.text_document_position;
    let Some(view) = snapshot.view(&at.text_document.uri) else { return Ok(None) };
    let offset = view.offset(at.position);
    let edits = orchestra_lsp_ide::rename(view.db(), view.file, offset, &params.new_name)
        .map_err(refused)?;
    let located = edits
        .into_iter()
        .filter_map(|(place, text)| Some((view.other(place.file).location(place.span)?, text)));
    Ok(Some(by_file(located)))
}

/// The stretches that change together with the name here.
pub(crate) fn linked(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Option<LinkedEditingRanges> {
    let view = snapshot.view(&params.text_document.uri)?;
    let spans = orchestra_lsp_ide::linked_names(view.db(), view.file, view.offset(params.position));
    let ranges: Vec<_> = spans.into_iter().map(|span| view.range(span)).collect();
    (!ranges.is_empty()).then_some(LinkedEditingRanges { ranges, word_pattern: None })
}

/// The client shows it to the user.
fn refused(why: String) -> Error {
    Error::invalid_params(why)
}
