//! Everywhere that a name is used.

use orchestra_compiler::{
    Database, Project, SourceFile,
    hir::{LocalId, lower},
    items::ItemId,
};

use crate::{
    FilePlace, Symbol,
    occurrences::{Occurrence, Role, occurrence_at, occurrences, parameters},
};

/// Every place that means what the name at `offset` means; its declaration among them if it is asked
/// for. In order of the files and their texts.
#[must_use]
pub fn references(
    db: &Database,
    file: SourceFile,
    offset: u32,
    with_declaration: bool,
) -> Vec<FilePlace> {
    let Some(found) = occurrence_at(db, file, offset) else { return Vec::new() };
    let all = occurrences_of(db, file, &found.symbol);
    let wanted = all.into_iter().filter(|(_, it)| with_declaration || it.role != Role::Definition);
    wanted.map(|(file, it)| FilePlace { file, span: it.span }).collect()
}

/// Where the name at `offset` stands in `file`, and what it does there.
#[must_use]
pub fn highlights(db: &Database, file: SourceFile, offset: u32) -> Vec<Occurrence> {
    let Some(found) = occurrence_at(db, file, offset) else { return Vec::new() };
    occurrences(db, file).into_iter().filter(|it| it.symbol == found.symbol).collect()
}

/// All occurrences of `symbol`, which `file` knows: in that file alone where it is bound in it. A
/// parameter is named wherever its function or template is called.
pub(crate) fn occurrences_of(
    db: &Database,
    file: SourceFile,
    symbol: &Symbol,
) -> Vec<(SourceFile, Occurrence)> {
    let files = match symbol {
        Symbol::Local(item, local) if !is_parameter(db, *item, *local) => vec![file],
        _ => Project::get(db).files(db).values().copied().collect(),
    };
    let word = word_of(db, symbol);
    let mut found = Vec::new();
    for file in files {
        // Most files don't even have the word.
        if word.as_ref().is_some_and(|word| !file.text(db).contains(&**word)) {
            continue;
        }
        let all = occurrences(db, file).into_iter().filter(|it| it.symbol == *symbol);
        found.extend(all.map(|it| (file, it)));
    }
    found
}

fn is_parameter(db: &Database, item: ItemId, local: LocalId) -> bool {
    parameters(lower::body(db, item)).iter().any(|param| param.local == local)
}

/// A word without which a text doesn't name `symbol`.
fn word_of(db: &Database, symbol: &Symbol) -> Option<std::sync::Arc<str>> {
    match symbol {
        Symbol::Item(item) => Some(item.name(db)),
        Symbol::Variant(_, name)
        | Symbol::Operation(_, name)
        | Symbol::Subnet(name)
        | Symbol::Family(name)
        | Symbol::Method(name) => Some(std::sync::Arc::clone(name)),
        Symbol::Capability(name) => name.rsplit('.').next().map(Into::into),
        Symbol::Local(item, local) => {
            Some(std::sync::Arc::clone(&lower::body(db, *item).local(*local).name.text))
        }
    }
}
