//! A worst case that costs more than a budget, or takes longer than a deadline.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::{hir::Site, items::ItemId};

/// A part of the worst case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Whose call it is.
    pub item: ItemId,
    /// The call or loop.
    pub at: Site,
    /// How much: "up to 0.4usd".
    pub words: String,
}

/// A worst case that costs more than the budget: E0602.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverBudget {
    /// The budget's amount in the text.
    pub at: Site,
    /// What costs more: "the worst case", "one attempt".
    pub what: &'static str,
    /// The budget.
    pub budget: String,
    /// What it costs.
    pub worst: String,
    /// Its largest parts.
    pub contributions: Vec<Contribution>,
}

impl OverBudget {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let Self { what, budget, worst, .. } = self;
        let message = format!("{what} costs {worst}, more than the budget of {budget}");
        let diagnostic = reporter.error(Code::E0602, self.at, message).with_help(
            "lower sizes, attempts or fall-backs where it is spent, or raise the budget",
        );
        labelled(diagnostic, reporter, &self.contributions).with_suggestion(
            format!("raise the budget to {worst}"),
            reporter.span(self.at),
            worst.clone(),
        )
    }
}

/// A worst case that takes longer than the deadline: E0603.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverDeadline {
    /// The deadline's duration in the text.
    pub at: Site,
    /// The deadline.
    pub deadline: String,
    /// The worst case.
    pub worst: String,
    /// Its largest parts, on the critical path.
    pub contributions: Vec<Contribution>,
}

impl OverDeadline {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let Self { deadline, worst, .. } = self;
        let message =
            format!("the worst case takes {worst}, longer than the deadline of {deadline}");
        let diagnostic = reporter.error(Code::E0603, self.at, message).with_help(
            "give the calls a `deadline`, lower sizes or attempts, or raise the template's deadline",
        );
        labelled(diagnostic, reporter, &self.contributions).with_suggestion(
            format!("raise the deadline to {worst}"),
            reporter.span(self.at),
            worst.clone(),
        )
    }
}

fn labelled(
    diagnostic: Diagnostic,
    reporter: &Reporter<'_>,
    contributions: &[Contribution],
) -> Diagnostic {
    contributions.iter().fold(diagnostic, |diagnostic, part| {
        reporter.label_at(diagnostic, part.item, part.at, part.words.clone())
    })
}
