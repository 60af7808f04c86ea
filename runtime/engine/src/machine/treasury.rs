//! Money set aside: budgets within budgets, what is reserved in them and what is spent.
//!
//! An attempt reserves its worst case in every budget around it before it starts, and is settled
//! at what it cost. So what is spent and reserved never exceeds a budget, but for what a provider
//! charges beyond its own listing.

use std::collections::BTreeMap;

use orchestra_plan::{Charge, Money, Rates};
use rust_decimal::Decimal;

use super::frame::Place;

/// Names a budget. Never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BudgetId(u64);

/// What fails where a budget doesn't cover an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The job, which nothing catches.
    Job,
    /// A call, of an operation or a template.
    Node(Place),
}

/// All budgets of a job that are in force.
#[derive(Debug)]
pub(super) struct Treasury {
    rates: Rates,
    budgets: BTreeMap<BudgetId, Budget>,
    next: u64,
}

#[derive(Debug)]
struct Budget {
    owner: Owner,
    limit: Money,
    around: Option<BudgetId>,
    spent: Decimal,
    reserved: Decimal,
    /// Attempts that something is set aside for.
    open: u32,
    /// Whether nothing more is bought inside it: it goes with the last of these.
    closed: bool,
}

/// A budget whose rest doesn't cover an attempt.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shortage {
    pub(super) owner: Owner,
    pub(super) limit: Money,
    pub(super) left: Money,
    pub(super) needed: Money,
}

impl Treasury {
    pub(super) fn new(rates: Rates) -> Self {
        Self { rates, budgets: BTreeMap::new(), next: 0 }
    }

    /// A budget within another.
    pub(super) fn open(
        &mut self,
        owner: Owner,
        limit: Money,
        around: Option<BudgetId>,
    ) -> BudgetId {
        let id = BudgetId(self.next);
        self.next += 1;
        let (spent, reserved) = (Decimal::ZERO, Decimal::ZERO);
        let (open, closed) = (0, false);
        self.budgets.insert(id, Budget { owner, limit, around, spent, reserved, open, closed });
        id
    }

    /// Nothing inside it is bought any more.
    pub(super) fn close(&mut self, id: BudgetId) {
        let Some(budget) = self.budgets.get_mut(&id) else { return };
        budget.closed = true;
        if budget.open == 0 {
            self.budgets.remove(&id);
        }
    }

    /// Whether amounts can be told in the currencies of a budget and of those around it.
    pub(super) fn understands(&self, budget: BudgetId, charge: &Charge) -> bool {
        self.chain(budget).all(|budget| self.amount(charge, &budget.limit.currency).is_some())
    }

    /// Sets an attempt's worst case aside, or names the innermost budget that doesn't cover it. One
    /// that can't be told in its currency isn't covered by any rest.
    pub(super) fn reserve(&mut self, budget: BudgetId, worst: &Charge) -> Result<(), Shortage> {
        for budget in self.chain(budget) {
            let currency = &budget.limit.currency;
            let left = budget.limit.amount.saturating_sub(budget.spent);
            let left = left.saturating_sub(budget.reserved).max(Decimal::ZERO);
            let needed = self.amount(worst, currency).unwrap_or(Decimal::MAX);
            if needed > left {
                let money = |amount| Money { amount, currency: currency.clone() };
                let (owner, limit) = (budget.owner, budget.limit.clone());
                let (left, needed) = (money(left), money(needed));
                return Err(Shortage { owner, limit, left, needed });
            }
        }
        self.book(budget, |budget, amount| {
            budget.reserved = budget.reserved.saturating_add(amount(worst));
            budget.open += 1;
        });
        Ok(())
    }

    /// What was set aside is free again, and what the attempt cost is spent.
    pub(super) fn settle(&mut self, budget: BudgetId, reserved: &Charge, charged: &Charge) {
        self.book(budget, |budget, amount| {
            let rest = budget.reserved.saturating_sub(amount(reserved));
            budget.reserved = rest.max(Decimal::ZERO);
            budget.spent = budget.spent.saturating_add(amount(charged));
            budget.open = budget.open.saturating_sub(1);
        });
        let around: Vec<_> = self.chain(budget).filter_map(|budget| budget.around).collect();
        for id in [budget].into_iter().chain(around) {
            if self.budgets.get(&id).is_some_and(|budget| budget.closed && budget.open == 0) {
                self.budgets.remove(&id);
            }
        }
    }

    /// A budget and those around it.
    fn chain(&self, innermost: BudgetId) -> impl Iterator<Item = &Budget> {
        let first = self.budgets.get(&innermost);
        std::iter::successors(first, |inner| self.budgets.get(&inner.around?))
    }

    fn book(
        &mut self,
        innermost: BudgetId,
        change: impl Fn(&mut Budget, &dyn Fn(&Charge) -> Decimal),
    ) {
        let mut next = Some(innermost);
        while let Some(budget) = next.and_then(|id| self.budgets.get_mut(&id)) {
            let (rates, currency) = (&self.rates, budget.limit.currency.clone());
            change(budget, &|charge| amount(rates, charge, &currency).unwrap_or(Decimal::MAX));
            next = budget.around;
        }
    }

    fn amount(&self, charge: &Charge, currency: &str) -> Option<Decimal> {
        amount(&self.rates, charge, currency)
    }
}

/// A charge in one currency.
fn amount(rates: &Rates, charge: &Charge, currency: &str) -> Option<Decimal> {
    charge.amounts.iter().try_fold(Decimal::ZERO, |sum, (from, amount)| {
        sum.checked_add(rates.convert(*amount, from, currency)?)
    })
}
