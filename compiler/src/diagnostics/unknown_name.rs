//! A name that nothing defines.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, nearest};
use crate::hir::Site;

/// A name that nothing defines: E0201.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// The name.
    pub at: Site,
    /// The name.
    pub name: String,
    /// What could stand there.
    pub known: Vec<String>,
}

impl UnknownName {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("nothing here is called `{}`", self.name);
        let diagnostic = reporter.error(Code::E0201, self.at, message);
        nearest::suggest(diagnostic, reporter.span(self.at), &self.name, &self.known)
    }
}
