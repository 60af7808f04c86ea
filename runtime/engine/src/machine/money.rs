//! What attempts cost a job: set aside before they start, settled when they have ended.
//!
//! An attempt whose answer never came may have been billed, and counts at its worst case. So does
//! one that was given up. Attempts that belong to one purchase, which a service with idempotency
//! keys bills once, share what is set aside for it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use orchestra_plan::{
    Binding, Charge, Failure, FailureKind, Money, binding::Idempotency, node::CallNode, pricing,
    worst_case,
};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{
    Machine,
    call::CallRun,
    frame::Place,
    lane::{Lane, Refusal},
    treasury::{BudgetId, Owner, Shortage},
};
use crate::JobEvent;

/// What is set aside for an attempt.
#[derive(Debug)]
pub(super) struct Held {
    /// The most that it may cost; none: nothing is known, and no budget is around.
    pub(super) worst: Option<Charge>,
    /// The innermost budget that it is reserved in.
    budget: Option<BudgetId>,
    /// Whether an earlier attempt of the same purchase may have been billed.
    uncertain: bool,
    /// Whether attempts with the same key are billed once.
    once: bool,
}

/// What an attempt cost.
#[derive(Debug)]
pub(super) enum Cost {
    /// So much.
    Of(Charge),
    /// It was billed, or may have been: nobody knows how much.
    AtMost,
    /// The service says that it failed: so much, unless an earlier attempt of the same purchase
    /// was billed.
    Unless(Charge),
}

impl Machine {
    /// The innermost budget around a node, its own included.
    pub(super) fn budget_of(&self, place: Place) -> Option<BudgetId> {
        let frame = self.frames.get(&place.frame)?;
        let own = frame.running_node(place.node).and_then(|node| node.budgets.last().copied());
        own.or(frame.budget)
    }

    /// Sets a budget of a node in force.
    pub(super) fn set_budget(&mut self, place: Place, limit: &Money) {
        let around = self.budget_of(place);
        let id = self.treasury.open(Owner::Node(place), limit.clone(), around);
        if let Some(node) = self.running(place) {
            node.budgets.push(id);
        }
    }

    /// Sets what the whole job may cost in force: what it was told, and what its template promises.
    pub(super) fn open_job_budgets(&mut self) -> Option<BudgetId> {
        let program = Arc::clone(&self.program);
        let template = program.template(&program.plan.template);
        let own = template.and_then(|template| template.budget.clone());
        let limits = self.settings.budget.clone().into_iter().chain(own);
        limits.fold(None, |around, limit| Some(self.treasury.open(Owner::Job, limit, around)))
    }

    /// Nothing inside of a node is bought any more.
    pub(super) fn close_budgets(&mut self, budgets: &[BudgetId]) {
        for budget in budgets {
            self.treasury.close(*budget);
        }
    }

    /// Whether the worst case of asking a provider is known, in all currencies that count.
    pub(super) fn is_priced(
        &self,
        place: Place,
        call: &CallNode,
        provider: usize,
        run: &CallRun,
        budget: BudgetId,
    ) -> bool {
        let key = &call.providers[provider].binding;
        let input = self.input(place, call, provider, &run.arguments);
        let sent = input.and_then(|input| self.sent(call, key, &input, None));
        // Arguments that can't be made are told when the provider is asked.
        let Ok(sent) = sent else { return true };
        let worst = self.worst(call, provider, &Json::Object(sent.fields));
        worst.is_some_and(|worst| self.treasury.understands(budget, &worst))
    }

    fn worst(&self, call: &CallNode, provider: usize, sent: &Json) -> Option<Charge> {
        let provider = &call.providers[provider];
        let timeout = provider.timeout.map_or(Duration::MAX, |it| Duration::from_millis(it.0));
        worst_case(self.binding(&provider.binding)?, &self.program.plan.shapes, sent, timeout)
    }

    /// Sets a lane's attempt aside, or says why it can't be made.
    pub(super) fn hold(
        &mut self,
        place: Place,
        call: &CallNode,
        lane: &mut Lane,
        sent: &Json,
    ) -> Result<(), Refusal> {
        let budget = self.budget_of(place);
        let Some(binding) = self.binding(&lane.binding) else { return Ok(()) };
        if budget.is_some() && self.overcharging.contains(&binding.endpoint) {
            let operation = &lane.operation;
            let message = format!(
                "`{operation}` isn't asked: its service charged more than it is listed for"
            );
            return Err(Refusal::of(FailureKind::Budget, message));
        }
        if lane.held.is_some() {
            return Ok(());
        }
        let once = is_billed_once(binding, sent);
        let worst = self.worst(call, lane.provider, sent);
        if let Some(budget) = budget {
            let known = worst.as_ref().ok_or_else(|| unknown(&lane.operation))?;
            self.treasury
                .reserve(budget, known)
                .map_err(|shortage| short(&lane.operation, shortage))?;
        }
        lane.held = Some(Held { worst, budget, uncertain: false, once });
        Ok(())
    }

    /// Settles a lane's attempt that has ended. If the same purchase goes on, what is set aside for
    /// it stays so.
    pub(super) fn settle_attempt(
        &mut self,
        place: Place,
        run: &mut CallRun,
        at: usize,
        cost: Cost,
        goes_on: bool,
    ) {
        let Some(mut held) = run.lanes[at].held.take() else { return };
        held.uncertain |= matches!(cost, Cost::AtMost);
        if held.uncertain && held.once && goes_on {
            run.lanes[at].held = Some(held);
            return;
        }
        let charge = match cost {
            Cost::Of(charge) => Some(charge),
            Cost::Unless(charge) if !held.uncertain => Some(charge),
            Cost::Unless(_) | Cost::AtMost => held.worst.clone(),
        };
        self.settle_held(place, run, at, held, charge);
    }

    /// A request was given up, or its answer lost, when it may have been billed.
    pub(super) fn lose(&mut self, place: Place, run: &mut CallRun, at: usize) {
        self.settle_attempt(place, run, at, Cost::AtMost, false);
    }

    /// The same, but it is sent again with the same key.
    pub(super) fn lose_and_repeat(&mut self, place: Place, run: &mut CallRun, at: usize) {
        self.settle_attempt(place, run, at, Cost::AtMost, true);
    }

    /// Nothing was sent since the last attempt was settled: what is still set aside for the
    /// purchase is spent only if an earlier attempt may have been billed.
    pub(super) fn give_back(&mut self, place: Place, run: &mut CallRun, at: usize) {
        self.settle_attempt(place, run, at, Cost::Unless(Charge::default()), false);
    }

    fn settle_held(
        &mut self,
        place: Place,
        run: &mut CallRun,
        at: usize,
        held: Held,
        charge: Option<Charge>,
    ) {
        let operation = run.lanes[at].operation.clone();
        if let (Some(_), Some(worst)) = (held.budget, &held.worst) {
            let charge = charge.as_ref().unwrap_or(worst);
            if exceeds(charge, worst) {
                let step = self.step(place).to_string();
                let (expected, charged) = (moneys(&worst.amounts), moneys(&charge.amounts));
                let operation = operation.clone();
                self.report(JobEvent::Overrun { step, operation, expected, charged });
                if let Some(binding) = self.binding(&run.lanes[at].binding) {
                    self.overcharging.insert(binding.endpoint.clone());
                }
            }
        }
        match (&charge, &mut run.cost) {
            (Some(charge), Some(known)) => {
                for (currency, amount) in &charge.amounts {
                    add(known, currency, *amount);
                }
            }
            (Some(_), None) => {}
            (None, cost) => *cost = None,
        }
        self.spend(&operation, &held, charge.as_ref());
    }

    /// Takes what an attempt cost from what was set aside for it; none: nobody knows, and no budget
    /// is around.
    pub(super) fn spend(&mut self, operation: &str, held: &Held, charge: Option<&Charge>) {
        if let (Some(budget), Some(worst)) = (held.budget, &held.worst) {
            self.treasury.settle(budget, worst, charge.unwrap_or(worst));
        }
        match charge {
            Some(charge) => {
                for (currency, amount) in &charge.amounts {
                    add(&mut self.totals.cost, currency, *amount);
                }
            }
            None if self.totals.unpriced.iter().any(|it| it == operation) => {}
            None => self.totals.unpriced.push(operation.to_owned()),
        }
    }

    /// A call fails because a budget doesn't cover its next attempt: whoever set it fails.
    pub(super) fn throw_unfunded(&mut self, place: Place, owner: Owner, failure: Failure) {
        if owner == Owner::Node(place) {
            return self.throw_at(place, failure);
        }
        let failure = self.step_failure(place, failure);
        self.report_failed(place, &failure, false);
        match owner {
            Owner::Node(owner) => self.throw(owner.frame, Some(owner.node), failure),
            Owner::Job => self.fail_job(failure),
        }
    }
}

/// Whether attempts with the same key are billed once: those that failed cost nothing, and one that
/// may have succeeded is repeated without buying again.
fn is_billed_once(binding: &Binding, sent: &Json) -> bool {
    let mut prices = binding.pricing.iter().flatten();
    binding.repeated() == Idempotency::Keyed
        && prices.all(|price| price.on_success_only || !pricing::applies(price, sent))
}

fn unknown(operation: &str) -> Refusal {
    let message = format!("`{operation}` has no price that bounds what an attempt costs");
    Refusal::of(FailureKind::Budget, message)
}

fn short(operation: &str, shortage: Shortage) -> Refusal {
    let Shortage { owner, limit, left, needed } = shortage;
    let message = format!(
        "an attempt at `{operation}` may cost {needed}, and of the budget of {limit} {left} is left"
    );
    let failure = Failure { kind: FailureKind::Budget, message, mark: None };
    Refusal { failure, owner: Some(owner) }
}

fn exceeds(charge: &Charge, worst: &Charge) -> bool {
    let most = |currency| worst.amounts.get(currency).copied().unwrap_or_default();
    charge.amounts.iter().any(|(currency, amount)| *amount > most(currency))
}

/// Amounts as events show them.
pub(super) fn moneys(amounts: &BTreeMap<String, Decimal>) -> Vec<Money> {
    let money = |(currency, amount): (&String, &Decimal)| Money {
        amount: *amount,
        currency: currency.as_str().into(),
    };
    amounts.iter().map(money).collect()
}

/// Decimals end at 7.9e28: beyond, a sum stays at that.
fn add(sums: &mut BTreeMap<String, Decimal>, currency: &str, amount: Decimal) {
    let sum = sums.entry(currency.to_owned()).or_default();
    *sum = sum.saturating_add(amount).normalize();
}
