//! Requests that lead from a name to places: definition, type definition, implementation, references,
//! highlights.

use orchestra_lsp_ide::{FilePlace, Role, Target};
use tower_lsp_server::ls_types::{
    DocumentHighlight, DocumentHighlightKind, GotoDefinitionResponse, Location, Range,
    ReferenceParams, TextDocumentPositionParams, Uri,
};

use crate::snapshot::{LEDGER_SCHEME, Snapshot, View};

/// `textDocument/definition`
pub(crate) fn definition(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Option<GotoDefinitionResponse> {
    let view = snapshot.view(&params.text_document.uri)?;
    let target = orchestra_lsp_ide::definition(view.db(), view.file, view.offset(params.position))?;
    Some(GotoDefinitionResponse::Scalar(location(&view, &target)?))
}

/// `textDocument/typeDefinition`
pub(crate) fn type_definition(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Option<GotoDefinitionResponse> {
    let view = snapshot.view(&params.text_document.uri)?;
    let offset = view.offset(params.position);
    let target = orchestra_lsp_ide::type_definition(view.db(), view.file, offset)?;
    Some(GotoDefinitionResponse::Scalar(location(&view, &target)?))
}

/// `textDocument/implementation`: the providers of a capability.
pub(crate) fn implementation(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Option<GotoDefinitionResponse> {
    let view = snapshot.view(&params.text_document.uri)?;
    let offset = view.offset(params.position);
    let places = orchestra_lsp_ide::implementations(view.db(), view.file, offset);
    Some(GotoDefinitionResponse::Array(locations(&view, places)))
}

/// `textDocument/references`
pub(crate) fn references(snapshot: &Snapshot, params: &ReferenceParams) -> Option<Vec<Location>> {
    let at = &params.text_document_position;
    let view = snapshot.view(&at.text_document.uri)?;
    let places = orchestra_lsp_ide::references(
        view.db(),
        view.file,
        view.offset(at.position),
        params.context.include_declaration,
    );
    Some(locations(&view, places))
}

/// `textDocument/documentHighlight`
pub(crate) fn highlights(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Option<Vec<DocumentHighlight>> {
    let view = snapshot.view(&params.text_document.uri)?;
    let found = orchestra_lsp_ide::highlights(view.db(), view.file, view.offset(params.position));
    let highlight = |it: orchestra_lsp_ide::Occurrence| DocumentHighlight {
        range: view.range(it.span),
        kind: Some(match it.role {
            Role::Definition => DocumentHighlightKind::WRITE,
            Role::Import | Role::Read => DocumentHighlightKind::READ,
        }),
    };
    Some(found.into_iter().map(highlight).collect())
}

fn locations(view: &View<'_>, places: Vec<FilePlace>) -> Vec<Location> {
    places.into_iter().filter_map(|it| view.other(it.file).location(it.span)).collect()
}

fn location(view: &View<'_>, target: &Target) -> Option<Location> {
    match target {
        Target::Place(place) => view.other(place.file).location(place.span),
        Target::Ledger(name) => {
            let uri: Uri = format!("{LEDGER_SCHEME}:/{name}.md").parse().ok()?;
            Some(Location { uri, range: Range::default() })
        }
    }
}
