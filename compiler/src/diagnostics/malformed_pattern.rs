//! A literal that has no value: a pattern that isn't one, an amount of no currency.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// A literal that has no value: E0103.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MalformedPattern {
    /// The literal.
    pub at: Site,
    /// What is wrong with it, as a sentence.
    pub sentence: String,
}

impl MalformedPattern {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        reporter.error(Code::E0103, self.at, self.sentence.clone())
    }
}
