//! A `match` that leaves a value without an arm.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, list_words};
use crate::hir::Site;

/// A `match` that leaves a value without an arm: E0306.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchNotExhaustive {
    /// `match` and its head.
    pub at: Site,
    /// Patterns of what no arm takes; never empty.
    pub missing: Vec<String>,
    /// The whole `match`.
    pub whole: Site,
    /// Whether an arm with a guard would take one of them, were it not for the guard.
    pub guarded: bool,
}

impl MatchNotExhaustive {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let patterns: Vec<String> = self.missing.iter().map(|p| format!("`{p}`")).collect();
        let plural = if patterns.len() == 1 { "it has" } else { "they have" };
        let message = format!("no arm takes {}", list_words(&patterns, "or"));
        let mut diagnostic = reporter.error(Code::E0306, self.at, message);
        diagnostic = diagnostic.with_help(if self.guarded {
            "an arm with a guard doesn't count: its guard may be false".to_owned()
        } else {
            format!("add an arm for what {plural}, or `_ => …` for all that is left")
        });
        if let Some((span, separator)) = reporter.insertion(self.whole) {
            let arms: Vec<String> = self
                .missing
                .iter()
                .map(|pattern| format!("{pattern} => fail \"not handled yet\""))
                .collect();
            let title = if arms.len() == 1 { "add the arm" } else { "add the arms" };
            diagnostic =
                diagnostic.with_suggestion(title, span, separator.around(&arms.join(", ")));
        }
        diagnostic
    }
}
