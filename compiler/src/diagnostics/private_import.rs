//! A private name that is imported.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::{hir::Site, items::ItemId};

/// A private name that is imported: E0205.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateImport {
    /// The name.
    pub at: Site,
    /// The name.
    pub name: String,
    /// What it names.
    pub item: ItemId,
}

impl PrivateImport {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("`{}` is private to its file", self.name);
        let diagnostic = reporter
            .error(Code::E0205, self.at, message)
            .with_help("a name without the `_` before it can be imported");
        reporter.label_name(diagnostic, self.item, "declared here")
    }
}
