//! A value of the right kind that provably breaks a constraint.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, Subject, nearest};
use crate::{hir::Site, types::display::quoted};

/// A value of the right kind that provably breaks a constraint: E0304.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideConstraint {
    /// The value.
    pub at: Site,
    /// What stands at that place.
    pub subject: Subject<'static>,
    /// Where inside the value: `.hits[].url`; empty: the value itself.
    pub path: String,
    /// What is allowed, as words that follow "is": "at most 50".
    pub constraint: String,
    /// What is there: a value or a range.
    pub found: String,
    /// The texts that are allowed, where the value is a text as it is written.
    pub known: Vec<String>,
}

impl OutsideConstraint {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let inside =
            if self.path.is_empty() { String::new() } else { format!("`{}` in ", self.path) };
        let message =
            format!("{inside}{} is {}, found {}", self.subject, self.constraint, self.found);
        let mut diagnostic = reporter.error(Code::E0304, self.at, message);
        if let Some(authority) = self.subject.authority() {
            let words = format!("is {}", self.constraint);
            diagnostic = authority.quoted(reporter, diagnostic, &self.path, &words);
        }
        let near = nearest::find(self.found.trim_matches('"'), &self.known).map(quoted);
        // A long one is cut, and `${` would be read as code.
        if let Some(near) = near.filter(|near| !near.contains(['…', '$'])) {
            let diagnostic = diagnostic.with_help(format!("did you mean `{near}`?"));
            return diagnostic.with_fix(format!("write `{near}`"), reporter.span(self.at), near);
        }
        diagnostic
    }
}

/// An operation that provably fails when it is evaluated: E0304.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvableFailure {
    /// The operation.
    pub at: Site,
    /// What happens, as a sentence: "this divides by zero".
    pub sentence: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl ProvableFailure {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let diagnostic = reporter.error(Code::E0304, self.at, self.sentence.clone());
        match &self.help {
            Some(help) => diagnostic.with_help(help.clone()),
            None => diagnostic,
        }
    }
}
