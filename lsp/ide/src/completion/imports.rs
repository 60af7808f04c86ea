//! Items of other modules, with the `use` that brings them.

use orchestra_compiler::items::{ItemId, ItemKind, items, module_name};

use super::{Completer, CompletionItem, CompletionKind, DocumentationKey, Rank};
use crate::imports::{import_edit, sources};

impl Completer<'_> {
    /// Items of these kinds that other modules export, for the word that is being typed.
    pub(super) fn items_elsewhere(&mut self, kinds: &[ItemKind]) {
        let db = self.at.db;
        // Without a word, nobody means one of so many.
        if self.at.cursor.prefix().is_empty() {
            return;
        }
        for (source, file) in sources(db, self.at.file) {
            for declared in items(db, file).named() {
                let name = &declared.name.text;
                if !kinds.contains(&declared.kind)
                    || name.starts_with('_')
                    || self.scope.name_of(declared.id).is_some()
                    || self.scope.item(name).is_some()
                {
                    continue;
                }
                let item = self.item(name, declared.id);
                let detail = match &item.detail {
                    Some(detail) => format!("{detail} (use {source})"),
                    None => format!("use {source}"),
                };
                let tree = self.at.cursor.tree;
                let edit = import_edit(db, self.at.file, tree, (&source, file), name);
                self.add(Rank::Elsewhere, item.detail(detail).edit(edit));
            }
        }
    }

    /// An item, as it is called here.
    pub(super) fn item(&self, name: &str, item: ItemId) -> CompletionItem {
        let db = self.at.db;
        let kind = match item.kind(db) {
            ItemKind::Type => CompletionKind::Type,
            ItemKind::Enum => CompletionKind::Enum,
            ItemKind::Const => CompletionKind::Constant,
            ItemKind::Template => CompletionKind::Template,
            ItemKind::Function | ItemKind::Provide | ItemKind::Test => CompletionKind::Function,
        };
        let key =
            DocumentationKey::Item { module: module_name(db, item.file(db)), name: item.name(db) };
        let completion = CompletionItem::new(name, kind).key(key);
        match item.kind(db) {
            ItemKind::Function => self.function(completion, item),
            ItemKind::Template => self.template(name, item),
            ItemKind::Const => {
                let ty = self.type_of_item(item);
                CompletionItem { detail: ty.map(|ty| ty.to_string()), ..completion }
            }
            _ => completion,
        }
    }
}
