//! A value whose type nothing tells.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// A value whose type nothing tells: E0308.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannotInfer {
    /// The value.
    pub at: Site,
    /// What it is: "an empty list".
    pub what: String,
    /// What would tell its type.
    pub help: String,
}

impl CannotInfer {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("nothing tells the type of {}", self.what);
        reporter.error(Code::E0308, self.at, message).with_help(self.help.clone())
    }
}
