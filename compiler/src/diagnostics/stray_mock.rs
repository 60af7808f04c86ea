//! A `mock` that mocks nothing, or where none can stand.

use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_syntax::NodeKind;

use super::{Reporter, nearest};
use crate::{
    hir::Site,
    removal::{node_around, whole_lines},
};

/// A `mock` that mocks nothing, or where none can stand: E0505.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrayMock {
    /// The word, the target, or what the mock reads.
    pub at: Site,
    /// What is wrong with it.
    pub problem: MockProblem,
}

/// What is wrong with a `mock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MockProblem {
    /// It stands outside a test.
    Outside {
        /// `mock`, or `calls`.
        word: String,
    },
    /// Nothing that the test runs calls the target.
    NeverCalled {
        /// As messages name it.
        target: String,
        /// What it calls, as the file would name it.
        called: Vec<String>,
    },
    /// The target isn't a subnet's.
    NotAService {
        /// As messages name it.
        target: String,
        /// "a template"
        noun: &'static str,
        /// What to do instead.
        help: &'static str,
    },
    /// It reads what only a step of the test, or a loop, makes known.
    Unknown {
        /// As messages name it.
        what: String,
    },
}

impl StrayMock {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let (message, help) = match &self.problem {
            MockProblem::Outside { word } => {
                return reporter.error(
                    Code::E0505,
                    self.at,
                    format!("`{word}` can only stand in a test"),
                );
            }
            MockProblem::NeverCalled { target, called } => {
                return self.never_called(reporter, target, called);
            }
            MockProblem::NotAService { target, noun, help } => {
                (format!("`{target}` is {noun}, which can't be mocked"), *help)
            }
            MockProblem::Unknown { what } => (
                format!("{what} isn't known when the test begins"),
                "a mock reads constants, functions, and bindings of the test that no call computes",
            ),
        };
        reporter.error(Code::E0505, self.at, message).with_help(help)
    }

    /// Another target may have been meant; else the mock may go.
    fn never_called(&self, reporter: &Reporter<'_>, target: &str, called: &[String]) -> Diagnostic {
        let message = format!("nothing in this test calls `{target}`");
        let diagnostic = reporter.error(Code::E0505, self.at, message);
        let (span, parse) = (reporter.span(self.at), reporter.parse());
        if let Some(near) = nearest::find(target, called) {
            let diagnostic = diagnostic.with_help(format!("did you mean `{near}`?"));
            return diagnostic.with_suggestion(format!("write `{near}`"), span, near);
        }
        let help = "neither the test nor a template that it calls does; remove the mock";
        let diagnostic = diagnostic.with_help(help);
        match node_around(&parse, span, NodeKind::Mock) {
            Some(mock) => {
                let cut = whole_lines(&parse, mock.span());
                diagnostic.with_suggestion("remove the mock", cut, "")
            }
            None => diagnostic,
        }
    }
}
