//! What jobs of a plan would be sold for: what subnets are paid, and a margin over it.
//!
//! A plan is addressed by its content, so a quote, which depends on the seller, stands beside it
//! and never in it. What has no figure in the plan's bounds has no price.

use std::num::NonZeroU64;

use orchestra_plan::{
    Plan,
    bounds::{Amounts, Bound, Measure},
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::bounds::{costs, gaps, in_lines};
use crate::{
    quote_rates::{Percent, QuoteRates},
    table::table,
};

/// Prices for several numbers of jobs.
pub(super) struct Quote {
    offers: Vec<Offer>,
    /// Why a price isn't known, a sentence each.
    gaps: Vec<String>,
}

/// Prices for one number of jobs.
struct Offer {
    /// None: for as many as are below the first tier.
    jobs: Option<NonZeroU64>,
    /// Where the first tier begins, if these are the prices below it.
    below: Option<NonZeroU64>,
    margin: Percent,
    worst: Price,
    typical: Price,
}

/// By currency; none where it isn't known.
struct Price {
    job: Option<Amounts>,
    /// Of all jobs of a month; none too where no number of them is given.
    month: Option<Amounts>,
}

impl Quote {
    /// For `jobs` a month; without, for every tier.
    pub(super) fn of(plan: &Plan, rates: &QuoteRates, jobs: Option<NonZeroU64>) -> Self {
        let below = rates.tiers.first().map(|tier| tier.jobs_per_month);
        let offers = match jobs {
            Some(jobs) => vec![Offer::of(plan, Some(jobs), None, rates.margin_of(jobs))],
            None => std::iter::once(Offer::of(plan, None, below, rates.margin))
                .chain(
                    rates
                        .tiers
                        .iter()
                        .map(|tier| Offer::of(plan, Some(tier.jobs_per_month), None, tier.margin)),
                )
                .collect(),
        };
        Self { offers, gaps: gaps(plan, |gap| gap.of == Measure::Cost) }
    }

    /// A table, and below it whether the plan's bounds say why it has no price.
    pub(super) fn table(&self) -> (String, Option<&'static str>) {
        let headings = [
            ["", "", "a job", "", "a month", ""],
            ["jobs a month", "margin", "at most", "typically", "at most", "typically"],
        ];
        let mut rows: Vec<Vec<String>> =
            headings.iter().map(|cells| cells.map(str::to_owned).to_vec()).collect();
        for offer in &self.offers {
            let month = |price: &Price| match offer.jobs {
                Some(_) => costs(price.month.as_ref()),
                None => Vec::new(),
            };
            let cells = [
                vec![format!("{}%", offer.margin.hundredths())],
                costs(offer.worst.job.as_ref()),
                costs(offer.typical.job.as_ref()),
                month(&offer.worst),
                month(&offer.typical),
            ];
            rows.extend(in_lines(offer.name(), "", &cells));
        }
        let unknown = "what has no known cost has no price: the bounds say why";
        (table(&rows, None), (!self.gaps.is_empty()).then_some(unknown))
    }

    /// The same for programs; amounts are texts, as in a plan.
    pub(super) fn document(&self) -> Value {
        let offers: Vec<Value> = self.offers.iter().map(Offer::document).collect();
        json!({ "offers": offers, "gaps": self.gaps })
    }
}

impl Offer {
    fn of(
        plan: &Plan,
        jobs: Option<NonZeroU64>,
        below: Option<NonZeroU64>,
        margin: Percent,
    ) -> Self {
        let price = |bound: &Bound| {
            let job = each(bound.cost.as_ref(), |amount| margin.added_to(amount));
            let month = jobs.and_then(|jobs| {
                each(job.as_ref(), |amount| amount.checked_mul(Decimal::from(jobs.get())))
            });
            Price { job, month }
        };
        let (worst, typical) = (price(&plan.bounds.worst), price(&plan.bounds.typical));
        Self { jobs, below, margin, worst, typical }
    }

    fn name(&self) -> String {
        match (self.jobs, self.below) {
            (Some(jobs), _) => grouped(jobs),
            (None, Some(first)) => format!("below {}", grouped(first)),
            (None, None) => "any".to_owned(),
        }
    }

    fn document(&self) -> Value {
        let price =
            |price: &Price| json!({ "job": texts(&price.job), "month": texts(&price.month) });
        json!({
            "jobs_per_month": self.jobs,
            "margin_percent": self.margin.hundredths().to_string(),
            "worst": price(&self.worst),
            "typical": price(&self.typical),
        })
    }
}

fn each(amounts: Option<&Amounts>, change: impl Fn(Decimal) -> Option<Decimal>) -> Option<Amounts> {
    let changed =
        amounts?.iter().map(|(currency, amount)| Some((currency.clone(), change(*amount)?)));
    changed.collect()
}

fn texts(amounts: &Option<Amounts>) -> Value {
    let Some(amounts) = amounts else { return Value::Null };
    let text = |(currency, amount): (&String, &Decimal)| {
        (currency.clone(), Value::String(amount.normalize().to_string()))
    };
    Value::Object(amounts.iter().map(text).collect())
}

/// `100,000`.
fn grouped(number: NonZeroU64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_read_in_groups() {
        let shown = [1, 999, 1000, 12_345, 100_000, u64::MAX];
        let shown = shown.map(|number| grouped(NonZeroU64::new(number).unwrap()));
        let expected = ["1", "999", "1,000", "12,345", "100,000", "18,446,744,073,709,551,615"];
        assert_eq!(shown, expected);
    }
}
