//! What a `use` names: subnets, families, modules and their items.

use orchestra_compiler::{
    Project,
    items::{Entry, items},
    scope::{module_of_use, visible_modules},
};
use orchestra_syntax::{NodeKind, NodeRef, TokenKind, ast, ast::View as _};

use super::{Completer, CompletionItem, CompletionKind, DocumentationKey, Rank};
use crate::imports::sources;

impl Completer<'_> {
    /// Behind `use`.
    pub(super) fn after_use(&mut self) {
        for word in ["subnet", "capability"] {
            let item = CompletionItem::new(word, CompletionKind::Keyword);
            self.add(Rank::Wanted, item.inserting(format!("{word} ")));
        }
        for (source, _) in sources(self.at.db, self.at.file) {
            let item = CompletionItem::new(&*source, CompletionKind::Module);
            let item =
                if self.has_braces() { item } else { item.snippet(format!("{source} {{ $0 }}")) };
            self.add(Rank::Plain, item);
        }
    }

    /// In a `use subnet`.
    pub(super) fn subnets_of_the_ledger(&mut self) {
        let written = self.written_names();
        for slug in Project::get(self.at.db).ledger(self.at.db).slugs() {
            if written.iter().any(|name| name == slug) {
                continue;
            }
            let item = CompletionItem::new(slug, CompletionKind::Subnet)
                .key(DocumentationKey::Subnet(slug.to_owned()));
            self.add(Rank::Plain, item);
        }
    }

    /// In a `use capability`.
    pub(super) fn families_of_the_ledger(&mut self) {
        let written = self.written_names();
        for family in Project::get(self.at.db).ledger(self.at.db).families() {
            if written.contains(&family.family) {
                continue;
            }
            let item = CompletionItem::new(&*family.family, CompletionKind::Family)
                .detail(&*family.summary)
                .key(DocumentationKey::Family(family.family.clone()));
            self.add(Rank::Plain, item);
        }
    }

    /// Subnets and families that the file uses, the word at the cursor aside.
    fn written_names(&self) -> Vec<String> {
        let places = orchestra_compiler::items::item_places(self.at.db, self.at.file);
        let declared = items(self.at.db, self.at.file);
        let mut names = Vec::new();
        for entry in &declared.entries {
            match entry {
                Entry::Subnets(aliases) => names.extend(aliases.iter().map(|it| &it.name)),
                Entry::Families(families) => names.extend(families),
                _ => {}
            }
        }
        let word = self.at.cursor.word;
        names.retain(|name| word.range().is_empty() || places.span(name.at) != word);
        names.into_iter().map(|name| name.text.to_string()).collect()
    }

    /// In a module's path, behind the words `before` and a `.`: the next word of each module.
    pub(super) fn modules(&mut self, before: &str) {
        let mut offered: Vec<String> = Vec::new();
        for (name, _) in visible_modules(self.at.db, self.at.file) {
            let Some(rest) = name.strip_prefix(before).and_then(|rest| rest.strip_prefix('.'))
            else {
                continue;
            };
            let (word, is_last) = match rest.split_once('.') {
                Some((word, _)) => (word, false),
                None => (rest, true),
            };
            if offered.iter().any(|known| known == word) {
                continue;
            }
            offered.push(word.to_owned());
            let item = CompletionItem::new(word, CompletionKind::Module).detail(name.clone());
            let item = if is_last && !self.has_braces() {
                item.snippet(format!("{word} {{ $0 }}"))
            } else {
                item
            };
            self.add(Rank::Plain, item);
        }
    }

    fn has_braces(&self) -> bool {
        self.at.cursor.next().is_some_and(|token| token.kind == TokenKind::LeftBrace)
    }

    /// In the braces of `module`, a `use`.
    pub(super) fn imports(&mut self, module: NodeRef<'_>) {
        let Some(view) = ast::UseModule::cast(module) else { return };
        let db = self.at.db;
        let places = orchestra_compiler::items::item_places(db, self.at.file);
        let declared = items(db, self.at.file);
        let used = declared.entries.iter().find_map(|entry| match entry {
            Entry::Module(it) if module.span().touches(places.span(it.at).start) => {
                module_of_use(db, self.at.file, &it.source)
            }
            _ => None,
        });
        let Some(used) = used else { return };
        let offset = self.at.cursor.offset;
        let written: Vec<&str> = view
            .node()
            .children()
            .filter(|it| it.kind() == NodeKind::Alias && !it.span().touches(offset))
            .filter_map(|it| ast::Alias::cast(it)?.name().map(|name| name.text()))
            .collect();
        let exported = items(db, used);
        for item in exported.named() {
            let name = &item.name.text;
            if !name.starts_with('_') && !written.contains(&&**name) {
                // A call's form is for where the name is used.
                let item = self.item(name, item.id);
                let item = CompletionItem { is_snippet: false, ..item.inserting(&**name) };
                self.add(Rank::Plain, item);
            }
        }
        let provides = exported.declared().any(|declared| declared.provides.is_some());
        if provides && !module.children().any(|it| it.kind() == NodeKind::ImportProvide) {
            self.add(Rank::Keyword, CompletionItem::new("provide", CompletionKind::Keyword));
        }
    }
}
