//! An item that says nothing of itself.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Finding;
use crate::{
    db::SourceFile,
    diagnostics::Reporter,
    items::{ItemId, items},
};

/// An item without documentation that other files can import: `missing-doc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MissingDoc {
    /// The item.
    item: ItemId,
}

impl MissingDoc {
    pub(super) fn find(db: &dyn salsa::Database, file: SourceFile, found: &mut Vec<Finding>) {
        let items = items(db, file);
        let shared = items.named().filter(|it| !it.name.text.starts_with('_'));
        for declared in shared.filter(|it| !it.is_documented) {
            found.push(Self { item: declared.id }.into());
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("`{}` isn't documented", reporter.name(self.item));
        reporter
            .error_at_name(Code::MissingDoc, self.item, message)
            .with_help("say above it what it is for: `/// …`")
    }
}
