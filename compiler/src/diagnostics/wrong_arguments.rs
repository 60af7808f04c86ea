//! Something is called that can't be, or with arguments that don't go together.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// Something is called that can't be, or with arguments that don't go together: E0307.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongArguments {
    /// The call.
    pub at: Site,
    /// What is wrong, as a sentence.
    pub sentence: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl WrongArguments {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let diagnostic = reporter.error(Code::E0307, self.at, self.sentence.clone());
        match &self.help {
            Some(help) => diagnostic.with_help(help.clone()),
            None => diagnostic,
        }
    }
}
