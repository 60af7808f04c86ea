//! Part of the language that this version of the tools doesn't have yet.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// Part of the language that this version of the tools doesn't have yet: E0901.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// What asks for it.
    pub at: Site,
    /// What it is: "the policy `hedge`".
    pub what: String,
}

impl Lacking {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("this version of the tools lacks {} yet", self.what);
        reporter.error(Code::E0901, self.at, message)
    }
}
