//! Who says what is allowed at a place: an operation or a capability of the Ledger.

use orchestra_diagnostics::Diagnostic;

use super::Reporter;
use crate::hir::Site;

/// Who says what is allowed at a place, and where the text names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Authority {
    /// "acme.find, revision 3".
    name: String,
    /// Where it is named: the target of a call or of a mock.
    at: Site,
    /// What of its arguments or answer is meant: `limit`, `page.size`, `urls[]`; empty: the whole.
    place: String,
}

impl Authority {
    /// The one called `name`, which is named at `at`.
    pub(crate) fn new(name: impl Into<String>, at: Site) -> Self {
        Self { name: name.into(), at, place: String::new() }
    }

    /// The same, of the field `name`.
    pub(super) fn field(&self, name: &str) -> Self {
        let dot = if self.place.is_empty() { "" } else { "." };
        Self { place: format!("{}{dot}{name}", self.place), ..self.clone() }
    }

    /// The same, of an item.
    pub(super) fn item(&self) -> Self {
        Self { place: format!("{}[]", self.place), ..self.clone() }
    }

    /// The same, of the part at `path`: `.url`; empty: of the value itself.
    pub(crate) fn at_path(&self, path: &str) -> Self {
        let place = format!("{}{path}", self.place).trim_start_matches('.').to_owned();
        Self { place, ..self.clone() }
    }

    /// What is meant, in quotes.
    pub(super) fn place(&self) -> String {
        if self.place.is_empty() { "it".to_owned() } else { format!("`{}`", self.place) }
    }

    /// The diagnostic with a label where it is named, which quotes what it says of the part at `path`.
    pub(super) fn quoted(
        &self,
        reporter: &Reporter<'_>,
        diagnostic: Diagnostic,
        path: &str,
        words: &str,
    ) -> Diagnostic {
        let sentence = format!("{} {words}", self.at_path(path).place());
        self.told(reporter, diagnostic, &sentence)
    }

    /// The same with a sentence of one's own.
    pub(super) fn told(
        &self,
        reporter: &Reporter<'_>,
        diagnostic: Diagnostic,
        sentence: &str,
    ) -> Diagnostic {
        diagnostic.with_label(reporter.span(self.at), format!("{sentence}: {}", self.name))
    }
}
