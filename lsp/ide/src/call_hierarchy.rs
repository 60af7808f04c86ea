//! Who calls whom: templates, functions, tests, and through providers the operations of the Ledger.
//!
//! A capability calls its providers, a provider its operation: the way that a call really takes can be
//! followed down, and from an operation back up to all that would spend money on it.

use std::sync::Arc;

use orchestra_compiler::{
    Database, Package, Project, SourceFile,
    hir::{ExprId, ExprKind, Root, Site, lower},
    infer::{CallTarget, CallUse, Use, infer},
    items::{ItemId, ItemKind, item_places, items},
    scope::{provided, providers, scope},
};
use orchestra_diagnostics::Span;

use crate::{Symbol, occurrences::occurrence_at, symbols::own_files};

/// Calls between two of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calls {
    /// The other one: who calls, or what is called.
    pub other: Symbol,
    /// Where, in the file of who calls. A capability calls its providers nowhere.
    pub spans: Vec<Span>,
}

/// What calls or can be called at `offset`: a template, a function, an operation, a capability; on the
/// head of a provider or a test, these.
#[must_use]
pub fn callable(db: &Database, file: SourceFile, offset: u32) -> Option<Symbol> {
    let found = occurrence_at(db, file, offset).map(|it| it.symbol);
    if let Some(symbol) = found.filter(|symbol| is_callable(db, symbol)) {
        return Some(symbol);
    }
    let places = item_places(db, file);
    let headed = items(db, file);
    let mut headed = headed.declared().map(|it| it.id);
    let item = headed.find(|item| places.name(*item).is_some_and(|span| span.touches(offset)))?;
    Some(Symbol::Item(item)).filter(|symbol| is_callable(db, symbol))
}

/// Who calls `symbol` in the project's own files; of an operation the providers too that ship with the
/// tools or are imported. A provider is called by its capability.
#[must_use]
pub fn callers(db: &Database, symbol: &Symbol) -> Vec<Calls> {
    if let Symbol::Item(item) = symbol
        && let Some(provided) = provided_by(db, *item)
    {
        return vec![Calls { other: provided.capability, spans: Vec::new() }];
    }
    let own = own_files(db).into_iter();
    let own = own.flat_map(|file| items(db, file).declared().map(|it| it.id).collect::<Vec<_>>());
    let found = own.chain(shipped_providers(db, symbol)).filter_map(|caller| {
        let calls = calls_in(db, caller).into_iter().filter(|(called, _)| called == symbol);
        let spans: Vec<_> = calls.map(|(_, span)| span).collect();
        (!spans.is_empty()).then_some(Calls { other: Symbol::Item(caller), spans })
    });
    found.collect()
}

/// The providers of an operation that aren't the project's own.
fn shipped_providers(db: &Database, symbol: &Symbol) -> Vec<ItemId> {
    let Symbol::Operation(slug, name) = symbol else { return Vec::new() };
    let operation = format!("{slug}.{name}");
    let provided = provided(db, Project::get(db)).into_iter();
    let capabilities =
        provided.filter(|(_, by)| *by == operation).map(|(capability, _)| capability);
    capabilities
        .flat_map(|capability| providers(db, &Package::Root, &capability))
        .filter(|item| !item.file(db).path(db).package().is_root())
        .collect()
}

/// What `symbol` calls, in the order of its text.
#[must_use]
pub fn callees(db: &Database, symbol: &Symbol) -> Vec<Calls> {
    match symbol {
        Symbol::Item(item) => {
            let mut found: Vec<Calls> = Vec::new();
            for (other, span) in calls_in(db, *item) {
                match found.iter_mut().find(|it| it.other == other) {
                    Some(known) => known.spans.push(span),
                    None => found.push(Calls { other, spans: vec![span] }),
                }
            }
            found
        }
        Symbol::Capability(name) => {
            let providers = providers(db, &Package::Root, name).into_iter();
            providers.map(|it| Calls { other: Symbol::Item(it), spans: Vec::new() }).collect()
        }
        _ => Vec::new(),
    }
}

fn is_callable(db: &Database, symbol: &Symbol) -> bool {
    match symbol {
        Symbol::Item(item) => matches!(
            item.kind(db),
            ItemKind::Function | ItemKind::Template | ItemKind::Provide | ItemKind::Test
        ),
        Symbol::Operation(..) | Symbol::Capability(_) => true,
        _ => false,
    }
}

/// Everything that the text of `item` calls, with the names that say so.
fn calls_in(db: &Database, item: ItemId) -> Vec<(Symbol, Span)> {
    let (body, inference) = (lower::body(db, item), infer(db, item));
    let spans = lower::body_spans(db, item);
    let mut found = Vec::new();
    if let Some(provided) = provided_by(db, item) {
        found.push((provided.operation, spans.span(provided.operation_at)));
    }
    for index in 0..body.exprs.len() {
        let id = ExprId(index as u32);
        let (called, at) = match (body.expr(id), inference.uses.get(&id)) {
            (ExprKind::Call(call), Some(Use::Call(used))) => match called(used) {
                Some(called) => (called, call.target.at),
                None => continue,
            },
            (ExprKind::Apply { callee, .. }, Some(Use::Apply { function, .. })) => {
                (Symbol::Item(*function), body.site(*callee))
            }
            // Whoever takes a function that is handed on calls it.
            (ExprKind::Name(_), Some(Use::Function { function, .. })) => {
                (Symbol::Item(*function), body.site(id))
            }
            _ => continue,
        };
        found.push((called, spans.span(at)));
    }
    found.sort_by_key(|(_, span)| *span);
    found
}

fn called(used: &CallUse) -> Option<Symbol> {
    Some(match &used.target {
        CallTarget::Operation { slug, operation } => {
            Symbol::Operation(Arc::clone(slug), Arc::clone(operation))
        }
        CallTarget::Capability { .. } => Symbol::Capability(used.name.as_str().into()),
        CallTarget::Template(template) => Symbol::Item(*template),
        CallTarget::Sys(_) => return None,
    })
}

/// What a provider says in its head.
struct Provided {
    capability: Symbol,
    operation: Symbol,
    operation_at: Site,
}

fn provided_by(db: &Database, item: ItemId) -> Option<Provided> {
    let Root::Provide { capability, operation, .. } = &lower::body(db, item).root else {
        return None;
    };
    let slug = scope(db, item.file(db)).subnet(&operation.first.text)?;
    let name = Arc::clone(&operation.second.as_ref()?.text);
    let capability_name = format!("{}.{}", capability.first.text, capability.second.as_ref()?.text);
    Some(Provided {
        capability: Symbol::Capability(capability_name.into()),
        operation: Symbol::Operation(slug, name),
        operation_at: operation.at,
    })
}
