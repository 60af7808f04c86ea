//! A module that isn't there, or a name that it doesn't export.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, nearest};
use crate::hir::Site;

/// A module that isn't there: E0204.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownModule {
    /// The module in the text.
    pub at: Site,
    /// The module as written, without quotes.
    pub name: String,
    /// Why it can't be, where that is known.
    pub why: Option<&'static str>,
    /// Modules that are there, as they would be written; none for a file.
    pub known: Vec<String>,
}

impl UnknownModule {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("there is no module `{}`", self.name);
        let diagnostic = reporter.error(Code::E0204, self.at, message);
        match self.why {
            Some(why) => diagnostic.with_help(why),
            None => {
                let package = self.name.split('.').next().unwrap_or_default();
                let is_of = |module: &String| module.split('.').next() == Some(package);
                let is_foreign = !self.known.is_empty() && !self.known.iter().any(is_of);
                if !is_foreign || nearest::find(&self.name, &self.known).is_some() {
                    let span = reporter.span(self.at);
                    return nearest::suggest(diagnostic, span, &self.name, &self.known);
                }
                diagnostic.with_help(format!(
                    "modules of other packages need `{package}` under `[dependencies]` in \
                     orchestra.toml"
                ))
            }
        }
    }
}

/// A name that its module doesn't export: E0204.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotExported {
    /// The name.
    pub at: Site,
    /// The name; `provide` are all providers.
    pub name: String,
    /// The module as written, without quotes.
    pub module: String,
    /// What it exports.
    pub known: Vec<String>,
    /// Whether it only imports the name itself.
    pub imported: bool,
}

impl NotExported {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = if self.name == "provide" {
            format!("the module `{}` has no providers", self.module)
        } else {
            format!("the module `{}` has no `{}`", self.module, self.name)
        };
        let diagnostic = reporter.error(Code::E0204, self.at, message);
        if self.imported {
            return diagnostic
                .with_help("it imports that name, and imported names aren't exported again");
        }
        nearest::suggest(diagnostic, reporter.span(self.at), &self.name, &self.known)
    }
}
