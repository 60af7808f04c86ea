//! A value of another kind than its place takes.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, Subject};
use crate::hir::Site;

/// A value of another kind than its place takes: E0301.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypesDiffer {
    /// The value.
    pub at: Site,
    /// What stands at that place: argument, condition, result.
    pub subject: Subject<'static>,
    /// Where inside the value the difference is: `.hits[].url`; empty: the value itself.
    pub path: String,
    /// What the place takes, as words: "`int`", "a list".
    pub expected: String,
    /// What is there, as words; the whole message, where `expected` is empty.
    pub found: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Text that, put behind the value, mends it.
    pub append: Option<String>,
}

impl TypesDiffer {
    /// A difference that is told as a sentence: in `found`.
    pub(crate) fn told(at: Site, sentence: String) -> Self {
        Self {
            at,
            subject: Subject::default(),
            path: String::new(),
            expected: String::new(),
            found: sentence,
            help: None,
            append: None,
        }
    }

    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = if self.expected.is_empty() {
            self.found.clone()
        } else if self.path.is_empty() {
            format!("{} {}, found {}", self.subject.takes(), self.expected, self.found)
        } else {
            format!(
                "{} {} at `{}`, found {}",
                self.subject.takes(),
                self.expected,
                self.path,
                self.found
            )
        };
        let mut diagnostic = reporter.error(Code::E0301, self.at, message);
        if let Some(help) = &self.help {
            diagnostic = diagnostic.with_help(help.clone());
        }
        if let Some(authority) = self.subject.authority() {
            let words = format!("is {}", self.expected);
            diagnostic = authority.quoted(reporter, diagnostic, &self.path, &words);
        }
        if let Some(text) = &self.append {
            let (end, behind) = (reporter.end(self.at), reporter.behind(self.at, text));
            diagnostic = diagnostic.with_fix(format!("write `{text}` behind it"), end, behind);
        }
        diagnostic
    }
}
