//! A call that has nothing to fall back on.

use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_plan::node::OnError;

use super::{Finding, linted_item::LintedItem};
use crate::{
    diagnostics::Reporter,
    hir::{ExprId, ExprKind, Root, Site},
    infer::{CallTarget, Use},
    types::placeholder::placeholder,
};

/// A call that has nothing to fall back on: `no-fallback`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoFallback {
    /// The target.
    at: Site,
    /// As messages name it.
    callee: String,
    /// All of the call.
    whole: Site,
    /// A value of its type.
    placeholder: String,
}

impl NoFallback {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        if let Root::Template { body, .. } = &item.body.root {
            Self::visit(item, *body, false, found);
        }
    }

    /// `caught`: whether a failure here goes no further than something around.
    fn visit(item: &LintedItem<'_>, id: ExprId, caught: bool, found: &mut Vec<Finding>) {
        let mut caught = caught;
        match item.body.expr(id) {
            ExprKind::Call(call) if let Some(meaning) = item.call_use(id) => {
                caught |= call.otherwise.is_some();
                let policies = &meaning.policies;
                let is_alone = match &meaning.target {
                    CallTarget::Operation { .. } => true,
                    CallTarget::Capability { providers } => {
                        policies.further_providers(policies.listed, providers.len()) == 0
                    }
                    // What a template calls is asked there; `sys` has nothing else to ask.
                    CallTarget::Template(_) | CallTarget::Sys(_) => false,
                };
                if is_alone && !caught {
                    let placeholder = placeholder(&item.environment, &meaning.result);
                    let (at, whole) = (call.target.at, item.body.site(id));
                    let callee = meaning.name.clone();
                    found.push(Self { at, callee, whole, placeholder }.into());
                }
            }
            ExprKind::For(each) if let Some(Use::For(policies)) = item.inference.uses.get(&id) => {
                Self::visit(item, each.list, caught, found);
                let caught = caught || policies.on_error == OnError::Skip;
                return Self::visit(item, each.body, caught, found);
            }
            _ => {}
        }
        item.body.children(id, &mut |child| Self::visit(item, child, caught, found));
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("this call of {} has nothing to fall back on", self.callee);
        reporter
            .error(Code::NoFallback, self.at, message)
            .with_help("say with `else` what holds when it fails for good")
            .with_suggestion(
                "add an `else`",
                reporter.end(self.whole),
                format!(" else {}", self.placeholder),
            )
    }
}
