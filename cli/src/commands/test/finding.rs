//! What came of one test.

use orchestra_diagnostics::render::Remark;
use orchestra_runtime_engine::{
    JobEvent,
    simulate::{Compared, ShownValue, TestFailure, TestOutcome},
};

use super::{
    collect::{Case, Collected, Ended, Place},
    difference::{Difference, differences},
};
use crate::{job_run::kind, job_view::below};

/// One test and how it ended.
pub(super) struct Finding<'c> {
    pub(super) case: &'c Case,
    pub(super) verdict: Verdict,
    pub(super) logs: Vec<Logged>,
    /// What it took of virtual time.
    pub(super) elapsed_ms: u64,
    /// How many requests the sandbox answered.
    pub(super) sandboxed: usize,
}

/// How it ended.
pub(super) enum Verdict {
    Passed,
    Failed(Box<Failure>),
    /// It never ran: what it is made of has errors.
    Broken,
}

/// What a step of `sys.log` said.
pub(super) struct Logged {
    pub(super) step: String,
    pub(super) message: String,
}

/// Why a test failed.
pub(super) struct Failure {
    pub(super) message: String,
    /// As policies write it: `timeout`, `failed`; `bug` where it is a mistake of ours.
    pub(super) kind: &'static str,
    /// The step that failed; empty where it was none.
    pub(super) step: String,
    pub(super) place: Place,
    /// Both sides of the `==` that was asked for.
    pub(super) compared: Option<Compared>,
    /// In what they differ.
    pub(super) differences: Vec<Difference>,
    /// The operands of the condition.
    pub(super) shown: Vec<ShownValue>,
}

impl<'c> Finding<'c> {
    pub(super) fn new(collected: &Collected, case: &'c Case, ended: Ended) -> Self {
        let mut finding =
            Self { case, verdict: Verdict::Broken, logs: Vec::new(), elapsed_ms: 0, sandboxed: 0 };
        match ended {
            Ended::Broken => {}
            Ended::Bug(words) => finding.verdict = Verdict::Failed(Box::new(bug(case, &words))),
            Ended::Ran(outcome) => finding.take(collected, *outcome),
        }
        finding
    }

    fn take(&mut self, collected: &Collected, outcome: TestOutcome) {
        let logged = outcome.events.into_iter().filter_map(|stamped| match stamped.event {
            JobEvent::Logged { step, message } => {
                Some(Logged { step: below(&step).to_owned(), message })
            }
            _ => None,
        });
        self.logs = logged.collect();
        self.elapsed_ms = outcome.totals.elapsed_ms;
        self.sandboxed = outcome.sent.len();
        self.verdict = match outcome.failure {
            None => Verdict::Passed,
            Some(failed) => Verdict::Failed(Box::new(failure(collected, self.case, failed))),
        };
    }
}

impl Failure {
    /// As it is shown to people, where it stands.
    pub(super) fn remark(&self) -> Remark {
        let words = match self.kind {
            "failed" if !self.shown.is_empty() => "doesn't hold".to_owned(),
            "failed" | "bug" => "failed here".to_owned(),
            kind => format!("failed: {kind}"),
        };
        let (file, span) = (self.place.file.clone(), self.place.span);
        Remark { message: self.without_operands().to_owned(), file, span, words }
    }

    /// The message of an `ensure` ends in the operands, which are shown by themselves.
    fn without_operands(&self) -> &str {
        let first = self.shown.first().map(|shown| format!(": `{}` is ", shown.text));
        let cut = first.and_then(|first| self.message.find(&first));
        &self.message[..cut.unwrap_or(self.message.len())]
    }
}

fn failure(collected: &Collected, case: &Case, failed: TestFailure) -> Failure {
    let TestFailure { failure, compared, shown } = failed;
    let place = failure.position.as_ref().map(|position| collected.place(case, position));
    let found = compared.as_ref().map(|both| differences(&both.left, &both.right));
    Failure {
        message: failure.message,
        kind: kind(failure.kind),
        step: below(&failure.step).to_owned(),
        place: place.unwrap_or_else(|| case.place.clone()),
        compared,
        differences: found.unwrap_or_default(),
        shown,
    }
}

/// A mistake of ours.
fn bug(case: &Case, words: &str) -> Failure {
    Failure {
        message: format!("orchc failed over this test: {words}; please report it, with the source"),
        kind: "bug",
        step: String::new(),
        place: case.place.clone(),
        compared: None,
        differences: Vec::new(),
        shown: Vec::new(),
    }
}
