//! `cache`: answers that were bought before. Of a write one would be an action that never happened,
//! of what holds a secret one that was kept.

use crate::{
    diagnostics::{Fact, PolicyProblem, WrongPolicy},
    hir::Call,
    infer::{
        CallPolicies, CallTarget, Inferer,
        calls::Callee,
        ledger_types::{QualifiedName, ledger_operation, operation_types},
    },
};

impl Inferer<'_> {
    /// Refuses a `cache` where answers aren't kept, and gives the template's to calls whose are.
    /// `callee` has its providers.
    pub(in crate::infer) fn settle_cache(
        &mut self,
        call: &Call,
        callee: &Callee,
        policies: &mut CallPolicies,
    ) {
        let written = call.policies.iter().find(|policy| &*policy.name.text == "cache");
        if policies.cache.is_none() && (written.is_some() || self.defaults.cache.is_none()) {
            return;
        }
        let obstacle = match &callee.target {
            CallTarget::Operation { slug, operation } => self.obstacle(slug, operation),
            CallTarget::Capability { providers } => providers
                .iter()
                .find_map(|provider| self.obstacle(&provider.slug, &provider.operation)),
            CallTarget::Template(_) | CallTarget::Sys(_) => return,
        };
        match (written, obstacle) {
            (Some(policy), Some(obstacle)) => {
                let sentence = format!("`cache` is for reads without secrets, and {obstacle}");
                let problem = PolicyProblem::Value { sentence, help: None, words: None };
                self.report(Fact::WrongPolicy(WrongPolicy { at: policy.name.at, problem }));
            }
            (None, None) => policies.cache = self.defaults.cache,
            (Some(_), None) | (None, Some(_)) => {}
        }
    }

    /// Why answers of an operation aren't kept, in words.
    fn obstacle(&self, slug: &std::sync::Arc<str>, name: &std::sync::Arc<str>) -> Option<String> {
        let listed = ledger_operation(self.db, slug, name)?;
        if listed.effect == orchestra_ledger_model::Effect::Write {
            return Some(format!("{slug}.{name} writes"));
        }
        let key = QualifiedName::new(self.db, slug.clone(), name.clone());
        let types = operation_types(self.db, key)?;
        let does = match (self.secret(&types.input), self.secret(&types.output)) {
            (_, true) => "answers with one",
            (true, false) => "takes one",
            (false, false) => return None,
        };
        Some(format!("{slug}.{name} {does}"))
    }
}
