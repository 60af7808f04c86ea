//! An operation that isn't offered any more.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// An operation that isn't offered any more: E0405.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationWithdrawn {
    /// The target.
    pub at: Site,
    /// `acme.find`
    pub operation: String,
    /// Whether the whole service is gone, not the one operation.
    pub gone: bool,
    /// What the Ledger says about it.
    pub note: Option<String>,
    /// The operation that takes its place, as it would be written.
    pub replacement: Option<String>,
}

impl OperationWithdrawn {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = if self.gone {
            format!("the service behind `{}` is gone", self.operation)
        } else {
            format!("`{}` is withdrawn", self.operation)
        };
        let mut diagnostic = reporter.error(Code::E0405, self.at, message);
        if let Some(note) = &self.note {
            diagnostic = diagnostic.with_help(note.clone());
        }
        if let Some(replacement) = &self.replacement {
            diagnostic = diagnostic.with_suggestion(
                format!("call `{replacement}`"),
                reporter.span(self.at),
                replacement,
            );
        }
        diagnostic
    }
}
