//! What can be called, mocked and provided.

use orchestra_compiler::{
    Project,
    infer::{SYS_OPERATIONS, sys_types},
    items::{ItemKind, item_places},
};
use orchestra_ledger_model::Family;
use orchestra_syntax::TokenKind;

use super::{
    Completer, CompletionItem, CompletionKind, DocumentationKey, Rank, arguments::Written,
};
use crate::{
    call_target::{CallTarget, Owner, offers, operation_in_words},
    listed::{Listed, Naming},
};

impl Completer<'_> {
    /// Behind `call`: what is in use, templates, `sys`; then all else, with its `use`.
    pub(super) fn targets(&mut self) {
        self.families_in_use();
        self.subnets_in_use();
        for (name, item) in self.scope.names() {
            // One that calls itself is refused.
            if item.kind(self.at.db) == ItemKind::Template && self.at.item() != Some(item) {
                let completion = self.template(&name, item);
                self.add(Rank::Plain, completion);
            }
        }
        let sys = CompletionItem::new("sys", CompletionKind::Subnet)
            .detail("built in, free")
            .inserting(self.with_dot("sys"));
        self.add(Rank::Plain, sys);
        self.families_elsewhere();
        self.subnets_elsewhere();
        self.items_elsewhere(&[ItemKind::Template]);
    }

    /// Behind `mock` or `calls(`: what the Ledger has.
    pub(super) fn mocked(&mut self) {
        self.families_in_use();
        self.subnets_in_use();
        self.families_elsewhere();
        self.subnets_elsewhere();
    }

    pub(super) fn families_in_use(&mut self) {
        let ledger = Project::get(self.at.db).ledger(self.at.db);
        for name in self.scope.family_names() {
            let summary = ledger.family(&name).map(|family| family.summary.clone());
            let item = CompletionItem::new(&name, CompletionKind::Family)
                .detail(summary.unwrap_or_default())
                .inserting(self.with_dot(&name));
            self.add(Rank::Wanted, item);
        }
    }

    pub(super) fn subnets_in_use(&mut self) {
        for name in self.scope.subnet_names() {
            let slug = self.scope.subnet(&name).unwrap_or_default();
            let item = CompletionItem::new(&name, CompletionKind::Subnet)
                .key(DocumentationKey::Subnet(slug.to_string()))
                .inserting(self.with_dot(&name));
            let item = if *slug == *name { item } else { item.detail(format!("subnet {slug}")) };
            self.add(Rank::Wanted, item);
        }
    }

    fn families_elsewhere(&mut self) {
        let db = self.at.db;
        for family in Project::get(db).ledger(db).families() {
            let name = &family.family;
            let Naming::Lacks(used) = Listed::Family(name).naming(self.scope) else { continue };
            let item = CompletionItem::new(name, CompletionKind::Family)
                .detail(format!("{} ({used})", family.summary))
                .inserting(self.with_dot(name))
                .edit(item_places(db, self.at.file).insertion_of_use(&used));
            self.add(Rank::Elsewhere, item);
        }
    }

    /// Slugs alone, so that no entry is parsed for it.
    fn subnets_elsewhere(&mut self) {
        let db = self.at.db;
        for slug in Project::get(db).ledger(db).slugs() {
            let Naming::Lacks(used) = Listed::Subnet(slug).naming(self.scope) else { continue };
            let item = CompletionItem::new(slug, CompletionKind::Subnet)
                .detail(&*used)
                .key(DocumentationKey::Subnet(slug.to_owned()))
                .inserting(self.with_dot(slug))
                .edit(item_places(db, self.at.file).insertion_of_use(&used));
            self.add(Rank::Elsewhere, item);
        }
    }

    /// `name.`, unless the dot stands there.
    fn with_dot(&self, name: &str) -> String {
        let has_dot =
            self.at.cursor.next().is_some_and(|token| {
                token.kind == TokenKind::Dot && token.start == self.replace.end
            });
        if has_dot { name.to_owned() } else { format!("{name}.") }
    }

    /// Behind the `.` of a target: what `first` offers.
    pub(super) fn offered(&mut self, first: &str) {
        let db = self.at.db;
        if first == "sys" {
            for name in SYS_OPERATIONS {
                let Some(types) = sys_types(name) else { continue };
                let item = CompletionItem::new(name, CompletionKind::Operation)
                    .detail(types.output.to_string())
                    .key(DocumentationKey::Target("sys".to_owned(), name.to_owned()));
                let item = self.with_arguments(item, &CallTarget::Sys(name.to_owned()));
                self.add(Rank::Plain, item);
            }
            return;
        }
        match Owner::of(db, self.scope, first) {
            Some(Owner::Subnet(subnet)) => {
                for (name, operation) in &subnet.operations {
                    let target = CallTarget::Operation { subnet, name: name.clone(), operation };
                    let item = CompletionItem::new(name, CompletionKind::Operation)
                        .detail(operation_in_words(operation))
                        .key(DocumentationKey::Target(first.to_owned(), name.clone()));
                    let item = CompletionItem {
                        deprecated: operation.deprecated.is_some(),
                        ..self.with_arguments(item, &target)
                    };
                    let rank = if item.deprecated { Rank::Deprecated } else { Rank::Plain };
                    self.add(rank, item);
                }
            }
            Some(Owner::Family(family)) => self.capabilities(family),
            None => {}
        }
    }

    fn capabilities(&mut self, family: &Family) {
        let (db, first) = (self.at.db, &family.family);
        for (name, capability) in &family.capabilities {
            let offers = offers(db, &format!("{first}.{name}"));
            let detail = match &offers[..] {
                [] => "no provider".to_owned(),
                [(only, operation)] => format!("{only}: {}", operation_in_words(operation)),
                several => format!("{} providers", several.len()),
            };
            let (family, named) = (first.clone(), name.clone());
            let target = CallTarget::Capability { family, name: named, capability };
            let item = CompletionItem::new(name, CompletionKind::Capability)
                .detail(detail)
                .key(DocumentationKey::Target(first.clone(), name.clone()));
            let item = self.with_arguments(item, &target);
            let rank = if offers.is_empty() { Rank::Misfit } else { Rank::Plain };
            self.add(rank, item);
        }
    }

    /// With the record of its required arguments, where a call is typed that has none yet.
    pub(super) fn with_arguments(
        &self,
        item: CompletionItem,
        target: &CallTarget<'_>,
    ) -> CompletionItem {
        let cursor = &self.at.cursor;
        let is_called = match cursor.kind(0) {
            Some(TokenKind::Call) => true,
            _ => cursor.kind(2) == Some(TokenKind::Call),
        };
        let has_record = cursor.next().is_some_and(|token| token.kind == TokenKind::LeftBrace);
        if !is_called || has_record {
            return item;
        }
        let record = Written::required(self.at.db, target);
        let insert = format!("{} {}", item.insert, record.snippet());
        item.snippet(insert)
    }
}
