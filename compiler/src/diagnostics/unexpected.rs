//! Text that can be read and has no meaning.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// Text that can be read and has no meaning: E0101.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnexpectedText {
    /// The text.
    pub at: Site,
    /// What is wrong, as a sentence.
    pub sentence: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl UnexpectedText {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let diagnostic = reporter.error(Code::E0101, self.at, self.sentence.clone());
        match &self.help {
            Some(help) => diagnostic.with_help(help.clone()),
            None => diagnostic,
        }
    }
}
