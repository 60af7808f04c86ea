//! Modules that a file imports, as links.

use orchestra_compiler::{
    Database, SourceFile,
    items::{Entry, item_places, items},
    scope::module_of_use,
};
use orchestra_diagnostics::Span;

/// The names of modules in the `use` lines of `file`, each with the file that it means.
#[must_use]
pub fn document_links(db: &Database, file: SourceFile) -> Vec<(Span, SourceFile)> {
    let places = item_places(db, file);
    let declared = items(db, file);
    let links = declared.entries.iter().filter_map(|entry| match entry {
        Entry::Module(used) => Some((places.span(used.at), module_of_use(db, file, &used.source)?)),
        _ => None,
    });
    links.collect()
}
