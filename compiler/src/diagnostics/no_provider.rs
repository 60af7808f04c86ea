//! A capability that nobody provides, or nobody on the route.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, list_words, nearest};
use crate::{hir::Site, removal::removal};

/// A capability that nobody provides, or nobody on the route: E0404.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoProvider {
    /// The target, or the entry of the route.
    pub at: Site,
    /// `search.web`
    pub capability: String,
    /// The route's entries that provide nothing; none: nobody provides the capability.
    pub routed: Vec<String>,
    /// Whether it is told at the one entry, which another may replace.
    pub at_entry: bool,
    /// Whether another entry of the route provides it, so that this one may go.
    pub others: bool,
    /// The operations that provide it.
    pub known: Vec<String>,
    /// Modules of other packages that could be imported to provide it, as `use` names them.
    pub importable: Vec<String>,
}

impl NoProvider {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let Some((routed, more)) = self.routed.split_first() else {
            let message = format!("nobody provides `{}`", self.capability);
            let diagnostic = reporter.error(Code::E0404, self.at, message);
            if let Some(module) = self.importable.first() {
                let import = format!("use {module} {{ provide }}");
                let (span, text) = reporter.insertion_of_use(&import);
                return diagnostic
                    .with_help(format!(
                        "`{module}` provides it: what a dependency provides answers where it is \
                         imported"
                    ))
                    .with_suggestion(format!("`{import}`"), span, text);
            }
            return diagnostic.with_help(format!(
                "write a provider: `provide {} by SUBNET.OPERATION {{ request: …, response: … }}`",
                self.capability
            ));
        };
        let message = if more.is_empty() {
            format!("`{routed}` doesn't provide `{}`", self.capability)
        } else {
            let names: Vec<String> = self.routed.iter().map(|name| format!("`{name}`")).collect();
            format!("neither {} provides `{}`", list_words(&names, "nor"), self.capability)
        };
        let diagnostic = reporter.error(Code::E0404, self.at, message);
        if self.at_entry && (nearest::find(routed, &self.known).is_some() || self.known.is_empty())
        {
            return nearest::suggest(diagnostic, reporter.span(self.at), routed, &self.known);
        }
        let known: Vec<String> = self.known.iter().map(|name| format!("`{name}`")).collect();
        let diagnostic =
            diagnostic.with_help(format!("it is provided by {}", list_words(&known, "and")));
        if !self.at_entry || !self.others {
            return diagnostic;
        }
        let cut = removal(&reporter.parse(), reporter.span(self.at));
        diagnostic.with_suggestion(format!("don't ask `{routed}`"), cut, "")
    }
}
