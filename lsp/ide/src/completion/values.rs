//! Values that a type names itself: literals, variants, true and false.

use orchestra_compiler::{
    hir::{Root, lower::body},
    items::ItemKind,
    scope::scope,
    types::{Literal, NamedId, Type},
};
use orchestra_diagnostics::Span;
use orchestra_plan::FailureKind;
use orchestra_syntax::{NodeKind, TokenKind};

use super::{Completer, CompletionItem, CompletionKind, Rank};
use crate::imports::sources;

impl Completer<'_> {
    /// The values of `ty`, where they can be told.
    pub(super) fn values_of(&mut self, ty: &Type) {
        for (label, kind) in self.told_values(ty) {
            let item = CompletionItem::new(label, kind);
            self.add(Rank::Wanted, item);
        }
    }

    /// The same as texts of the source.
    pub(super) fn told_values(&self, ty: &Type) -> Vec<(String, CompletionKind)> {
        let mut values = Vec::new();
        let mut open = vec![ty.clone()];
        let mut names = 0;
        while let Some(ty) = open.pop() {
            if let Some(variants) = self.variants_of(&ty) {
                values.extend(variants.into_iter().map(|it| (it, CompletionKind::Variant)));
                continue;
            }
            match &ty {
                Type::Union(arms) => open.extend(arms.iter().rev().cloned()),
                // A type that is named in itself has an end.
                Type::Named(_) if names < 100 => {
                    names += 1;
                    open.push(self.at.expanded(&ty));
                }
                Type::Bool => {
                    values
                        .extend(["true", "false"].map(|it| (it.to_owned(), CompletionKind::Value)));
                }
                Type::Null => values.push(("null".to_owned(), CompletionKind::Value)),
                Type::Literal(Literal::String(text)) => {
                    let text = orchestra_compiler::types::notation::literal(text);
                    values.push((text, CompletionKind::Value));
                }
                Type::Literal(literal) => values.push((literal.to_string(), CompletionKind::Value)),
                _ => {}
            }
        }
        values
    }

    /// `Depth.quick` …, of an enum that has a name in this file.
    fn variants_of(&self, ty: &Type) -> Option<Vec<String>> {
        let Type::Named(named) = ty else { return None };
        let NamedId::Item { item, .. } = named.id else { return None };
        let here = scope(self.at.db, self.at.file).name_of(item)?;
        if item.kind(self.at.db) != ItemKind::Enum {
            return None;
        }
        let Root::Enum { variants } = &body(self.at.db, item).root else { return None };
        Some(variants.iter().map(|variant| format!("{here}.{}", variant.text)).collect())
    }

    /// In a text: the texts that the wanted type has, and files behind `use`.
    pub(super) fn texts(&mut self) {
        let Some(level) = self.at.cursor.level_of(&[NodeKind::StringLiteral]) else { return };
        let node = self.at.cursor.path[level];
        let is_plain = !node.children().any(|it| it.kind() == NodeKind::Interpolation)
            && node.token(TokenKind::TextStart).is_none();
        if !is_plain {
            return;
        }
        let span = node.span();
        let above = level.checked_sub(1).map(|above| self.at.cursor.path[above].kind());
        let texts: Vec<(String, CompletionKind)> = if above == Some(NodeKind::UseModule) {
            let sources = sources(self.at.db, self.at.file).into_iter().map(|(source, _)| source);
            sources
                .filter(|source| source.starts_with('"'))
                .map(|source| (source, CompletionKind::Module))
                .collect()
        } else {
            let Some(wanted) = self.at.wanted_of(level) else { return };
            let values = self.told_values(&wanted);
            values.into_iter().filter(|(text, _)| text.starts_with('"')).collect()
        };
        self.replace = Span::new(span.start, span.end.max(self.at.cursor.offset));
        for (text, kind) in texts {
            let item = CompletionItem::new(text, kind);
            self.add(Rank::Wanted, item);
        }
    }

    /// Behind the `fail` of a mock.
    pub(super) fn failures(&mut self) {
        for (word, _) in FailureKind::OF_ATTEMPTS {
            self.add(Rank::Wanted, CompletionItem::new(word, CompletionKind::Value));
        }
    }

    /// At the beginning of an entry of a `provide`.
    pub(super) fn provide_entries(&mut self) {
        for (word, form) in [("request", "q => { $0 }"), ("response", "r => { $0 }")] {
            let item = CompletionItem::new(word, CompletionKind::Field)
                .snippet(format!("{word}: {form},"));
            self.add(Rank::Wanted, item);
        }
    }
}
