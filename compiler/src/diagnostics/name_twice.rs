//! A name that is defined twice, or taken by the language.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// A name that is defined twice: E0202.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTwice {
    /// The later one.
    pub at: Site,
    /// The name.
    pub name: String,
    /// What it names: "name", "field", "parameter".
    pub kind: &'static str,
    /// The earlier one.
    pub first: Site,
}

impl NameTwice {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the {} `{}` is defined twice", self.kind, self.name);
        reporter
            .error(Code::E0202, self.at, message)
            .with_label(reporter.span(self.first), "first defined here")
    }
}

/// A name for a subnet that the language itself uses: E0202.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTaken {
    /// The name.
    pub at: Site,
    /// The name.
    pub name: String,
}

impl NameTaken {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the name `{}` is taken by the language", self.name);
        reporter.error(Code::E0202, self.at, message).with_help("give it another name with `as`")
    }
}
