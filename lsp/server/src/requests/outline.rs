//! What a file holds: symbols, folds, selections, links, hints.

use orchestra_compiler::items::ItemKind;
use orchestra_lsp_ide::{DeclaredSymbol, FoldKind, HintKind, SymbolKind as Declared};
use tower_lsp_server::ls_types::{
    DocumentLink, DocumentSymbol, DocumentSymbolResponse, FoldingRange, FoldingRangeKind,
    InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams, SelectionRange,
    SelectionRangeParams, SymbolInformation, SymbolKind, Uri,
};

use crate::snapshot::{Snapshot, View};

/// `textDocument/documentSymbol`
pub(crate) fn symbols(snapshot: &Snapshot, uri: &Uri) -> Option<DocumentSymbolResponse> {
    let view = snapshot.view(uri)?;
    let found = orchestra_lsp_ide::document_symbols(view.db(), view.file);
    let symbols = found.into_iter().map(|it| symbol(&view, it)).collect();
    Some(DocumentSymbolResponse::Nested(symbols))
}

#[expect(deprecated, reason = "the protocol's struct has a field that is, and it must be given")]
fn symbol(view: &View<'_>, it: DeclaredSymbol) -> DocumentSymbol {
    let children: Vec<_> = it.children.into_iter().map(|child| symbol(view, child)).collect();
    DocumentSymbol {
        // Clients refuse names without a letter.
        name: if it.name.trim().is_empty() { "…".to_owned() } else { it.name },
        detail: it.detail,
        kind: kind(it.kind),
        tags: None,
        deprecated: None,
        range: view.range(it.span),
        selection_range: view.range(it.name_span),
        children: (!children.is_empty()).then_some(children),
    }
}

pub(super) fn kind(it: Declared) -> SymbolKind {
    match it {
        Declared::Variant => SymbolKind::ENUM_MEMBER,
        Declared::Item(ItemKind::Type) => SymbolKind::STRUCT,
        Declared::Item(ItemKind::Enum) => SymbolKind::ENUM,
        Declared::Item(ItemKind::Const) => SymbolKind::CONSTANT,
        Declared::Item(ItemKind::Function) => SymbolKind::FUNCTION,
        Declared::Item(ItemKind::Template) => SymbolKind::CLASS,
        Declared::Item(ItemKind::Provide) => SymbolKind::INTERFACE,
        Declared::Item(ItemKind::Test) => SymbolKind::EVENT,
    }
}

/// `workspace/symbol`, in all projects that are open.
#[expect(deprecated, reason = "the protocol's struct has a field that is, and it must be given")]
pub(crate) fn workspace_symbols(snapshot: &Snapshot, query: &str) -> Vec<SymbolInformation> {
    let mut found = Vec::new();
    for compilation in snapshot.projects.values() {
        for (symbol, place) in orchestra_lsp_ide::workspace_symbols(&compilation.db, query) {
            let view = snapshot.view_of(compilation, place.file);
            let Some(location) = view.location(place.span) else { continue };
            found.push(SymbolInformation {
                name: symbol.name,
                kind: kind(symbol.kind),
                tags: None,
                deprecated: None,
                location,
                container_name: None,
            });
        }
    }
    found
}

/// `textDocument/foldingRange`
pub(crate) fn folds(snapshot: &Snapshot, uri: &Uri) -> Option<Vec<FoldingRange>> {
    let view = snapshot.view(uri)?;
    let folds = orchestra_lsp_ide::folds(view.db(), view.file);
    let fold = |(span, kind)| {
        let range = view.range(span);
        FoldingRange {
            start_line: range.start.line,
            start_character: Some(range.start.character),
            end_line: range.end.line,
            end_character: Some(range.end.character),
            kind: match kind {
                FoldKind::Code => None,
                FoldKind::Comment => Some(FoldingRangeKind::Comment),
                FoldKind::Imports => Some(FoldingRangeKind::Imports),
            },
            collapsed_text: None,
        }
    };
    Some(folds.into_iter().map(fold).collect())
}

/// `textDocument/selectionRange`
pub(crate) fn selections(
    snapshot: &Snapshot,
    params: &SelectionRangeParams,
) -> Option<Vec<SelectionRange>> {
    let view = snapshot.view(&params.text_document.uri)?;
    let nest = |position| {
        let spans = orchestra_lsp_ide::selections(view.db(), view.file, view.offset(position));
        let outward = spans.into_iter().rev();
        let nested = outward.fold(None, |parent: Option<SelectionRange>, span| {
            Some(SelectionRange { range: view.range(span), parent: parent.map(Box::new) })
        });
        nested.unwrap_or(SelectionRange { range: view.range(Default::default()), parent: None })
    };
    Some(params.positions.iter().map(|position| nest(*position)).collect())
}

/// `textDocument/documentLink`
pub(crate) fn links(snapshot: &Snapshot, uri: &Uri) -> Option<Vec<DocumentLink>> {
    let view = snapshot.view(uri)?;
    let links = orchestra_lsp_ide::document_links(view.db(), view.file);
    let link = |(span, file)| DocumentLink {
        range: view.range(span),
        target: view.other(file).uri(),
        tooltip: None,
        data: None,
    };
    Some(links.into_iter().map(link).collect())
}

/// `textDocument/inlayHint`
pub(crate) fn hints(snapshot: &Snapshot, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let view = snapshot.view(&params.text_document.uri)?;
    let span = view.span(params.range);
    let wanted = snapshot.configuration.of(&params.text_document.uri).inlay_hints;
    let hints = orchestra_lsp_ide::inlay_hints(view.db(), view.file, span, |kind| match kind {
        HintKind::Type => wanted.types,
        HintKind::Call => wanted.calls,
    });
    let hint = |it: orchestra_lsp_ide::InlayHint| InlayHint {
        position: view.range(orchestra_diagnostics::Span::at(it.offset)).start,
        label: InlayHintLabel::String(it.label),
        kind: match it.kind {
            HintKind::Type => Some(InlayHintKind::TYPE),
            HintKind::Call => None,
        },
        text_edits: None,
        tooltip: None,
        padding_left: None,
        padding_right: None,
        data: None,
    };
    Some(hints.into_iter().map(hint).collect())
}
