//! Tests: their mocks, and what `calls(…)` lists.
//!
//! A test's mocks are looked at last, when it is known what the test calls: they hold for all of it,
//! and what they answer depends on how they are asked.

use std::sync::Arc;

use orchestra_plan::FailureKind;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    CallTarget, CallUse, CallsUse, Inferer, MockUse, Mocked, MockedAnswer, Use, calls::Callee,
    infer,
};
use crate::{
    SideTable,
    db::problems,
    diagnostics::{Fact, MockProblem, NameTwice, StrayMock, Subject, UnknownName},
    hir::{Bindings, ExprId, ExprKind, Mock, MockAnswer, Name, Site, Target},
    items::{ItemId, ItemKind},
    types::{Size, Type},
};

/// What a test calls, itself and by its templates.
#[derive(Default)]
struct Reached {
    /// Whether any of these calls has an `into`.
    asked: FxHashMap<Mocked, bool>,
    /// The templates.
    templates: FxHashSet<ItemId>,
}

impl Inferer<'_> {
    pub(super) fn test_item(&mut self, body: ExprId) {
        let found = self.infer(body);
        self.refuse_untyped(body, &found);
        let is_sound = self.result.facts.is_empty();
        let mocks = self.body.mocks.clone();
        // With each, whether something is told of it already.
        let mut targets: Vec<(Option<(Mocked, Callee)>, bool)> = Vec::new();
        for mock in &mocks {
            let before = self.result.facts.len();
            let target = self.mocked(&mock.target);
            targets.push((target, self.result.facts.len() > before));
        }
        let lets = self.body.lets();
        let named = targets.iter().filter_map(|(target, _)| target.as_ref());
        let named = named.map(|(mocked, _)| mocked.clone());
        let reached = self.reached(&named.collect());
        let mut first: FxHashMap<Mocked, Site> = FxHashMap::default();
        for (mock, (target, is_told)) in mocks.iter().zip(targets) {
            let Some((mocked, callee)) = target else {
                self.unknown_mock(mock);
                continue;
            };
            let at = mock.target.at;
            if let Some(first) = first.get(&mocked).copied() {
                let fact = NameTwice { at, name: callee.name.clone(), kind: "mock of", first };
                self.report(Fact::NameTwice(fact));
            } else {
                first.insert(mocked.clone(), at);
            }
            let Some(generates) = reached.asked.get(&mocked).copied() else {
                if is_sound && !is_told && self.is_whole(&reached) {
                    let (target, called) = (callee.name, self.names_of(&reached));
                    let problem = MockProblem::NeverCalled { target, called };
                    self.report(Fact::StrayMock(StrayMock { at, problem }));
                }
                self.unknown_mock(mock);
                continue;
            };
            let answer = self.mock_answer(mock, &callee, generates, &lets);
            if let Some(answer) = answer {
                let name = callee.name;
                self.result.mocks.push(MockUse { mocked, name, at, answer });
            }
        }
    }

    /// What a `calls(target)` lists.
    pub(super) fn calls_of(&mut self, id: ExprId, target: &Target) -> Type {
        let Some(callee) = self.callee(target) else { return Type::Error };
        let meaning = CallsUse { target: callee.target, name: callee.name };
        self.mean(id, Use::Calls(Box::new(meaning)));
        Type::list(callee.input, Size::unbounded())
    }

    /// What a mock stands for; none, reported, where nothing can.
    fn mocked(&mut self, target: &Target) -> Option<(Mocked, Callee)> {
        let callee = self.callee(target)?;
        let mocked = match &callee.target {
            CallTarget::Operation { slug, operation } => {
                Mocked::Operation { slug: Arc::clone(slug), operation: Arc::clone(operation) }
            }
            CallTarget::Capability { .. } => Mocked::Capability(callee.name.as_str().into()),
            CallTarget::Template(_) => {
                let help = "mock what it calls";
                return self.not_a_service(target, callee.name, "a template", help);
            }
            CallTarget::Sys(_) => {
                let help = "in a test its time and files are made up, and `sys.approve` says yes";
                return self.not_a_service(target, callee.name, "built in", help);
            }
        };
        Some((mocked, callee))
    }

    fn not_a_service<T>(
        &mut self,
        target: &Target,
        name: String,
        noun: &'static str,
        help: &'static str,
    ) -> Option<T> {
        let problem = MockProblem::NotAService { target: name, noun, help };
        self.report(Fact::StrayMock(StrayMock { at: target.at, problem }));
        None
    }

    /// Goes through a mock of nobody, so that names in it are known.
    fn unknown_mock(&mut self, mock: &Mock) {
        if let MockAnswer::Value(value) = mock.answer {
            self.silently(|inferer| inferer.infer(value));
        }
    }

    /// `generates`: whether a call that it answers has an `into`, so that it is what a model said.
    fn mock_answer(
        &mut self,
        mock: &Mock,
        callee: &Callee,
        generates: bool,
        lets: &Bindings,
    ) -> Option<MockedAnswer> {
        let value = match &mock.answer {
            MockAnswer::Fail(reason) => return self.reason(reason).map(MockedAnswer::Fail),
            MockAnswer::Value(value) => *value,
        };
        if self.refuse_unknown(value, lets) {
            return None;
        }
        let output = if generates { Type::Json } else { callee.output.clone() };
        if self.is_function(value) {
            let subject = Subject::new(format!("the mock of {}", callee.name));
            self.lambda(value, std::slice::from_ref(&callee.input), Some(&output), &subject);
            return Some(MockedAnswer::Lambda(value));
        }
        let authority = callee.authority(mock.target.at).filter(|_| !generates);
        let subject = Subject::new(format!("the answer of {}", callee.name)).said_by(authority);
        self.check(value, &output, &subject);
        Some(MockedAnswer::Value(value))
    }

    fn reason(&mut self, reason: &Name) -> Option<FailureKind> {
        let kinds = FailureKind::OF_ATTEMPTS;
        let kind = kinds.iter().find(|(word, _)| **word == *reason.text).map(|(_, kind)| *kind);
        if kind.is_none() {
            let known = kinds.iter().map(|(word, _)| (*word).to_owned()).collect();
            let fact = UnknownName { at: reason.at, name: reason.text.to_string(), known };
            self.report(Fact::UnknownName(fact));
        }
        kind
    }

    /// A lambda, or a function's name in its place.
    fn is_function(&self, id: ExprId) -> bool {
        match self.body.expr(id) {
            ExprKind::Lambda { .. } => true,
            ExprKind::Name(name) => {
                let item = self.scope.item(&name.text);
                item.is_some_and(|item| item.kind(self.db) == ItemKind::Function)
            }
            _ => false,
        }
    }

    /// Whether a mock reads what isn't known when the test begins, which is reported.
    fn refuse_unknown(&mut self, value: ExprId, lets: &Bindings) -> bool {
        let Some(unknown) = self.body.unknown_at_start(value, lets) else { return false };
        let what = match self.body.expr(unknown) {
            // A `call` can't stand here at all, which is reported.
            ExprKind::Call(_) => return true,
            ExprKind::Local(local) => format!("`{}`", self.body.local(*local).name.text),
            _ => "what a step sent".to_owned(),
        };
        let at = self.body.site(unknown);
        let problem = MockProblem::Unknown { what };
        self.report(Fact::StrayMock(StrayMock { at, problem }));
        true
    }

    /// Whether all is known that the test calls: what is broken may call anything.
    fn is_whole(&self, reached: &Reached) -> bool {
        let is_readable = |item: ItemId| problems(self.db, item.file(self.db)).is_empty();
        let is_sound = |item: ItemId| infer(self.db, item).facts.is_empty();
        is_readable(self.item)
            && reached.templates.iter().all(|item| is_readable(*item) && is_sound(*item))
    }

    /// What is asked, as this file may name it, in order.
    fn names_of(&self, reached: &Reached) -> Vec<String> {
        let names = reached.asked.keys().filter_map(|asked| match asked {
            Mocked::Operation { slug, operation } => {
                let is_used = self.scope.subnet(slug).is_some_and(|used| used == *slug);
                is_used.then(|| format!("{slug}.{operation}"))
            }
            Mocked::Capability(name) => {
                let family = name.split('.').next().unwrap_or_default();
                self.scope.family(family).then(|| name.to_string())
            }
        });
        let mut names: Vec<String> = names.collect();
        names.sort_unstable();
        names
    }

    /// All operations and capabilities that the test asks. Behind a mocked capability nobody is.
    fn reached(&self, mocked: &FxHashSet<Mocked>) -> Reached {
        let mut reached = Reached::default();
        let mut templates: Vec<ItemId> = Vec::new();
        let mut note = |uses: &SideTable<ExprId, Use>, templates: &mut Vec<ItemId>| {
            let calls = uses.values().filter_map(|it| match it {
                Use::Call(call) => Some(&**call),
                _ => None,
            });
            for call in calls {
                note_call(call, mocked, &mut reached.asked, templates);
            }
        };
        note(&self.result.uses, &mut templates);
        while let Some(template) = templates.pop() {
            if reached.templates.insert(template) {
                note(&infer(self.db, template).uses, &mut templates);
            }
        }
        reached
    }
}

fn note_call(
    call: &CallUse,
    mocked: &FxHashSet<Mocked>,
    asked: &mut FxHashMap<Mocked, bool>,
    templates: &mut Vec<ItemId>,
) {
    let has_into = call.into.is_some();
    let mut ask = |target: Mocked| *asked.entry(target).or_default() |= has_into;
    match &call.target {
        CallTarget::Operation { slug, operation } => {
            let (slug, operation) = (Arc::clone(slug), Arc::clone(operation));
            ask(Mocked::Operation { slug, operation });
        }
        CallTarget::Capability { providers } => {
            let capability = Mocked::Capability(call.name.as_str().into());
            let is_mocked = mocked.contains(&capability);
            ask(capability);
            for provider in providers.iter().filter(|_| !is_mocked) {
                let (slug, operation) =
                    (Arc::clone(&provider.slug), Arc::clone(&provider.operation));
                ask(Mocked::Operation { slug, operation });
            }
        }
        CallTarget::Template(template) => templates.push(*template),
        CallTarget::Sys(_) => {}
    }
}
