//! A value whose type nothing tells, or that has too many parts to be told.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// A value whose type nothing tells: E0308.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannotInfer {
    /// The value.
    pub at: Site,
    /// What it is: "an empty list".
    pub what: String,
    /// What would tell its type.
    pub help: String,
}

impl CannotInfer {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("nothing tells the type of {}", self.what);
        reporter.error(Code::E0308, self.at, message).with_help(self.help.clone())
    }
}

/// A value of a type with too many parts: E0308.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The value.
    pub at: Site,
    /// As many parts as a type may have.
    pub most: usize,
}

impl TooLarge {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the type of this value has more than {} parts", self.most);
        let help = "what holds a value twice has all its parts twice; hold fewer, or write the \
                    type of the binding, by its name";
        reporter.error(Code::E0308, self.at, message).with_help(help)
    }
}
