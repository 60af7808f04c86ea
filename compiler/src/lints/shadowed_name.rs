//! A name that hides another one.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Finding, linted_item::LintedItem};
use crate::{diagnostics::Reporter, hir::Site, infer::is_built_in, items::ItemId};

/// A name that hides another one: `shadowed-name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShadowedName {
    /// The inner one.
    at: Site,
    /// The name.
    name: String,
    /// What it hides.
    outer: Outer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Outer {
    /// A name bound around.
    Local(Site),
    /// What the file calls so.
    Item(ItemId),
    /// A type that every file knows.
    BuiltIn,
}

impl ShadowedName {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        for local in item.body.locals.iter().filter(|local| &*local.name.text != "_") {
            let of_file = || item.scope.item(&local.name.text).map(Outer::Item);
            let outer = match local.hides {
                Some(hidden) => Some(Outer::Local(item.body.local(hidden).name.at)),
                None => of_file(),
            };
            if let Some(outer) = outer {
                let (at, name) = (local.name.at, local.name.text.to_string());
                found.push(Self { at, name, outer }.into());
            }
        }
    }

    /// Type parameters that hide a type.
    pub(super) fn find_types(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        for generic in item.body.root.generics() {
            let outer = if is_built_in(&generic.text) {
                Outer::BuiltIn
            } else {
                match item.scope.item(&generic.text) {
                    Some(of_file) => Outer::Item(of_file),
                    None => continue,
                }
            };
            let name = generic.text.to_string();
            found.push(Self { at: generic.at, name, outer }.into());
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = match &self.outer {
            Outer::Local(_) => format!("`{}` hides a name bound around it", self.name),
            Outer::Item(_) => format!("`{}` hides what the file calls so", self.name),
            Outer::BuiltIn => format!("`{}` hides the type that every file knows", self.name),
        };
        let found = reporter
            .error(Code::ShadowedName, self.at, message)
            .with_help("give one of them another name");
        match &self.outer {
            Outer::Local(site) => found.with_label(reporter.span(*site), "hidden from here on"),
            Outer::BuiltIn => found,
            Outer::Item(item) => reporter.label_name(found, *item, "hidden from here on"),
        }
    }
}
