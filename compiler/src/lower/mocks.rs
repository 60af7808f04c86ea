//! Mocks: bindings that a test answers itself, in the place of others.
//!
//! A mock holds for the whole test, so that what it reads is part of it: the bindings of the test
//! that it names are evaluated anew each time it is asked.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_plan::{Expr, Lambda, Mock, MockAnswer, Money, Slot, binding::Transport};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{builder::PlanBuilder, pure::Lowerer, pure_blocks::wrap};
use crate::{
    hir::{ExprId, PatternId, PatternKind},
    infer::{MockUse, Mocked, MockedAnswer, ProviderUse, QualifiedName, capability_types},
};

/// What a test mocks.
#[derive(Default)]
pub(super) struct Mocks {
    answers: FxHashMap<Mocked, Mock>,
    /// Those that something asks, by the key of their binding.
    pub(super) asked: BTreeMap<String, Mock>,
}

impl Mocks {
    /// Adds a mock.
    pub(super) fn insert(&mut self, mocked: Mocked, mock: Mock) {
        self.answers.insert(mocked, mock);
    }
}

impl PlanBuilder<'_> {
    /// The binding of an operation, or of what a test mocks it by; its key.
    pub(super) fn asked_binding(
        &mut self,
        slug: &Arc<str>,
        operation: &Arc<str>,
        price: Option<&Money>,
        package: &str,
    ) -> Option<String> {
        let mocked = Mocked::Operation { slug: Arc::clone(slug), operation: Arc::clone(operation) };
        let mock = self.mocks.as_ref().and_then(|mocks| mocks.answers.get(&mocked)).cloned();
        let Some(mock) = mock else { return self.binding(slug, operation, price, package) };
        let key = self.binding(slug, operation, None, package)?;
        let binding = self.plan.bindings.get_mut(&key)?;
        if binding.transport != Transport::Mock {
            *binding = binding.clone().mock();
        }
        self.mocks.as_mut()?.asked.insert(key.clone(), mock);
        Some(key)
    }

    /// The binding of a capability's mock, where a test has one; its key. `provider` is one of those
    /// that could have answered.
    pub(super) fn mocked_capability(
        &mut self,
        capability: &str,
        provider: &ProviderUse,
    ) -> Option<String> {
        let mocked = Mocked::Capability(capability.into());
        let mock = self.mocks.as_ref()?.answers.get(&mocked)?.clone();
        let key = format!("{capability} (mocked)");
        if !self.plan.bindings.contains_key(&key) {
            let mut apart = Self::new(self.db);
            let listed = apart.binding(&provider.slug, &provider.operation, None, "")?;
            let binding = apart.plan.bindings.remove(&listed)?;
            let (family, name) = capability.split_once('.')?;
            let name =
                QualifiedName::new(self.db, Arc::<str>::from(family), Arc::<str>::from(name));
            let types = capability_types(self.db, name)?;
            let shape = self.shape(&types.output);
            let listed = self.project.ledger(self.db).capability(capability)?;
            let (input, output) = (listed.input.clone(), listed.output.clone());
            let mock = binding.mock_of_capability(capability, input, output, shape);
            self.plan.bindings.insert(key.clone(), mock);
        }
        self.mocks.as_mut()?.asked.insert(key.clone(), mock);
        Some(key)
    }
}

impl Lowerer<'_, '_> {
    /// Whether a test mocks the capability.
    pub(super) fn is_mocked(&self, capability: &str) -> bool {
        let mocked = Mocked::Capability(capability.into());
        self.builder.mocks.as_ref().is_some_and(|mocks| mocks.answers.contains_key(&mocked))
    }

    /// A mock, by itself.
    pub(super) fn mock(&mut self, mock: &MockUse) -> Option<Mock> {
        let answer = match mock.answer {
            MockedAnswer::Fail(failure) => MockAnswer::Fail { failure },
            MockedAnswer::Value(id) => {
                let lets = self.lets_of(id)?;
                MockAnswer::Value { value: within(lets, self.expr(id)?) }
            }
            MockedAnswer::Lambda(id) => {
                let lets = self.lets_of(id)?;
                let Lambda { params, body } = self.lambda(id)?;
                let body = Box::new(within(lets, *body));
                MockAnswer::Lambda { lambda: Lambda { params, body } }
            }
        };
        Some(Mock { target: mock.name.clone(), mark: self.mark_site(mock.at), answer })
    }

    /// The bindings of the test that `id` reads, each after those that it reads itself.
    fn lets_of(&mut self, id: ExprId) -> Option<Vec<(Slot, Expr)>> {
        let body = self.body;
        let (mut ordered, mut seen) = (Vec::new(), FxHashSet::default());
        let lets = body.lets();
        let reads = |id: ExprId| {
            let locals = body.free_locals(id).into_iter();
            locals.filter_map(|(local, _)| lets.get(&local).copied()).collect::<Vec<_>>()
        };
        // Each is met twice: on the way down, and when all that it reads is there.
        let mut open: Vec<(PatternId, ExprId, bool)> =
            reads(id).into_iter().map(|(binder, value)| (binder, value, false)).collect();
        while let Some((binder, value, is_ready)) = open.pop() {
            if is_ready {
                ordered.push((binder, value));
            } else if seen.insert(binder) {
                open.push((binder, value, true));
                open.extend(reads(value).into_iter().map(|(binder, value)| (binder, value, false)));
            }
        }
        let mut bound = Vec::new();
        for (binder, value) in ordered {
            let value = self.expr(value)?;
            if let PatternKind::Bind { local, .. } = body.pattern(binder).kind {
                bound.push((self.bind(local), value));
                continue;
            }
            let slot = self.builder.slot();
            bound.push((slot, value));
            let mut parts = Vec::new();
            self.bindings(binder, Expr::Slot { slot }, &mut parts);
            bound.extend(self.binding(parts));
        }
        Some(bound)
    }
}

/// `body` with names bound around it, the first outermost.
fn within(bound: Vec<(Slot, Expr)>, body: Expr) -> Expr {
    bound.into_iter().rev().fold(body, |body, (slot, value)| wrap(slot, value, body))
}
