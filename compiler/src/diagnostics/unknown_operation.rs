//! An operation that its subnet doesn't have.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, nearest};
use crate::hir::Site;

/// An operation that its subnet, or `sys`, doesn't have: E0402.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOperation {
    /// The word behind the point.
    pub at: Site,
    /// The subnet as the file names it, or `sys`.
    pub subnet: String,
    /// The word behind the point.
    pub name: String,
    /// What the subnet has.
    pub known: Vec<String>,
}

impl UnknownOperation {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("`{}` has no operation `{}`", self.subnet, self.name);
        let diagnostic = reporter.error(Code::E0402, self.at, message);
        nearest::suggest(diagnostic, reporter.span(self.at), &self.name, &self.known)
    }
}
