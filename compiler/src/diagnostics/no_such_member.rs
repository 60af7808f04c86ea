//! A field, variant or method that a type doesn't have.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, nearest};
use crate::hir::Site;

/// A field, variant or method that a type doesn't have: E0310.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchMember {
    /// Its name in the text.
    pub at: Site,
    /// What it is: "field", "variant", "method".
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// The type, as words: "`string`", "`Depth`".
    pub of: String,
    /// What the type has.
    pub known: Vec<String>,
    /// Whether the name is also what is bound, as in `{ title }`.
    pub shorthand: bool,
    /// What to do about it, where a similar name isn't it.
    pub help: Option<String>,
}

impl NoSuchMember {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("{} has no {} `{}`", self.of, self.kind, self.name);
        let diagnostic = reporter.error(Code::E0310, self.at, message);
        let span = reporter.span(self.at);
        match &self.help {
            Some(help) => diagnostic.with_help(help.clone()),
            None => match nearest::find(&self.name, &self.known).filter(|_| self.shorthand) {
                Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")).with_fix(
                    format!("read `{near}` as `{}`", self.name),
                    span,
                    format!("{near}: {}", self.name),
                ),
                None => nearest::suggest(diagnostic, span, &self.name, &self.known),
            },
        }
    }
}
