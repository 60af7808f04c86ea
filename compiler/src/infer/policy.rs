//! `with { … }`: which policies stand where, and what their values are.

mod beside;
mod cached;
mod place;
mod retry;
mod value;

use std::sync::Arc;

use orchestra_diagnostics::nearest;
use orchestra_plan::node::OnError;

pub use self::place::PolicyPlace;
use self::value::{PolicyForm, PolicyValue, Refusal};
use super::{
    CallPolicies, ForPolicies, Inferer, ProviderUse, RepeatPolicies,
    calls::{CallKind, Callee},
    policies::{DEFAULT_FALLBACKS, Route},
};
use crate::{
    diagnostics::{Fact, PolicyProblem, Subject, WrongPolicy, list_words},
    hir::{Call, ExprId, ExprKind, Policy, RecordEntry, Repeat, Site},
    items::ItemKind,
    types::Type,
};

/// What no place takes is no policy.
const EVERYWHERE: [PolicyPlace; 7] = [
    PolicyPlace::OPERATION,
    PolicyPlace::CAPABILITY,
    PolicyPlace::TEMPLATE_CALL,
    PolicyPlace::SYS,
    PolicyPlace::FOR,
    PolicyPlace::REPEAT,
    PolicyPlace::TEMPLATE,
];

/// Where the policy `name` may stand.
fn owners(name: &str) -> Vec<String> {
    let takes = EVERYWHERE.iter().filter(|place| place.takes.contains(&name));
    takes.map(|place| place.words.to_owned()).collect()
}

/// Where a word that is no policy belongs: into a policy's record, or, misspelt, to another place.
fn elsewhere(name: &str) -> Option<String> {
    let records: [(&str, &[&str]); 2] = [("retry", &retry::FIELDS), ("quorum", &beside::FIELDS)];
    let within = records.iter().find(|(_, fields)| fields.contains(&name));
    if let Some((record, _)) = within {
        return Some(format!("`{name}` is a field of `{record}`: `{record}: {{ {name}: … }}`"));
    }
    let meant = nearest(name, EVERYWHERE.iter().flat_map(|place| place.takes).copied())?;
    Some(format!("`{meant}` belongs to {}", list_words(&owners(meant), "and")))
}

impl Inferer<'_> {
    pub(super) fn call_policies(
        &mut self,
        call: &Call,
        callee: &Callee,
        result: &Type,
    ) -> CallPolicies {
        let kind = callee.kind();
        let place = match kind {
            CallKind::Operation => PolicyPlace::OPERATION,
            CallKind::Capability => PolicyPlace::CAPABILITY,
            CallKind::Template => PolicyPlace::TEMPLATE_CALL,
            CallKind::Sys => PolicyPlace::SYS,
        };
        let mut policies = CallPolicies::default();
        if matches!(kind, CallKind::Operation | CallKind::Capability) {
            policies.retry.clone_from(&self.defaults.retry);
            policies.timeout = self.defaults.timeout;
        }
        for policy in self.standing(&call.policies, place) {
            if &*policy.name.text == "verify" {
                self.verify(policy.value, result);
                policies.verify = Some(policy.value);
                continue;
            }
            if &*policy.name.text == "quorum" {
                match self.quorum(policy.value, result) {
                    Ok(quorum) => policies.quorum = Some(quorum),
                    Err(refusal) => self.refuse_policy(refusal),
                }
                continue;
            }
            // The route is read where the providers are known.
            if &*policy.name.text == "route" {
                continue;
            }
            let value = self.policy_value(policy.value);
            let outcome = match &*policy.name.text {
                "retry" => match retry::read(&value) {
                    Ok(retry) => {
                        policies.retry = Some(retry);
                        Ok(())
                    }
                    Err(refusals) => {
                        refusals.into_iter().for_each(|refusal| self.refuse_policy(refusal));
                        Ok(())
                    }
                },
                "timeout" => value.duration("timeout").map(|v| policies.timeout = Some(v)),
                "deadline" => value.duration("deadline").map(|v| policies.deadline = Some(v)),
                "budget" => value.money("budget").map(|v| policies.budget = Some(v)),
                "price" => value.money("price").map(|v| policies.price = Some(v)),
                "cache" => value.duration("cache").map(|v| policies.cache = Some(v)),
                "name" => step_name(&value).map(|v| policies.name = Some(v)),
                "fallbacks" => value.count("fallbacks", 0).map(|v| policies.fallbacks = Some(v)),
                "hedge" => value.duration("hedge").map(|v| policies.hedge = Some(v)),
                _ => Ok(()),
            };
            if let Err(refusal) = outcome {
                self.refuse_policy(refusal);
            }
        }
        policies
    }

    /// A lambda that says of the call's value whether it will do.
    fn verify(&mut self, id: ExprId, result: &Type) {
        let body = self.body;
        let is_function = match body.expr(id) {
            ExprKind::Lambda { .. } | ExprKind::Missing => true,
            ExprKind::Name(name) => {
                let item = self.scope.item(&name.text);
                item.is_some_and(|item| item.kind(self.db) == ItemKind::Function)
            }
            _ => false,
        };
        let at = self.body.site(id);
        if !is_function {
            let found = self.infer(id);
            if !found.is_error() && !body.holds_call(id) {
                let sentence = "`verify` takes a lambda, like `v => v.len() > 0`".to_owned();
                let problem = PolicyProblem::Value { sentence, help: None, words: None };
                self.refuse_policy(Some((at, problem)));
            }
            return;
        }
        if let ExprKind::Lambda { params, body } = body.expr(id)
            && params.len() != 1
            && !(params.len() == 2 && self.is_pair(result))
        {
            self.silently(|inferer| inferer.infer(*body));
            let found = params.len();
            let sentence = format!("`verify` takes a lambda of one value, found {found}");
            let problem = PolicyProblem::Value { sentence, help: None, words: None };
            self.refuse_policy(Some((at, problem)));
            return;
        }
        let subject = Subject::new("`verify`");
        let found = self.lambda(id, std::slice::from_ref(result), None, &subject);
        if !found.is_error() && !self.fits(&found, &Type::Bool) {
            let at = match body.expr(id) {
                ExprKind::Lambda { body, .. } => self.body.site(*body),
                _ => at,
            };
            let sentence = format!("`verify` asks for true or false, found `{found}`");
            let problem = PolicyProblem::Value { sentence, help: None, words: None };
            self.refuse_policy(Some((at, problem)));
        }
    }

    pub(super) fn for_policies(&mut self, written: &[Policy]) -> ForPolicies {
        let mut policies = ForPolicies::default();
        for policy in self.standing(written, PolicyPlace::FOR) {
            let value = self.policy_value(policy.value);
            let outcome = if &*policy.name.text == "parallel" {
                value.count("parallel", 1).map(|v| policies.parallel = v)
            } else {
                value.word("on_error", &["fail", "skip"]).map(|index| {
                    policies.on_error = [OnError::Fail, OnError::Skip][index];
                })
            };
            if let Err(refusal) = outcome {
                self.refuse_policy(refusal);
            }
        }
        policies
    }

    pub(super) fn repeat_policies(&mut self, repeat: &Repeat) -> RepeatPolicies {
        let max = self.policy_value(repeat.max);
        let mut policies = RepeatPolicies { max: 1, deadline: None };
        match max.count("max", 1) {
            Ok(max) => policies.max = max,
            Err(refusal) => self.refuse_policy(refusal),
        }
        for policy in self.standing(&repeat.policies, PolicyPlace::REPEAT) {
            let value = self.policy_value(policy.value);
            match value.duration("deadline") {
                Ok(deadline) => policies.deadline = Some(deadline),
                Err(refusal) => self.refuse_policy(refusal),
            }
        }
        policies
    }

    /// A template's own policies: defaults of the calls written in it, and its deadline.
    pub(super) fn template_policies(&mut self, written: &[Policy]) {
        for policy in self.standing(written, PolicyPlace::TEMPLATE) {
            let value = self.policy_value(policy.value);
            let outcome = match &*policy.name.text {
                "retry" => match retry::read(&value) {
                    Ok(retry) => {
                        self.defaults.retry = Some(retry);
                        Ok(())
                    }
                    Err(refusals) => {
                        refusals.into_iter().for_each(|refusal| self.refuse_policy(refusal));
                        Ok(())
                    }
                },
                "timeout" => value.duration("timeout").map(|v| self.defaults.timeout = Some(v)),
                "cache" => value.duration("cache").map(|v| self.defaults.cache = Some(v)),
                "budget" => value.money("budget").map(|v| self.result.budget = Some(v)),
                "deadline" => value.duration("deadline").map(|v| self.result.deadline = Some(v)),
                "route" => self.read_route(&value).map(|route| self.defaults.route = Some(route)),
                _ => Ok(()),
            };
            if let Err(refusal) = outcome {
                self.refuse_policy(refusal);
            }
        }
    }

    /// The policies that may stand at `place`; the others are reported.
    fn standing<'p>(&mut self, written: &'p [Policy], place: PolicyPlace) -> Vec<&'p Policy> {
        let mut standing: Vec<&Policy> = Vec::new();
        for policy in written {
            let name = &*policy.name.text;
            let known = || place.takes.iter().map(|name| (*name).to_owned()).collect();
            if place.takes.contains(&name) {
                // A further one is reported as a name defined twice.
                if standing.iter().all(|earlier| earlier.name.text != policy.name.text) {
                    standing.push(policy);
                }
                continue;
            }
            let owners = owners(name);
            let problem = if owners.is_empty() {
                let (name, elsewhere) = (name.to_owned(), elsewhere(name));
                PolicyProblem::Unknown { name, known: known(), elsewhere }
            } else {
                let (name, place) = (name.to_owned(), place.words);
                PolicyProblem::Misplaced { name, place, owners, known: known() }
            };
            self.report(Fact::WrongPolicy(WrongPolicy { at: policy.name.at, problem }));
        }
        standing
    }

    fn refuse_policy(&mut self, refusal: Refusal) {
        if let Some((at, problem)) = refusal {
            self.report(Fact::WrongPolicy(WrongPolicy { at, problem }));
        }
    }

    /// A policy's value, constants evaluated.
    pub(super) fn policy_value(&mut self, id: ExprId) -> PolicyValue {
        let body = self.body;
        let at = self.body.site(id);
        let form = match body.expr(id) {
            ExprKind::Missing => PolicyForm::Failed,
            ExprKind::Name(name) => {
                let constant = self
                    .scope
                    .item(&name.text)
                    .filter(|item| item.kind(self.db) == ItemKind::Const);
                let value = constant.and_then(|_| {
                    self.infer(id);
                    self.constant_value(id)
                });
                PolicyForm::Word(name.text.to_string(), value)
            }
            ExprKind::Local(local) => {
                // A policy's own word comes before a name in scope; elsewhere it isn't constant.
                PolicyForm::Word(body.local(*local).name.text.to_string(), None)
            }
            ExprKind::Field { of, name, .. } if self.plain_name(*of).is_some() => {
                let first = self.plain_name(*of).unwrap_or_default();
                PolicyForm::Path(first, name.text.to_string())
            }
            ExprKind::List { entries } => PolicyForm::List(
                entries
                    .iter()
                    .map(|entry| match entry {
                        crate::hir::ListEntry::Item { value }
                        | crate::hir::ListEntry::Spread { value } => self.policy_value(*value),
                    })
                    .collect(),
            ),
            ExprKind::Record { entries, .. } => PolicyForm::Record(
                entries
                    .iter()
                    .filter_map(|entry| match entry {
                        RecordEntry::Field { name, value } => {
                            Some((name.text.to_string(), name.at, self.policy_value(*value)))
                        }
                        RecordEntry::Spread { .. } => None,
                    })
                    .collect(),
            ),
            ExprKind::Lambda { .. } => PolicyForm::Lambda,
            _ => {
                let before = self.result.facts.len();
                let ty = self.infer(id);
                let wrong = self.result.facts.len() > before || body.holds_call(id);
                if ty.is_error() || wrong {
                    PolicyForm::Failed
                } else {
                    self.constant_value(id).map_or(PolicyForm::Varying, PolicyForm::Known)
                }
            }
        };
        PolicyValue { at, form }
    }

    /// A bare name that isn't an enum's.
    fn plain_name(&self, id: ExprId) -> Option<String> {
        let ExprKind::Name(name) = self.body.expr(id) else { return None };
        let item = self.scope.item(&name.text);
        let plain = item.is_none_or(|item| item.kind(self.db) != ItemKind::Enum);
        plain.then(|| name.text.to_string())
    }

    /// `cheapest`, `fastest`, `reliable`, or a list of subnets and operations.
    fn read_route(&self, value: &PolicyValue) -> Result<Route, Refusal> {
        const WORDS: [&str; 3] = ["cheapest", "fastest", "reliable"];
        let PolicyForm::List(entries) = &value.form else {
            let index = value.word("route", &WORDS)?;
            return Ok([Route::Cheapest, Route::Fastest, Route::Reliable][index].clone());
        };
        let mut listed: Vec<(Site, Arc<str>, Option<Arc<str>>)> = Vec::new();
        for entry in entries {
            let (first, second) = match &entry.form {
                PolicyForm::Word(name, _) => (name, None),
                PolicyForm::Path(first, second) => (first, Some(second.as_str().into())),
                _ => {
                    return Err(entry.refuse(
                        "a route lists subnets or operations, like `[acme, other.search]`",
                    ));
                }
            };
            let Some(slug) = self.scope.subnet(first) else {
                let known = self.scope.subnet_names();
                let sentence = format!("there is no subnet `{first}` here");
                let help = Some(format!("name it at the top: `use subnet {first}`"));
                let words = Some((first.clone(), known));
                return Err(Some((entry.at, PolicyProblem::Value { sentence, help, words })));
            };
            listed.push((entry.at, slug, second));
        }
        if listed.is_empty() {
            return Err(value.refuse("a route lists at least one subnet"));
        }
        Ok(Route::Listed(listed))
    }

    /// Sorts and picks providers as the call's, else the template's, route says.
    pub(super) fn route(
        &mut self,
        call: &Call,
        capability: &str,
        all: Vec<ProviderUse>,
    ) -> Vec<ProviderUse> {
        let written = call.policies.iter().find(|policy| &*policy.name.text == "route");
        let route = match written {
            Some(policy) => {
                let value = self.policy_value(policy.value);
                match self.read_route(&value) {
                    Ok(route) => route,
                    Err(refusal) => {
                        self.refuse_policy(refusal);
                        Route::Cheapest
                    }
                }
            }
            None => self.defaults.route.clone().unwrap_or(Route::Cheapest),
        };
        let of_template = written.is_none().then_some(call.target.at);
        self.ordered(&route, capability, all, of_template)
    }
}

/// A step's name: letters, digits, `_` and `-`.
fn step_name(value: &PolicyValue) -> Result<String, Refusal> {
    let Some(orchestra_plan::Value::String(name)) = value.constant() else {
        return Err(value.refuse("`name` takes a text, like `\"first look\"`"));
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == ' ';
    if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
        return Err(value.refuse("a step's name is 1 to 64 letters, digits, blanks, `_` and `-`"));
    }
    Ok(name.to_string())
}

impl CallPolicies {
    /// How many providers after the first may be asked.
    #[must_use]
    pub fn further_providers(&self, listed: bool, providers: usize) -> u32 {
        let all = u32::try_from(providers.saturating_sub(1)).unwrap_or(u32::MAX);
        match self.fallbacks {
            Some(fallbacks) => fallbacks.min(all),
            None if listed => all,
            None => DEFAULT_FALLBACKS.min(all),
        }
    }
}
