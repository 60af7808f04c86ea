//! Items of other modules, with the `use` that brings them.

use std::collections::HashSet;

use orchestra_compiler::items::{ItemId, ItemKind, items, module_name};

use super::{Completer, CompletionItem, CompletionKind, DocumentationKey, Rank};
use crate::imports::{import_edit, sources};

/// How many items of other modules are offered at most; a longer word chooses better.
const MOST_ELSEWHERE: usize = 50;

impl Completer<'_> {
    /// Items of these kinds that other modules export and that the word being typed may mean, best
    /// first.
    pub(super) fn items_elsewhere(&mut self, kinds: &[ItemKind]) {
        let db = self.at.db;
        let word = self.at.cursor.prefix();
        // Without a word, nobody means one of so many.
        if word.is_empty() {
            return;
        }
        let here: HashSet<ItemId> = self.scope.names().into_iter().map(|(_, item)| item).collect();
        let sources = sources(db, self.at.file);
        let mut meant = Vec::new();
        for (source, file) in &sources {
            for declared in items(db, *file).named() {
                let name = &declared.name.text;
                let is_offered = kinds.contains(&declared.kind) && !name.starts_with('_');
                if is_offered
                    && let Some(far) = distance(word, name)
                    && !here.contains(&declared.id)
                    && self.scope.item(name).is_none()
                {
                    meant.push((far, name.clone(), declared.id, source, *file));
                }
            }
        }
        // Those as far keep the order of their modules.
        meant.sort_by_key(|(far, ..)| *far);
        self.is_incomplete |= meant.len() > MOST_ELSEWHERE;
        for (_, name, id, source, file) in meant.into_iter().take(MOST_ELSEWHERE) {
            let item = self.item(&name, id);
            let detail = match &item.detail {
                Some(detail) => format!("{detail} (use {source})"),
                None => format!("use {source}"),
            };
            let tree = self.at.cursor.tree;
            let edit = import_edit(db, self.at.file, tree, (source, file), &name);
            self.add(Rank::Elsewhere, item.detail(detail).edit(edit));
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

/// How far `name` is from a word that begins it: its letters come in the same order, the first of them
/// where a word of the name begins. None where they don't; case doesn't matter.
fn distance(word: &str, name: &str) -> Option<usize> {
    let same = |a: char, b: char| a.eq_ignore_ascii_case(&b);
    let mut begins = true;
    let starts = name.char_indices().filter(|(_, c)| {
        let is_start = begins || c.is_ascii_uppercase();
        begins = *c == '_';
        is_start
    });
    let from = |start: usize| {
        let mut rest = name[start..].chars();
        let mut skipped = start;
        for wanted in word.chars() {
            skipped += rest.by_ref().position(|c| same(c, wanted))?;
        }
        Some(skipped)
    };
    let first = word.chars().next()?;
    starts.filter(|(_, c)| same(*c, first)).filter_map(|(start, _)| from(start)).min()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_word_means_names_that_it_shortens() {
        assert_eq!(distance("bul", "bullet_list"), Some(0));
        assert_eq!(distance("bl", "bullet_list"), Some(1), "one letter is left out");
        assert_eq!(distance("list", "bullet_list"), Some(7));
        assert_eq!(distance("PN", "pageNote"), Some(3));
        assert_eq!(distance("ullet", "bullet_list"), None, "no word begins so");
        assert_eq!(distance("lists", "bullet_list"), None);
        assert_eq!(distance("é", "bullet_list"), None);
    }
}
