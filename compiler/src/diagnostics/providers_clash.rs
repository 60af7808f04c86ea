//! Providers of one capability by one operation, imported from two places.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::{hir::Site, items::ItemId, removal::Import};

/// Two providers of one capability by one operation that a package imports: E0202.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvidersClash {
    /// The word `provide` of the later import.
    pub at: Site,
    /// What it imports.
    pub item: ItemId,
    /// What is imported already.
    pub first: ItemId,
}

impl ProvidersClash {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let name = reporter.name(self.item);
        let message = format!("the provider `{name}` is imported from two places");
        let diagnostic = reporter.error(Code::E0202, self.at, message).with_help(
            "a capability has one provider for each operation; import those of one place only",
        );
        let diagnostic = reporter.label_name(diagnostic, self.item, "imported here");
        let diagnostic = reporter.label_name(diagnostic, self.first, "and this one already");
        let parse = reporter.parse();
        match Import::around(&parse, reporter.span(self.at)) {
            Some(import) => {
                diagnostic.with_fix("don't import these providers", import.removal(&parse), "")
            }
            None => diagnostic,
        }
    }
}
