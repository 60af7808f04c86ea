//! What files declare, for outlines and for searches.

use orchestra_compiler::{
    Database, Project, SourceFile,
    hir::{Root, lower},
    infer::signature_of,
    items::{ItemId, ItemKind, item_places, items},
    parse,
};
use orchestra_diagnostics::Span;

use crate::FilePlace;

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// An item.
    Item(ItemKind),
    /// A variant of an enum.
    Variant,
}

/// Something that a file declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredSymbol {
    /// Its name; of a provider `search.web by acme.find`, of a test its title.
    pub name: String,
    /// What it takes and yields, where it does.
    pub detail: Option<String>,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub span: Span,
    /// Its name, in the text.
    pub name_span: Span,
    /// What is declared in it.
    pub children: Vec<DeclaredSymbol>,
}

/// What `file` declares, in order.
#[must_use]
pub fn document_symbols(db: &Database, file: SourceFile) -> Vec<DeclaredSymbol> {
    items(db, file).declared().filter_map(|it| declared_symbol(db, it.id)).collect()
}

/// An item as its file declares it; none where it isn't there any more.
#[must_use]
pub fn declared_symbol(db: &Database, item: ItemId) -> Option<DeclaredSymbol> {
    let file = item.file(db);
    let (parse, places) = (parse(db, file), item_places(db, file));
    let name_span = places.name(item)?;
    let span = parse.tree.node(places.node(item)?).span();
    Some(DeclaredSymbol {
        name: item.name(db).to_string(),
        detail: detail(db, item),
        kind: SymbolKind::Item(item.kind(db)),
        span: span.cover(name_span),
        name_span,
        children: variants(db, item),
    })
}

/// `(topic: string, depth: Depth) -> Report`
pub(crate) fn detail(db: &Database, item: ItemId) -> Option<String> {
    let signature = signature_of(db, item)?;
    let params = signature.params.iter();
    let params: Vec<_> = params.map(|it| format!("{}: {}", it.name, it.ty)).collect();
    Some(format!("({}) -> {}", params.join(", "), signature.result))
}

fn variants(db: &Database, item: ItemId) -> Vec<DeclaredSymbol> {
    let Root::Enum { variants } = &lower::body(db, item).root else { return Vec::new() };
    let spans = lower::body_spans(db, item);
    let variant = |name: &orchestra_compiler::hir::Name| {
        let span = spans.span(name.at);
        DeclaredSymbol {
            name: name.text.to_string(),
            detail: None,
            kind: SymbolKind::Variant,
            span,
            name_span: span,
            children: Vec::new(),
        }
    };
    variants.iter().map(variant).collect()
}

/// The project's own items whose names have the letters of `query` in their order, whatever their case:
/// first those that begin with them, then the shorter ones.
#[must_use]
pub fn workspace_symbols(db: &Database, query: &str) -> Vec<(DeclaredSymbol, FilePlace)> {
    let query = query.to_lowercase();
    let mut found = Vec::new();
    for file in own_files(db) {
        for symbol in document_symbols(db, file) {
            if matches(&symbol.name.to_lowercase(), &query) {
                let place = FilePlace { file, span: symbol.name_span };
                found.push((symbol, place));
            }
        }
    }
    found.sort_by_key(|(symbol, _)| {
        let is_begun = symbol.name.to_lowercase().starts_with(&query);
        (!is_begun, symbol.name.len(), symbol.name.clone())
    });
    found
}

/// The files of the project itself: what is built in is nobody's to look for or to change.
pub(crate) fn own_files(db: &Database) -> Vec<SourceFile> {
    let files = Project::get(db).files(db);
    let own = files.iter().filter(|(path, _)| path.package().is_root());
    own.map(|(_, file)| *file).collect()
}

fn matches(name: &str, query: &str) -> bool {
    let mut letters = name.chars();
    query.chars().all(|wanted| letters.any(|letter| letter == wanted))
}
