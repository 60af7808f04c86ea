//! `retry` on what may then happen twice.

use orchestra_diagnostics::{Code, Diagnostic, Span};
use orchestra_ledger_model::Idempotency;
use orchestra_syntax::{NodeKind, Parse};

use super::{Finding, linted_item::LintedItem};
use crate::{
    diagnostics::Reporter,
    hir::{Policy, Root, Site},
    infer::CallTarget,
    removal::{node_around, removal},
};

/// `retry` on what may then happen twice: `retry-may-repeat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RetryMayRepeat {
    /// The policy, or the target where the template's holds.
    at: Site,
    /// As messages name it.
    callee: String,
    /// Whether the policy is the call's own.
    own: bool,
    /// Whether the template around has a `retry`.
    inherited: bool,
}

impl RetryMayRepeat {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        let is_retry = |policy: &Policy| &*policy.name.text == "retry";
        let inherited = match &item.body.root {
            Root::Template { policies, .. } => policies.iter().any(is_retry),
            // A test buys and writes nothing.
            Root::Test { .. } => return,
            _ => false,
        };
        for (_, call, meaning) in item.calls() {
            let CallTarget::Operation { slug, operation } = &meaning.target else { continue };
            let Some(listed) = item.operation(slug, operation) else { continue };
            let repeats = meaning.policies.retry.as_ref().is_some_and(|it| it.attempts > 1);
            if listed.idempotency != Idempotency::None || !repeats {
                continue;
            }
            let policy = call.policies.iter().find(|policy| is_retry(policy));
            let at = policy.map_or(call.target.at, |policy| policy.name.at);
            let (callee, own) = (meaning.name.clone(), policy.is_some());
            found.push(Self { at, callee, own, inherited }.into());
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let callee = &self.callee;
        let message = format!("a repeated request of {callee} may buy or write twice");
        let found = reporter.error(Code::RetryMayRepeat, self.at, message);
        if !self.own {
            return found.with_help("the template's `retry` holds here: write `retry: 0`");
        }
        let (parse, span) = (reporter.parse(), reporter.span(self.at));
        let Some(policy) = node_around(&parse, span, NodeKind::Policy) else { return found };
        if self.inherited {
            return found.with_suggestion("don't retry it", policy.span(), "retry: 0");
        }
        match removed(&parse, policy.span()) {
            Some(span) => found.with_suggestion("don't retry it", span, ""),
            None => found,
        }
    }
}

/// What has to go with the policy at `entry`: it alone, or the whole `with`.
fn removed(parse: &Parse, entry: Span) -> Option<Span> {
    let policies = node_around(parse, entry, NodeKind::Policies)?;
    if policies.children().filter(|child| child.kind() == NodeKind::Policy).count() > 1 {
        return Some(removal(parse, entry));
    }
    let whole = policies.span();
    let before = &parse.tree.text()[..whole.start as usize];
    Some(Span::new(before.trim_end().len() as u32, whole.end))
}
