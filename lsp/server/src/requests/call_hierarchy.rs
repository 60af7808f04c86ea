//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `outgoingCalls`.
//!
//! An item of a file is found again by its name's range. What the Ledger has lies in no file: its page
//! stands for it, and a file of the project that asked goes along, since projects differ in overlays.

use orchestra_compiler::{Project, SourceFile};
use orchestra_diagnostics::Span;
use orchestra_lsp_ide::Symbol;
use tower_lsp_server::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, Range, SymbolKind,
    TextDocumentPositionParams, Uri,
};

use crate::snapshot::{LEDGER_SCHEME, Snapshot, View};

use super::outline;

/// `textDocument/prepareCallHierarchy`
pub(crate) fn prepare(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Option<Vec<CallHierarchyItem>> {
    let view = snapshot.view(&params.text_document.uri)?;
    let symbol = orchestra_lsp_ide::callable(view.db(), view.file, view.offset(params.position))?;
    Some(vec![item(&view, &symbol)?])
}

/// `callHierarchy/incomingCalls`
pub(crate) fn incoming(
    snapshot: &Snapshot,
    called: &CallHierarchyItem,
) -> Option<Vec<CallHierarchyIncomingCall>> {
    let (view, symbol) = again(snapshot, called)?;
    let callers = orchestra_lsp_ide::callers(view.db(), &symbol).into_iter();
    let call = |it: orchestra_lsp_ide::Calls| {
        let from_ranges = ranges(&view, &it.other, &it.spans);
        Some(CallHierarchyIncomingCall { from: item(&view, &it.other)?, from_ranges })
    };
    Some(callers.filter_map(call).collect())
}

/// `callHierarchy/outgoingCalls`
pub(crate) fn outgoing(
    snapshot: &Snapshot,
    caller: &CallHierarchyItem,
) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let (view, symbol) = again(snapshot, caller)?;
    let callees = orchestra_lsp_ide::callees(view.db(), &symbol).into_iter();
    let call = |it: orchestra_lsp_ide::Calls| {
        let from_ranges = ranges(&view, &symbol, &it.spans);
        Some(CallHierarchyOutgoingCall { to: item(&view, &it.other)?, from_ranges })
    };
    Some(callees.filter_map(call).collect())
}

/// What an item that was given away means now.
fn again<'s>(snapshot: &'s Snapshot, item: &CallHierarchyItem) -> Option<(View<'s>, Symbol)> {
    if item.uri.scheme().as_str() != LEDGER_SCHEME {
        let view = snapshot.view(&item.uri)?;
        let offset = view.offset(item.selection_range.start);
        let symbol = orchestra_lsp_ide::callable(view.db(), view.file, offset)?;
        return Some((view, symbol));
    }
    let asking: Uri = serde_json::from_value(item.data.clone()?).ok()?;
    let view = snapshot.view(&asking)?;
    let (first, second) = item.name.split_once('.')?;
    let is_operation = Project::get(view.db()).ledger(view.db()).operation(first, second).is_some();
    let symbol = match is_operation {
        true => Symbol::Operation(first.into(), second.into()),
        false => Symbol::Capability(item.name.as_str().into()),
    };
    Some((view, symbol))
}

fn item(view: &View<'_>, symbol: &Symbol) -> Option<CallHierarchyItem> {
    let (name, detail) = match symbol {
        Symbol::Item(item) => {
            let declared = orchestra_lsp_ide::declared_symbol(view.db(), *item)?;
            let view = view.other(item.file(view.db()));
            return Some(CallHierarchyItem {
                name: declared.name,
                kind: outline::kind(declared.kind),
                tags: None,
                detail: declared.detail,
                uri: view.uri()?,
                range: view.range(declared.span),
                selection_range: view.range(declared.name_span),
                data: None,
            });
        }
        Symbol::Operation(slug, name) => (format!("{slug}.{name}"), "operation"),
        Symbol::Capability(name) => (name.to_string(), "capability"),
        _ => return None,
    };
    Some(CallHierarchyItem {
        uri: format!("{LEDGER_SCHEME}:/{name}.md").parse().ok()?,
        name,
        kind: SymbolKind::INTERFACE,
        tags: None,
        detail: Some(detail.to_owned()),
        range: Range::default(),
        selection_range: Range::default(),
        data: serde_json::to_value(view.uri()?).ok(),
    })
}

/// Places in the file of `caller`.
fn ranges(view: &View<'_>, caller: &Symbol, spans: &[Span]) -> Vec<Range> {
    let Symbol::Item(item) = caller else { return Vec::new() };
    let file: SourceFile = item.file(view.db());
    let view = view.other(file);
    spans.iter().map(|span| view.range(*span)).collect()
}
