//! Items of other modules, with the `use` that brings them.

use orchestra_compiler::{
    Package, Project, SourceFile,
    items::{Entry, ItemId, ItemKind, item_places, items, module_name},
    scope::{module_of_use, visible_modules},
};
use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, ast, ast::View as _};

use super::{Completer, CompletionItem, CompletionKind, DocumentationKey, Rank};

impl Completer<'_> {
    /// Items of these kinds that other modules export, for the word that is being typed.
    pub(super) fn items_elsewhere(&mut self, kinds: &[ItemKind]) {
        let db = self.at.db;
        // Without a word, nobody means one of so many.
        if self.at.cursor.prefix().is_empty() {
            return;
        }
        for (source, file) in self.sources() {
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
                let edit = self.import_edit(&source, file, name);
                self.add(Rank::Elsewhere, item.detail(detail).edit(edit));
            }
        }
    }

    /// Every module that this file may use, as a `use` names it.
    pub(super) fn sources(&self) -> Vec<(String, SourceFile)> {
        let db = self.at.db;
        let mut sources = visible_modules(db, self.at.file);
        let named: Vec<SourceFile> = sources.iter().map(|(_, file)| *file).collect();
        let here = self.at.file.path(db);
        for (path, file) in Project::get(db).files(db).iter() {
            let is_near = path.package() == here.package() && path.package() == Package::Root;
            if is_near && *file != self.at.file && !named.contains(file) {
                sources.push((format!("\"{}\"", relative(here.path(), path.path())), *file));
            }
        }
        sources
    }

    /// The name added to the braces of the module's `use`, or a `use` of its own.
    fn import_edit(&self, source: &str, file: SourceFile, name: &str) -> (Span, String) {
        let db = self.at.db;
        let (declared, places) = (items(db, self.at.file), item_places(db, self.at.file));
        let existing = declared.entries.iter().find_map(|entry| match entry {
            Entry::Module(module) => {
                let is_it = module_of_use(db, self.at.file, &module.source) == Some(file);
                is_it.then(|| places.span(module.at))
            }
            _ => None,
        });
        let node = existing.and_then(|at| {
            let mut uses = self.at.cursor.tree.root().children();
            uses.find(|node| node.kind() == NodeKind::UseModule && node.span().touches(at.start))
        });
        let last = node.and_then(|node| {
            let mut names = ast::UseModule::cast(node)?.node().children();
            names.rfind(|it| matches!(it.kind(), NodeKind::Alias | NodeKind::ImportProvide))
        });
        match last {
            Some(last) => (Span::at(last.span().end), format!(", {name}")),
            None => places.insertion_of_use(&format!("use {source} {{ {name} }}")),
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

/// The path of the file `to`, from the folder of the file `from`.
fn relative(from: &str, to: &str) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.len() - shared;
    let start = if up == 0 { "./".to_owned() } else { "../".repeat(up) };
    format!("{start}{}", to[shared..].join("/"))
}
