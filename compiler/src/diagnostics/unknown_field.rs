//! A field or an argument is written that nobody takes.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, nearest};
use crate::hir::Site;

/// A field or an argument is written that nobody takes: E0303.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownField {
    /// Its name in the text.
    pub at: Site,
    /// What it is: "argument" or "field".
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Of whom: "acme.find", "`Rival`".
    pub of: String,
    /// What could stand there.
    pub known: Vec<String>,
    /// Who says so: "acme.find, revision 3".
    pub origin: Option<String>,
}

impl UnknownField {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("{} has no {} `{}`", self.of, self.kind, self.name);
        let diagnostic = reporter.error(Code::E0303, self.at, message);
        let diagnostic =
            nearest::suggest(diagnostic, reporter.span(self.at), &self.name, &self.known);
        match (&self.origin, &diagnostic.help) {
            (Some(origin), None) => diagnostic.with_help(format!("so says {origin}")),
            (Some(origin), Some(listed)) if diagnostic.fixes.is_empty() => {
                let help = format!("{listed}: so says {origin}");
                diagnostic.with_help(help)
            }
            _ => diagnostic,
        }
    }
}
