//! Calls.

use std::sync::Arc;

use orchestra_plan::{
    CallPolicy, Expr, Lambda, NodeKind, Quorum, Retry,
    node::{CallNode, IntoType, Provider, SysNode, SysOperation, TemplateNode},
    policy::Millis,
};

use super::{
    blocks::{Lowered, Table},
    pure::Lowerer,
};
use crate::{
    hir::{Call, ExprId, Root},
    infer::{CallPolicies, CallTarget, CallUse, ProviderUse, Use, infer},
    types::export::export,
};

impl Lowerer<'_, '_> {
    pub(super) fn call(
        &mut self,
        id: ExprId,
        call: &Call,
        table: &mut Table,
        name: Option<&str>,
    ) -> Option<Expr> {
        let Some(Use::Call(meaning)) = self.inference.uses.get(&id) else { return None };
        let meaning = meaning.clone();
        let otherwise = match call.otherwise {
            Some(otherwise) => Some(self.block_of(otherwise, Vec::new())?),
            None => None,
        };
        let else_writes = otherwise.as_ref().is_some_and(|lowered| lowered.writes);
        let (kind, writes) = match &meaning.target {
            CallTarget::Operation { slug, operation } => {
                let provider = self.direct(&meaning, slug, operation)?;
                self.call_node(call, &meaning, vec![provider], false, otherwise, table)?
            }
            CallTarget::Capability { providers: asked } if self.is_mocked(&meaning.name) => {
                let provider = self.mocked_provider(&meaning, asked.first()?)?;
                // There is nobody else to ask.
                let mut meaning = meaning.clone();
                (meaning.policies.hedge, meaning.policies.quorum) = (None, None);
                self.call_node(call, &meaning, vec![provider], true, otherwise, table)?
            }
            CallTarget::Capability { providers } => {
                let providers = providers
                    .iter()
                    .map(|provider| self.provider(&meaning, provider))
                    .collect::<Option<Vec<_>>>()?;
                self.call_node(call, &meaning, providers, true, otherwise, table)?
            }
            CallTarget::Template(template) => {
                if self.purity.calls(call.arguments) {
                    // The calls inside become nodes, which the arguments then read.
                    self.value(call.arguments, table, None)?;
                }
                let arguments = self.template_arguments(call.arguments, *template)?;
                let (key, writes) = self.builder.template(*template)?;
                let node = TemplateNode {
                    template: key,
                    arguments,
                    deadline: meaning.policies.deadline,
                    budget: meaning.policies.budget.clone(),
                    otherwise: otherwise.map(|lowered| lowered.block),
                };
                (NodeKind::Template(Box::new(node)), writes)
            }
            CallTarget::Sys(operation) => {
                let arguments = self.value(call.arguments, table, None)?;
                self.builder.touch_system(self.item, *operation);
                let writes = matches!(operation, SysOperation::WriteFile | SysOperation::Log);
                let otherwise = otherwise.map(|lowered| lowered.block);
                let node = SysNode { operation: *operation, arguments, otherwise };
                (NodeKind::Sys(Box::new(node)), writes)
            }
        };
        let facts = self.call_facts(call, &meaning);
        let last_word = call.target.second.as_ref().unwrap_or(&call.target.first);
        let step = meaning.policies.name.as_deref().or(name).unwrap_or(&last_word.text);
        let (slot, mark) = (self.builder.slot(), self.mark_site(call.target.at));
        if let Some(facts) = facts {
            self.builder.facts.calls.insert(slot, facts);
        }
        table.add(slot, step, mark, writes || else_writes, kind);
        Some(Expr::Slot { slot })
    }

    fn call_node(
        &mut self,
        call: &Call,
        meaning: &CallUse,
        providers: Vec<Provider>,
        capability: bool,
        otherwise: Option<Lowered>,
        table: &mut Table,
    ) -> Option<(NodeKind, bool)> {
        let arguments = self.value(call.arguments, table, None)?;
        let writes =
            providers.iter().any(|provider| self.builder.binding_writes(&provider.binding));
        let into = meaning.into.as_ref().map(|ty| IntoType {
            schema: export(&self.builder.environment, ty),
            shape: self.builder.shape(ty),
        });
        let policy = self.policy(&meaning.policies, providers.len())?;
        let node = CallNode {
            target: meaning.name.clone(),
            capability,
            arguments,
            providers,
            policy,
            into,
            otherwise: otherwise.map(|lowered| lowered.block),
        };
        Some((NodeKind::Call(Box::new(node)), writes))
    }

    fn policy(&mut self, policies: &CallPolicies, providers: usize) -> Option<CallPolicy> {
        let verify = match policies.verify {
            Some(verify) => Some(self.lambda(verify)?),
            None => None,
        };
        let quorum = match &policies.quorum {
            Some(quorum) => {
                let on = match quorum.on {
                    Some(on) => self.lambda(on)?,
                    None => self.identity(),
                };
                Some(Quorum { of: quorum.of, agree: quorum.agree, on })
            }
            None => None,
        };
        Some(CallPolicy {
            retry: policies.retry.clone().unwrap_or_else(|| Retry::with_attempts(1)),
            deadline: policies.deadline,
            budget: policies.budget.clone(),
            cache: policies.cache,
            verify,
            fallbacks: policies.further_providers(policies.listed, providers),
            hedge: policies.hedge,
            quorum,
        })
    }

    /// `x => x`
    fn identity(&mut self) -> Lambda {
        let slot = self.builder.slot();
        Lambda { params: vec![slot], body: Box::new(Expr::Slot { slot }) }
    }

    /// The operation itself, as the one to ask.
    fn direct(
        &mut self,
        meaning: &CallUse,
        slug: &Arc<str>,
        operation: &Arc<str>,
    ) -> Option<Provider> {
        let package = self.builder.package_of(self.item);
        let price = self.builder.price_of_call(self.item, meaning, slug, operation);
        let binding = self.builder.asked_binding(slug, operation, price, &package)?;
        let listed = self.builder.operation(slug, operation)?;
        let text_at = listed.generates_text.clone();
        let timeout = self.timeout(meaning, slug, operation);
        Some(Provider { binding, request: None, response: None, timeout, text_at })
    }

    /// The mock of a capability, as the one to ask; `listed` could have answered.
    fn mocked_provider(&mut self, meaning: &CallUse, listed: &ProviderUse) -> Option<Provider> {
        let binding = self.builder.mocked_capability(&meaning.name, listed)?;
        let timeout = self.timeout(meaning, &listed.slug, &listed.operation);
        Some(Provider { binding, request: None, response: None, timeout, text_at: None })
    }

    fn provider(&mut self, meaning: &CallUse, provider: &ProviderUse) -> Option<Provider> {
        let (db, project) = (self.builder.db, self.builder.project);
        let package = self.builder.package_of(self.item);
        let (slug, operation) = (&provider.slug, &provider.operation);
        let price = self.builder.price_of_call(self.item, meaning, slug, operation);
        let binding = self.builder.asked_binding(slug, operation, price, &package)?;
        // Who wrote an imported provider chose what is asked, as much as who calls.
        if let Some(other) = self.builder.dependency_of(provider.item).filter(|it| *it != package) {
            self.builder.asked_binding(slug, operation, price, &other)?;
        }
        let inference = infer(db, provider.item);
        if !inference.facts.is_empty() {
            return None;
        }
        let body = crate::hir::lower::body(db, provider.item);
        let Root::Provide { request, response, .. } = &body.root else { return None };
        let mut adapter = Lowerer::new(self.builder, provider.item, &inference);
        let request = Some(adapter.lambda((*request)?)?);
        let response = Some(adapter.lambda((*response)?)?);
        let text_at =
            project.ledger(db).capability(&meaning.name).and_then(|c| c.generates_text.clone());
        let timeout = self.timeout(meaning, &provider.slug, &provider.operation);
        Some(Provider { binding, request, response, timeout, text_at })
    }

    /// The longest time of one attempt; none: a job that nothing bounds.
    fn timeout(&self, meaning: &CallUse, slug: &str, operation: &str) -> Option<Millis> {
        meaning.policies.timeout.or_else(|| self.builder.longest_attempt(slug, operation))
    }
}
