//! A name that is imported and never used.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Finding;
use crate::{
    db::SourceFile,
    diagnostics::Reporter,
    hir::{Name, Site},
    items::{Entry, items},
    mentioned::mentioned,
    removal::Import,
};

/// A name that is imported and never used: `unused-import`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnusedImport {
    /// The name that the file gives it.
    at: Site,
    /// The name.
    name: String,
    /// What it is: "subnet", "family", "name".
    kind: &'static str,
}

impl UnusedImport {
    pub(super) fn find(db: &dyn salsa::Database, file: SourceFile, found: &mut Vec<Finding>) {
        let items = items(db, file);
        let read: Vec<_> = items.declared().map(|it| mentioned(db, it.id)).collect();
        let is_target = |name: &Name| read.iter().any(|it| it.has_target(&name.text));
        let is_value = |name: &Name| read.iter().any(|it| it.has_value(&name.text));
        let mut unused = |name: &Name, kind| {
            found.push(Self { at: name.at, name: name.text.to_string(), kind }.into());
        };
        for entry in &items.entries {
            match entry {
                Entry::Subnets(aliases) => {
                    let names = aliases.iter().map(|alias| &alias.local);
                    names.filter(|name| !is_target(name)).for_each(|name| unused(name, "subnet"));
                }
                Entry::Families(names) => {
                    let names = names.iter().filter(|name| !is_target(name));
                    names.for_each(|name| unused(name, "family"));
                }
                Entry::Module(module) => {
                    let names = module.names.iter().map(|alias| &alias.local);
                    let unread = names.filter(|name| !name.text.starts_with('_'));
                    unread.filter(|name| !is_value(name)).for_each(|name| unused(name, "name"));
                }
                Entry::Item(_) => {}
            }
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the {} `{}` is imported and never used", self.kind, self.name);
        let found = reporter.error(Code::UnusedImport, self.at, message);
        let parse = reporter.parse();
        match Import::around(&parse, reporter.span(self.at)) {
            Some(import) => {
                let title = format!("don't import `{}`", self.name);
                found.with_fix(title, import.removal(&parse), "")
            }
            None => found,
        }
    }
}
