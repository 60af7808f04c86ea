//! A template that may cost anything.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Finding, linted_item::LintedItem};
use crate::{diagnostics::Reporter, hir::Root, items::ItemId};

/// A template without a budget: `no-budget`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoBudget {
    /// The template.
    item: ItemId,
}

impl NoBudget {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        let Root::Template { policies, .. } = &item.body.root else { return };
        if policies.iter().all(|policy| &*policy.name.text != "budget") {
            found.push(Self { item: item.id }.into());
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("`{}` has no budget", reporter.name(self.item));
        reporter
            .error_at_name(Code::NoBudget, self.item, message)
            .with_help("say behind its result what a job may cost: `with { budget: 0.50usd }`")
    }
}
