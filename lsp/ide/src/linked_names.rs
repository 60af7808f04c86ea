//! Names that are typed at several places at once.

use orchestra_compiler::{Database, SourceFile};
use orchestra_diagnostics::Span;

use crate::{
    Symbol,
    occurrences::{Form, Occurrence, occurrence_at, occurrences},
};

/// The stretches that change together while a binding's name is typed: those of the name at `offset`
/// in its item. None where a field's name hangs on one of them.
#[must_use]
pub fn linked_names(db: &Database, file: SourceFile, offset: u32) -> Vec<Span> {
    let Some(found) = occurrence_at(db, file, offset) else { return Vec::new() };
    if !matches!(found.symbol, Symbol::Local(..)) {
        return Vec::new();
    }
    let all = occurrences(db, file).into_iter().filter(|it| it.symbol == found.symbol);
    let all: Vec<_> = all.collect();
    let text = file.text(db);
    let differs = |it: &Occurrence| {
        it.form != Form::Plain || text[it.span.range()] != text[found.span.range()]
    };
    if all.iter().any(differs) { Vec::new() } else { all.iter().map(|it| it.span).collect() }
}
