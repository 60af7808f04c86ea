//! What the user pays: prices and rates that the project states.

use std::collections::BTreeMap;

use orchestra_ledger_model::{Operation, PriceUnit};
use orchestra_plan::{
    Money, Rates,
    binding::{Price, PriceUnit as PlanUnit},
    policy::Millis,
};
use rust_decimal::Decimal;
use serde_json::Value;

/// Prices and rates that the project states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// By operation, `desearch.web_search`.
    pub prices: BTreeMap<String, Vec<StatedPrice>>,
    /// What other currencies are worth.
    pub rates: Rates,
}

/// A price that the user states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedPrice {
    /// What is counted.
    pub unit: PlanUnit,
    /// For one unit; for a million of tokens.
    pub amount: Money,
}

/// The prices that hold for an operation: a call's own, else the project's, else the Ledger's.
/// None: unknown.
pub(crate) fn prices(
    terms: &Terms,
    name: &str,
    operation: &Operation,
    of_call: Option<&Money>,
) -> Option<Vec<Price>> {
    if let Some(amount) = of_call {
        return Some(vec![assumed(PlanUnit::Request, amount)]);
    }
    if let Some(stated) = terms.prices.get(name) {
        return Some(stated.iter().map(|price| assumed(price.unit, &price.amount)).collect());
    }
    let listed = operation.prices()?;
    Some(
        listed
            .iter()
            .map(|price| Price {
                unit: unit(price.unit),
                amount: price.amount.decimal(),
                currency: price.currency.to_lowercase(),
                on_success_only: price.billed_on == orchestra_ledger_model::BilledOn::Success,
                when: price.when.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
                counts: price.counts.clone(),
                limited_by: price.limited_by.clone(),
                max: price.max.map(|max| Millis(max.milliseconds())),
                assumed: false,
            })
            .collect(),
    )
}

fn assumed(unit: PlanUnit, amount: &Money) -> Price {
    Price {
        unit,
        amount: amount.amount,
        currency: amount.currency.to_string(),
        on_success_only: false,
        when: BTreeMap::new(),
        counts: None,
        limited_by: None,
        max: None,
        assumed: true,
    }
}

fn unit(unit: PriceUnit) -> PlanUnit {
    match unit {
        PriceUnit::Request => PlanUnit::Request,
        PriceUnit::Item => PlanUnit::Item,
        PriceUnit::InputToken => PlanUnit::InputToken,
        PriceUnit::OutputToken => PlanUnit::OutputToken,
        PriceUnit::Second => PlanUnit::Second,
        PriceUnit::Byte => PlanUnit::Byte,
    }
}

/// What one attempt of a fixed size costs in US dollars: a request, 10 items, 1,000 tokens each
/// way, a second, a megabyte. Of prices that hold under a condition on the arguments, those count
/// that `constants`, arguments by their pointers, meet; of those that these leave open, the dearest.
/// None where a price or a rate is unknown.
pub(crate) fn typical_cost(
    terms: &Terms,
    prices: &[Price],
    constants: &BTreeMap<String, Value>,
) -> Option<Decimal> {
    let mut sure = Decimal::ZERO;
    let mut open: Vec<(&BTreeMap<String, Value>, Decimal)> = Vec::new();
    for price in prices {
        let is_met =
            |(pointer, wanted): (&String, &Value)| constants.get(pointer).map(|v| v == wanted);
        let met: Vec<Option<bool>> = price.when.iter().map(is_met).collect();
        if met.contains(&Some(false)) {
            continue;
        }
        let cost = cost_of(terms, price)?;
        if !met.contains(&None) {
            sure = sure.checked_add(cost)?;
        } else if let Some((_, sum)) = open.iter_mut().find(|(when, _)| **when == price.when) {
            *sum = sum.checked_add(cost)?;
        } else {
            open.push((&price.when, cost));
        }
    }
    sure.checked_add(open.into_iter().map(|(_, cost)| cost).max().unwrap_or_default())
}

fn cost_of(terms: &Terms, price: &Price) -> Option<Decimal> {
    let units = match price.unit {
        PlanUnit::Request | PlanUnit::Second => Decimal::ONE,
        PlanUnit::Item => Decimal::TEN,
        // Amounts are for a million tokens.
        PlanUnit::InputToken | PlanUnit::OutputToken => Decimal::new(1, 3),
        PlanUnit::Byte => Decimal::from(1_000_000),
    };
    terms.rates.convert(price.amount.checked_mul(units)?, &price.currency, "usd")
}
