//! Types, and the ends of their sizes.

use orchestra_compiler::{infer::BUILT_IN_TYPES, items::ItemKind};
use orchestra_syntax::{NodeKind, TokenKind};

use super::{Completer, CompletionItem, CompletionKind, Rank};

impl Completer<'_> {
    /// Where a type stands: type parameters, what the file has, what every file knows.
    pub(super) fn types(&mut self) {
        let generics = self.at.cursor.path.iter().find_map(|node| node.child(NodeKind::Generics));
        for name in generics.into_iter().flat_map(|it| it.children()) {
            self.add(Rank::Wanted, CompletionItem::new(name.text(), CompletionKind::Type));
        }
        for (name, item) in self.scope.names() {
            if matches!(item.kind(self.at.db), ItemKind::Type | ItemKind::Enum) {
                let completion = self.item(&name, item);
                self.add(Rank::Fits, completion);
            }
        }
        for name in BUILT_IN_TYPES {
            let item = CompletionItem::new(name, CompletionKind::Type).detail("built in");
            self.add(Rank::Plain, item);
        }
        let map = CompletionItem::new("map", CompletionKind::Type)
            .detail("built in")
            .snippet("map<${1:string}>");
        self.add(Rank::Plain, map);
        self.items_elsewhere(&[ItemKind::Type, ItemKind::Enum]);
    }

    /// In a refinement or the size of a list: constants, and the forms of ranges.
    pub(super) fn bounds(&mut self) {
        for (name, item) in self.scope.names() {
            if item.kind(self.at.db) == ItemKind::Const {
                let completion = self.item(&name, item);
                self.add(Rank::Fits, completion);
            }
        }
        let begins =
            matches!(self.at.cursor.kind(0), Some(TokenKind::LeftParen | TokenKind::LeftBracket));
        if begins && self.at.cursor.prefix().is_empty() {
            for (label, form) in [("..=", "..=${1:100}"), ("1..=", "1..=${1:100}"), ("1..", "1..")]
            {
                let item = CompletionItem::new(label, CompletionKind::Value);
                self.add(Rank::Plain, item.snippet(form));
            }
        }
    }
}
