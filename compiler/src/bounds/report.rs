//! From estimates to the plan's bounds, and to what is wrong with promises that they break.

use orchestra_plan::{
    Money,
    bounds::{Bound, Bounds, Gap, Measure},
    policy::Millis,
};

use super::{
    amounts,
    block::Walk,
    case::Case,
    estimate::{Cause, Estimate, Why},
    program::Program,
};
use crate::{
    diagnostics::{Contribution, Fact, OverBudget, OverDeadline, Unbounded},
    hir::Site,
    items::ItemId,
};

/// How many contributions are named.
const MOST_NAMED: usize = 3;

/// What a template promises of itself.
pub(crate) struct Promises {
    pub(crate) item: ItemId,
    /// The amount, and the policy's value in the text.
    pub(crate) budget: Option<(Money, Site)>,
    pub(crate) deadline: Option<(Millis, Site)>,
}

/// What `template` of the program may come to, its promises left aside, and what is wrong with
/// these.
pub(crate) fn bounds(
    program: Program<'_>,
    template: &str,
    promises: &Promises,
) -> (Bounds, Vec<Fact>) {
    let budgeted = promises.budget.is_some();
    let body = &program.templates[template].body;
    let mut worst = Walk::new(program, Case::Worst);
    let mut most = worst.block(body, template, budgeted);
    most.time = most.time.map(|time| time.saturating_add(program.windows(template, Case::Worst)));
    let mut typical = Walk::new(program, Case::Typical);
    let mut usual = typical.block(body, template, budgeted);
    usual.time =
        usual.time.map(|time| time.saturating_add(program.windows(template, Case::Typical)));
    let mut facts = program.too_dear(body);
    if let Some((budget, at)) = &promises.budget {
        facts.extend(cost_fact(&mut worst, template, &most, promises.item, budget, *at));
    }
    if let Some((deadline, at)) = &promises.deadline {
        facts.extend(time_fact(&worst, template, &most, promises.item, *deadline, *at));
    }
    facts.dedup();
    let mut gaps = gaps(program, &most, true);
    gaps.extend(self::gaps(program, &usual, false));
    let bounds =
        Bounds { worst: bound(&most), typical: bound(&usual), nodes: worst.nodes(typical), gaps };
    (bounds, facts)
}

/// An estimate, as plans say it.
pub(super) fn bound(estimate: &Estimate) -> Bound {
    Bound {
        calls: estimate.calls.as_ref().ok().copied(),
        cost: estimate.cost.as_ref().ok().cloned(),
        time: estimate.time.as_ref().ok().copied().map(Millis),
    }
}

fn gaps(program: Program<'_>, estimate: &Estimate, worst: bool) -> Vec<Gap> {
    let causes = [
        (Measure::Calls, estimate.calls.as_ref().err()),
        (Measure::Cost, estimate.cost.as_ref().err()),
        (Measure::Time, estimate.time.as_ref().err()),
    ];
    causes
        .into_iter()
        .filter_map(|(of, cause)| {
            let cause = cause?;
            let place = program.marks.get_index_of(&(cause.item, cause.at))?;
            let mark = orchestra_plan::Mark(u32::try_from(place).ok()?);
            Some(Gap { worst, of, why: cause.why.sentence(), mark })
        })
        .collect()
}

fn cost_fact(
    worst: &mut Walk<'_>,
    template: &str,
    most: &Estimate,
    item: ItemId,
    budget: &Money,
    at: Site,
) -> Option<Fact> {
    let program = worst.program;
    let cost = match &most.cost {
        Ok(cost) => cost,
        Err(cause) => return Some(unbounded(cause, item, at, "budget")),
    };
    let converted = |cost| amounts::in_currency(cost, &budget.currency, &program.terms.rates);
    let sum = match converted(cost) {
        Ok(sum) if sum <= budget.amount => return None,
        Ok(sum) => sum,
        Err(currency) => {
            let why = Why::Rate { currency };
            return Some(unbounded(&Cause { item, at, why }, item, at, "budget"));
        }
    };
    let body = &program.templates[template].body;
    let mut parts: Vec<(orchestra_plan::Mark, rust_decimal::Decimal)> = worst
        .costs(body, true)
        .iter()
        .filter_map(|(mark, cost)| Some((*mark, converted(cost).ok()?)))
        .collect();
    parts.sort_by_key(|(_, amount)| std::cmp::Reverse(*amount));
    let words = |amount| Money { amount, currency: budget.currency.clone() }.to_string();
    let contributions = parts.into_iter().take(MOST_NAMED).map(|(mark, amount)| {
        let (item, at) = program.marks[mark.0 as usize];
        Contribution { item, at, words: format!("up to {}", words(amount)) }
    });
    Some(Fact::OverBudget(OverBudget {
        at,
        what: "the worst case",
        budget: budget.to_string(),
        worst: words(sum),
        contributions: contributions.collect(),
    }))
}

fn time_fact(
    worst: &Walk<'_>,
    template: &str,
    most: &Estimate,
    item: ItemId,
    deadline: Millis,
    at: Site,
) -> Option<Fact> {
    let time = match &most.time {
        Ok(time) if *time <= deadline.0 => return None,
        Ok(time) => *time,
        Err(cause) => return Some(unbounded(cause, item, at, "deadline")),
    };
    let program = worst.program;
    let mut parts = worst.slowest(&program.templates[template].body, template);
    parts.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    let contributions = parts.into_iter().take(MOST_NAMED).map(|(mark, time)| {
        let (item, at) = program.marks[mark.0 as usize];
        Contribution { item, at, words: format!("up to {}", in_words(time)) }
    });
    Some(Fact::OverDeadline(OverDeadline {
        at,
        deadline: in_words(deadline.0),
        worst: in_words(time),
        contributions: contributions.collect(),
    }))
}

fn in_words(millis: u64) -> String {
    orchestra_plan::value::duration::text(i64::try_from(millis).unwrap_or(i64::MAX))
}

/// At the cause, where that stands in the item itself; else at the promise.
fn unbounded(cause: &Cause, item: ItemId, promise: Site, what: &'static str) -> Fact {
    let own = cause.item == item;
    Fact::Unbounded(Unbounded {
        at: if own { cause.at } else { promise },
        elsewhere: (!own).then_some((cause.item, cause.at)),
        promise,
        what,
        why: cause.why.clone(),
    })
}
