//! A `mock` outside a test.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// A `mock` outside a test: E0505.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrayMock {
    /// The word `mock`.
    pub at: Site,
}

impl StrayMock {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        reporter.error(Code::E0505, self.at, "a `mock` can only stand in a test")
    }
}
