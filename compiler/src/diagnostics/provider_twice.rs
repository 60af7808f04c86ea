//! Two providers of one capability by one operation.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::items::ItemId;

/// Two providers of one capability by one operation, in one package: E0202.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderTwice {
    /// The later one.
    pub item: ItemId,
    /// The earlier one.
    pub first: ItemId,
}

impl ProviderTwice {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the provider `{}` is defined twice", reporter.name(self.item));
        let diagnostic = reporter
            .error_at_name(Code::E0202, self.item, message)
            .with_help("a capability has one provider for each operation; take one of them out");
        reporter.label_name(diagnostic, self.first, "first defined here")
    }
}
