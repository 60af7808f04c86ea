//! What a file declares: its uses and its items, without positions.
//!
//! An edit inside an item leaves [`Items`] equal, so that nothing that only reads names runs again.
//! Where things stand is asked of [`item_places`]; what an item documents, of [`documentation`].

mod collect;
mod item_id;
mod places;

use std::{collections::BTreeMap, fmt, sync::Arc};

use orchestra_syntax::ast::{self, View as _};
use rustc_hash::FxHashMap;

use crate::{
    db::{SourceFile, parse},
    hir::Name,
};

pub use item_id::{ItemId, ItemKind};
pub use places::{ItemPlaces, item_places};

/// What a file declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    /// In order.
    pub entries: Vec<Entry>,
    /// The items alone, by their place among all of them.
    pub(crate) order: Arc<FxHashMap<ItemId, u32>>,
    /// Items that can be imported, by their names; of several the first.
    pub(crate) by_name: FxHashMap<Arc<str>, ItemId>,
}

/// One thing at a file's top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// `use subnet …`
    Subnets(Vec<Alias>),
    /// `use capability …`
    Families(Vec<Name>),
    /// `use std.text { … }`
    Module(ModuleUse),
    /// Anything else.
    Item(Declared),
}

/// A name, perhaps under another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// What is meant.
    pub name: Name,
    /// What it is called in this file.
    pub local: Name,
}

/// Names of another module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleUse {
    /// Which module.
    pub source: ModuleSource,
    /// The module, in the text.
    pub at: crate::hir::Site,
    /// The names.
    pub names: Vec<Alias>,
    /// The word `provide`.
    pub providers: Option<crate::hir::Site>,
}

/// How a module is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleSource {
    /// `"./shared.orch"`
    File(Arc<str>),
    /// `std.text`
    Path(Vec<Arc<str>>),
}

impl fmt::Display for ModuleSource {
    /// As written, without quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.write_str(path),
            Self::Path(words) => f.write_str(&words.join(".")),
        }
    }
}

/// An item with its name in the text; names that are missing have been reported, and such items
/// aren't declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The item.
    pub id: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// Its name.
    pub name: Name,
    /// Whether `///` above it says something.
    pub is_documented: bool,
    /// Of a provider: what it provides, and by what.
    pub provides: Option<Provides>,
}

/// A capability by an operation, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provides {
    /// `search.web`
    pub capability: Arc<str>,
    /// The subnet's name in this file.
    pub subnet: Arc<str>,
    /// The operation.
    pub operation: Arc<str>,
}

/// What `file` declares.
#[salsa::tracked(returns(clone))]
pub fn items(db: &dyn salsa::Database, file: SourceFile) -> Arc<Items> {
    Arc::clone(&collect::collected(db, file).0)
}

impl Items {
    /// All items, in order.
    pub fn declared(&self) -> impl Iterator<Item = &Declared> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Item(declared) => Some(declared),
            _ => None,
        })
    }

    /// All items of a name that can be imported, in order.
    pub fn named(&self) -> impl Iterator<Item = &Declared> {
        self.declared().filter(|declared| declared.kind.is_named())
    }
}

/// The path of the module `file`, with its package: never the same in two of them.
#[salsa::tracked(returns(clone))]
pub fn module_name(db: &dyn salsa::Database, file: SourceFile) -> Arc<str> {
    let path = file.path(db);
    format!("{}:{}", path.package().name(), path.path()).into()
}

/// What the `///` lines above `item` say; empty where there are none.
#[must_use]
pub fn documentation(db: &dyn salsa::Database, item: ItemId) -> String {
    let parse = parse(db, item.file(db));
    item_places(db, item.file(db))
        .node(item)
        .and_then(|node| ast::docs_of(parse.tree.node(node)))
        .unwrap_or_default()
}

/// What the `///` lines above each parameter of `item` say, by its name.
#[must_use]
pub fn param_documentation(db: &dyn salsa::Database, item: ItemId) -> BTreeMap<String, String> {
    let parse = parse(db, item.file(db));
    let Some(node) = item_places(db, item.file(db)).node(item) else { return BTreeMap::new() };
    let params: Vec<ast::Param<'_>> = match ast::Item::cast(parse.tree.node(node)) {
        Some(ast::Item::Fn(function)) => function.params().collect(),
        Some(ast::Item::Template(template)) => template.params().collect(),
        _ => Vec::new(),
    };
    params
        .into_iter()
        .filter_map(|param| Some((param.name()?.text().to_owned(), param.docs()?)))
        .collect()
}
