//! An item that nothing leads to.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Finding, unneeded::unneeded};
use crate::{
    db::{Project, SourceFile},
    diagnostics::Reporter,
    items::{Declared, ItemId, items},
};

/// An item that nothing leads to: `unused-item`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnusedItem {
    /// The item.
    item: ItemId,
    /// As messages name it: "a constant".
    noun: &'static str,
}

impl UnusedItem {
    pub(super) fn find(db: &dyn salsa::Database, file: SourceFile, found: &mut Vec<Finding>) {
        let package = file.path(db).package().clone();
        let unneeded = unneeded(db, Project::get(db), package);
        let is_unneeded = |declared: &&Declared| unneeded.binary_search(&declared.id).is_ok();
        for declared in items(db, file).named().filter(is_unneeded) {
            found.push(Self { item: declared.id, noun: declared.kind.noun() }.into());
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let name = reporter.name(self.item);
        let noun = self.noun.split_once(' ').map_or(self.noun, |(_, noun)| noun);
        let message = format!("nothing uses the {noun} `{name}`");
        reporter
            .error_at_name(Code::UnusedItem, self.item, message)
            .with_help(format!("remove it, or call it `_{name}`"))
    }
}
