//! A secret that flows where it would be seen.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Authority, Reporter};
use crate::hir::Site;

/// A secret that flows where it would be seen: E0504.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretSeen {
    /// The value.
    pub at: Site,
    /// What would show it, as words that follow "a secret can't": "stand in a text".
    pub deed: String,
    /// Who says that no secret may stand there.
    pub authority: Option<Authority>,
}

impl SecretSeen {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let diagnostic = reporter
            .error(Code::E0504, self.at, format!("a secret can't {}", self.deed))
            .with_help("a secret may only be handed on as `secret`, to an argument that takes one");
        match &self.authority {
            Some(authority) => authority.quoted(reporter, diagnostic, "", "is no secret"),
            None => diagnostic,
        }
    }
}
