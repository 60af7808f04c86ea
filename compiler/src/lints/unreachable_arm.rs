//! An arm that no value comes to.

use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_syntax::NodeKind;

use super::{Finding, linted_item::LintedItem};
use crate::{
    diagnostics::Reporter,
    hir::Site,
    removal::{node_around, removal},
};

/// An arm that no value comes to: `unreachable-arm`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnreachableArm {
    /// Its pattern.
    at: Site,
}

impl UnreachableArm {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        for pattern in &item.inference.unreachable {
            found.push(Self { at: item.body.pattern(*pattern).at }.into());
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = "the arms above take all that this one could";
        let found = reporter.error(Code::UnreachableArm, self.at, message);
        let parse = reporter.parse();
        match node_around(&parse, reporter.span(self.at), NodeKind::MatchArm) {
            Some(arm) => found.with_suggestion("remove it", removal(&parse, arm.span()), ""),
            None => found,
        }
    }
}
