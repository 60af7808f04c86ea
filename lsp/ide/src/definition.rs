//! Where what a name means is declared.

use orchestra_compiler::{
    Database, SourceFile,
    hir::{LocalId, Root, lower},
    infer::infer,
    items::{ItemId, item_places},
    scope::providers,
    types::{NamedId, Type},
};

use crate::{FilePlace, Symbol, occurrences::occurrence_at};

/// Where something is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// In a file.
    Place(FilePlace),
    /// In the Ledger: `acme`, `acme.find`, `search`, `search.web`.
    Ledger(String),
}

/// Where the name at `offset` is declared.
#[must_use]
pub fn definition(db: &Database, file: SourceFile, offset: u32) -> Option<Target> {
    target(db, &occurrence_at(db, file, offset)?.symbol)
}

/// Where `symbol` is declared; none of what is built in.
pub(crate) fn target(db: &Database, symbol: &Symbol) -> Option<Target> {
    Some(match symbol {
        Symbol::Item(item) => Target::Place(name_of_item(db, *item)?),
        Symbol::Local(item, local) => Target::Place(place_of_local(db, *item, *local)),
        Symbol::Variant(item, name) => {
            let Root::Enum { variants } = &lower::body(db, *item).root else { return None };
            let variant = variants.iter().find(|it| it.text == *name)?;
            let span = lower::body_spans(db, *item).span(variant.at);
            Target::Place(FilePlace { file: item.file(db), span })
        }
        Symbol::Subnet(name) | Symbol::Family(name) | Symbol::Capability(name) => {
            Target::Ledger(name.to_string())
        }
        Symbol::Operation(slug, name) => Target::Ledger(format!("{slug}.{name}")),
        Symbol::Method(_) => return None,
    })
}

/// Where the type of the name at `offset` is declared: that of a binding, or a parameter.
#[must_use]
pub fn type_definition(db: &Database, file: SourceFile, offset: u32) -> Option<Target> {
    let Symbol::Local(item, local) = occurrence_at(db, file, offset)?.symbol else { return None };
    let inference = infer(db, item);
    place_of_type(db, inference.local(local)).map(Target::Place)
}

/// The providers of the capability at `offset`.
#[must_use]
pub fn implementations(db: &Database, file: SourceFile, offset: u32) -> Vec<FilePlace> {
    let Some(Symbol::Capability(name)) = occurrence_at(db, file, offset).map(|it| it.symbol) else {
        return Vec::new();
    };
    let here = file.path(db);
    let places = providers(db, here.package(), &name).into_iter().map(|item| {
        let file = item.file(db);
        let places = item_places(db, file);
        let span = places.name(item).unwrap_or_default();
        FilePlace { file, span }
    });
    places.collect()
}

/// The name of an item, where it is declared.
pub(crate) fn name_of_item(db: &Database, item: ItemId) -> Option<FilePlace> {
    let file = item.file(db);
    Some(FilePlace { file, span: item_places(db, file).name(item)? })
}

fn place_of_local(db: &Database, item: ItemId, local: LocalId) -> FilePlace {
    let site = lower::body(db, item).local(local).name.at;
    FilePlace { file: item.file(db), span: lower::body_spans(db, item).span(site) }
}

/// The declaration of the first named type that a type is made of.
fn place_of_type(db: &Database, ty: &Type) -> Option<FilePlace> {
    match ty {
        Type::Named(named) => match named.id {
            NamedId::Item { item, .. } => name_of_item(db, item),
            NamedId::Definition { .. } => None,
        },
        Type::List(list) => place_of_type(db, &list.item),
        Type::Map(of) => place_of_type(db, of),
        Type::Tuple(parts) | Type::Union(parts) => {
            parts.iter().find_map(|part| place_of_type(db, part))
        }
        _ => None,
    }
}
