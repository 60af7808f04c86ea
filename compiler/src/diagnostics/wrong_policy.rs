//! A policy that nobody knows, that doesn't belong there, or with a wrong value.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Reporter, list_words, nearest};
use crate::hir::Site;

/// A policy that nobody knows, that doesn't belong there, or with a wrong value: E0503.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongPolicy {
    /// The policy's name, or its value.
    pub at: Site,
    /// What is wrong with it.
    pub problem: PolicyProblem,
}

/// What is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyProblem {
    /// There is no policy of that name.
    Unknown {
        /// As written.
        name: String,
        /// What could stand there.
        known: Vec<String>,
        /// Where it belongs, if it is one that can't stand there: "`first` belongs into `retry`".
        elsewhere: Option<String>,
    },
    /// It belongs elsewhere.
    Misplaced {
        /// As written.
        name: String,
        /// Where it stands: "a call of an operation".
        place: &'static str,
        /// Where it belongs: "`for`", "a call of a capability".
        owners: Vec<String>,
        /// What could stand there.
        known: Vec<String>,
    },
    /// Its value isn't one of its values.
    Value {
        /// What it takes, as a sentence.
        sentence: String,
        /// What to do about it.
        help: Option<String>,
        /// The misspelt word and what it could be.
        words: Option<(String, Vec<String>)>,
    },
}

impl WrongPolicy {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let span = reporter.span(self.at);
        match &self.problem {
            PolicyProblem::Unknown { name, known, elsewhere } => {
                let message = format!("there is no policy `{name}`");
                let diagnostic = reporter.error(Code::E0503, self.at, message);
                match elsewhere {
                    Some(words) if nearest::find(name, known).is_none() => {
                        diagnostic.with_help(words.clone())
                    }
                    _ => nearest::suggest(diagnostic, span, name, known),
                }
            }
            PolicyProblem::Misplaced { name, place, owners, known } => {
                let owners = list_words(owners, "and");
                let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                let message = format!("{place} takes no `{name}`");
                let diagnostic = reporter.error(Code::E0503, self.at, message);
                let takes = list_words(&known, "and");
                diagnostic.with_help(format!("it belongs to {owners}; {place} takes {takes}"))
            }
            PolicyProblem::Value { sentence, help, words } => {
                let mut diagnostic = reporter.error(Code::E0503, self.at, sentence.clone());
                if let Some(help) = help {
                    diagnostic = diagnostic.with_help(help.clone());
                }
                match words {
                    Some((word, known)) => nearest::suggest(diagnostic, span, word, known),
                    None => diagnostic,
                }
            }
        }
    }
}
