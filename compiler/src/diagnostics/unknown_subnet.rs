//! A subnet that a file doesn't use, or the Ledger doesn't have.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, nearest};
use crate::hir::Site;

/// A target whose first word is no subnet or family here: E0401.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSubnet {
    /// The first word.
    pub at: Site,
    /// The first word.
    pub name: String,
    /// The subnets and families of the file.
    pub known: Vec<String>,
    /// Whether the Ledger has a subnet of that name.
    pub listed_subnet: bool,
    /// Whether the Ledger has a family of that name.
    pub listed_family: bool,
}

impl UnknownSubnet {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("there is no subnet or family `{}` here", self.name);
        let diagnostic = reporter.error(Code::E0401, self.at, message);
        let line = if self.listed_subnet {
            format!("use subnet {}", self.name)
        } else if self.listed_family {
            format!("use capability {}", self.name)
        } else {
            let span = reporter.span(self.at);
            return nearest::suggest(diagnostic, span, &self.name, &self.known);
        };
        let (span, text) = reporter.insertion_of_use(&line);
        diagnostic.with_help(format!("name it at the top: `{line}`")).with_fix(
            format!("add `{line}`"),
            span,
            text,
        )
    }
}

/// A subnet in a `use` that the Ledger doesn't have: E0401.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlistedSubnet {
    /// Its slug.
    pub at: Site,
    /// Its slug.
    pub name: String,
    /// What the Ledger has.
    pub known: Vec<String>,
}

impl UnlistedSubnet {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the Ledger has no subnet `{}`", self.name);
        let diagnostic = reporter.error(Code::E0401, self.at, message);
        nearest::suggest(diagnostic, reporter.span(self.at), &self.name, &self.known)
    }
}
