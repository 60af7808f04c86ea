//! `textDocument/hover`.

use tower_lsp_server::ls_types::{Hover, HoverContents, TextDocumentPositionParams};

use crate::{convert::markdown, snapshot::Snapshot};

pub(crate) fn answer(snapshot: &Snapshot, params: &TextDocumentPositionParams) -> Option<Hover> {
    let view = snapshot.view(&params.text_document.uri)?;
    let found = orchestra_lsp_ide::hover(view.db(), view.file, view.offset(params.position))?;
    Some(Hover {
        contents: HoverContents::Markup(markdown(&found.markdown)),
        range: Some(view.range(found.span)),
    })
}
