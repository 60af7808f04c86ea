//! A field or an argument is written that nobody takes.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Authority, Reporter, nearest};
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
    /// Who says so.
    pub authority: Option<Authority>,
}

impl UnknownField {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("{} has no {} `{}`", self.of, self.kind, self.name);
        let diagnostic = reporter.error(Code::E0303, self.at, message);
        let (span, known) = (reporter.span(self.at), &self.known);
        let Some(authority) = &self.authority else {
            return nearest::suggest(diagnostic, span, &self.name, known);
        };
        let others = match known.len() {
            0 => "there is no other".to_owned(),
            count => nearest::listed(known).unwrap_or_else(|| format!("there are {count} others")),
        };
        let diagnostic = authority.told(reporter, diagnostic, &others);
        match nearest::find(&self.name, known) {
            Some(_) => nearest::suggest(diagnostic, span, &self.name, known),
            None => diagnostic,
        }
    }
}
