//! `textDocument/hover`.

use tower_lsp_server::ls_types::{
    Hover, HoverContents, MarkupContent, MarkupKind, TextDocumentPositionParams,
};

use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, params: &TextDocumentPositionParams) -> Option<Hover> {
    let view = snapshot.view(&params.text_document.uri)?;
    let found = orchestra_lsp_ide::hover(view.db(), view.file, view.offset(params.position))?;
    let value = found.markdown;
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }),
        range: Some(view.range(found.span)),
    })
}
