//! An adapter that doesn't map a capability to its operation, or back.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Authority, Reporter};
use crate::hir::Site;

/// An adapter that doesn't map a capability to its operation, or back: E0407.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderMisfit {
    /// The value that doesn't fit.
    pub at: Site,
    /// What is wrong, as a sentence.
    pub sentence: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Who says what has to be there, and that as words: "is at most 50".
    pub quoted: Option<(Authority, String)>,
}

impl ProviderMisfit {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let diagnostic = reporter.error(Code::E0407, self.at, self.sentence.clone());
        let diagnostic = match &self.quoted {
            Some((authority, words)) => authority.quoted(reporter, diagnostic, "", words),
            None => diagnostic,
        };
        match &self.help {
            Some(help) => diagnostic.with_help(help.clone()),
            None => diagnostic,
        }
    }
}
