//! A capability or a family that the Ledger doesn't have.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, nearest};
use crate::hir::Site;

/// A capability that its family doesn't have: E0403.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCapability {
    /// The word behind the point.
    pub at: Site,
    /// The family.
    pub family: String,
    /// The word behind the point.
    pub name: String,
    /// What the family has.
    pub known: Vec<String>,
}

impl UnknownCapability {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the family `{}` has no capability `{}`", self.family, self.name);
        let diagnostic = reporter.error(Code::E0403, self.at, message);
        nearest::suggest(diagnostic, reporter.span(self.at), &self.name, &self.known)
    }
}

/// A family in a `use` that the Ledger doesn't have: E0403.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlistedFamily {
    /// Its name.
    pub at: Site,
    /// Its name.
    pub name: String,
    /// What the Ledger has.
    pub known: Vec<String>,
}

impl UnlistedFamily {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the Ledger has no family `{}`", self.name);
        let diagnostic = reporter.error(Code::E0403, self.at, message);
        nearest::suggest(diagnostic, reporter.span(self.at), &self.name, &self.known)
    }
}
