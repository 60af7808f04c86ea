//! A field or an argument that must be written isn't.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Authority, Reporter, list_words};
use crate::hir::Site;

/// A field or an argument that must be written isn't: E0302.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingField {
    /// The target, the callee, or the opening brace.
    pub at: Site,
    /// What is missing: "argument" or "field".
    pub kind: &'static str,
    /// Of whom: "acme.find", "`Rival`".
    pub of: String,
    /// The names, each with its type as written.
    pub missing: Vec<(String, String)>,
    /// The record literal or argument list that they belong in, with its present number of entries.
    pub insert: Option<Site>,
    /// A value to write for each of `missing`, so that the fix compiles as far as can be told.
    pub placeholders: Vec<String>,
    /// Who says that they must be written.
    pub authority: Option<Authority>,
}

impl MissingField {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let names: Vec<String> = self.missing.iter().map(|(name, _)| format!("`{name}`")).collect();
        let plural = if names.len() == 1 { "" } else { "s" };
        let message =
            format!("missing {}{plural} {} of {}", self.kind, list_words(&names, "and"), self.of);
        let types: Vec<String> =
            self.missing.iter().map(|(name, of)| format!("`{name}: {of}`")).collect();
        let mut diagnostic = reporter
            .error(Code::E0302, self.at, message)
            .with_help(format!("write {}", list_words(&types, "and")));
        if let Some(authority) = &self.authority {
            let places = self.missing.iter().map(|(name, _)| authority.field(name).place());
            let places: Vec<String> = places.collect();
            let sentence = format!("{} must be written", list_words(&places, "and"));
            diagnostic = authority.told(reporter, diagnostic, &sentence);
        }
        if let Some((span, separator)) = self.insert.and_then(|site| reporter.insertion(site)) {
            let fields = self.missing.iter().zip(&self.placeholders);
            let fields: Vec<String> =
                fields.map(|((name, _), value)| format!("{name}: {value}")).collect();
            let title = format!("add {}", list_words(&names, "and"));
            diagnostic =
                diagnostic.with_suggestion(title, span, separator.around(&fields.join(", ")));
        }
        diagnostic
    }
}
