//! A type that nothing defines.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, nearest};
use crate::hir::Site;

/// A type that nothing defines: E0203.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownType {
    /// Its name.
    pub at: Site,
    /// Its name.
    pub name: String,
    /// What could stand there.
    pub known: Vec<String>,
    /// What the name is, where it names something else: "a function".
    pub is: Option<&'static str>,
}

impl UnknownType {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = match self.is {
            Some(noun) => format!("`{}` is {noun}, not a type", self.name),
            None => format!("there is no type `{}`", self.name),
        };
        let diagnostic = reporter.error(Code::E0203, self.at, message);
        nearest::suggest(diagnostic, reporter.span(self.at), &self.name, &self.known)
    }
}
