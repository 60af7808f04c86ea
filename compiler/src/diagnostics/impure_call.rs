//! A `call` where only pure code may stand.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// A `call` where only pure code may stand: E0501.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImpureCall {
    /// The word `call`.
    pub at: Site,
}

impl ImpureCall {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        reporter
            .error(Code::E0501, self.at, "a `call` can't stand in pure code")
            .with_help("bind its value before with `let`, in the block of a template")
    }
}
