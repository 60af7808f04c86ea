//! A write of what somebody else said, and nobody has checked.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Finding, linted_item::LintedItem, unverified_answers::Answers};
use crate::{
    diagnostics::Reporter,
    hir::{Root, Site},
};

/// A write of what somebody else said, and nobody has checked: `unverified-write`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnverifiedWrite {
    /// The argument.
    pub(super) at: Site,
    /// What writes, as messages name it.
    pub(super) callee: String,
    /// What said so, as messages name it.
    pub(super) source: String,
    /// Where it was asked.
    pub(super) asked_at: Site,
}

impl UnverifiedWrite {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        // Hardly any template writes, and following answers takes long.
        let writes = || item.calls().any(|(_, _, call)| item.writes(call));
        if let Root::Template { body, .. } = &item.body.root
            && writes()
        {
            found.extend(Answers::follow(item, *body).writes.into_iter().map(Finding::from));
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let Self { callee, source, .. } = self;
        let message = format!("{callee} writes what {source} answered, and nothing has checked it");
        reporter
            .error(Code::UnverifiedWrite, self.at, message)
            .with_label(reporter.span(self.asked_at), "the answer")
            .with_help(
                "check it with `ensure`, with `verify` on that call, or have `sys.approve` asked",
            )
    }
}
