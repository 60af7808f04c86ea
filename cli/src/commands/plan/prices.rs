//! Prices in words. What isn't known is said so; no figure is made up.

use std::collections::BTreeSet;

use orchestra_plan::{
    Binding,
    binding::{Price, PriceUnit},
};
use rust_decimal::Decimal;

/// What one call of the operation costs: `0.003usd a request`, `free`, `price unknown`. Where the
/// price depends on the arguments, the least and the most of the list.
pub(super) fn price(binding: &Binding) -> String {
    let Some(prices) = binding.pricing.as_deref() else { return "price unknown".to_owned() };
    if prices.is_empty() {
        return "free".to_owned();
    }
    let mut kinds: Vec<(PriceUnit, &str)> = Vec::new();
    for price in prices {
        let kind = (price.unit, price.currency.as_str());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let parts = kinds.into_iter().map(|(unit, currency)| {
        let of_kind = prices.iter().filter(|it| it.unit == unit && it.currency == currency);
        part(unit, currency, &of_kind.collect::<Vec<_>>())
    });
    let mut text = parts.collect::<Vec<_>>().join(" + ");
    let depends: BTreeSet<_> =
        prices.iter().flat_map(|it| it.when.keys()).map(|it| it.trim_start_matches('/')).collect();
    if !depends.is_empty() {
        text += &format!(" by {}", depends.into_iter().collect::<Vec<_>>().join(" and "));
    }
    if prices.iter().any(|price| price.assumed) {
        text += " (as you state)";
    }
    text
}

/// All prices of one unit: they add up where they hold for all arguments, else one of them holds.
fn part(unit: PriceUnit, currency: &str, prices: &[&Price]) -> String {
    let unit = match unit {
        PriceUnit::Request => "a request",
        PriceUnit::Item => "an item",
        PriceUnit::InputToken => "a million tokens sent",
        PriceUnit::OutputToken => "a million tokens answered",
        PriceUnit::Second => "a second",
        PriceUnit::Byte => "a byte",
    };
    let amounts: BTreeSet<Decimal> = prices.iter().map(|it| it.amount.normalize()).collect();
    let amount = match (amounts.first(), amounts.last()) {
        (Some(least), Some(most))
            if least != most && prices.iter().all(|it| !it.when.is_empty()) =>
        {
            format!("{least} to {most}")
        }
        _ => {
            let amounts: Vec<_> =
                prices.iter().map(|it| it.amount.normalize().to_string()).collect();
            amounts.join(" + ")
        }
    };
    format!("{amount}{currency} {unit}")
}
