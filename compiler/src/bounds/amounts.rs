//! Sums of money in several currencies.

use orchestra_plan::{Money, Rates, bounds::Amounts};
use rust_decimal::Decimal;

/// One amount.
pub(super) fn amount(currency: &str, amount: Decimal) -> Amounts {
    Amounts::from([(currency.to_owned(), amount)])
}

/// Both together; none where that is beyond what decimals hold.
pub(super) fn plus(mut a: Amounts, b: &Amounts) -> Option<Amounts> {
    for (currency, amount) in b {
        let sum = a.entry(currency.clone()).or_default();
        *sum = sum.checked_add(*amount)?;
    }
    Some(a)
}

/// So many times.
pub(super) fn times(amounts: &Amounts, count: u64) -> Option<Amounts> {
    let times = |amount: &Decimal| amount.checked_mul(Decimal::from(count));
    amounts.iter().map(|(currency, amount)| Some((currency.clone(), times(amount)?))).collect()
}

/// The greater amount of each currency.
pub(super) fn most(mut a: Amounts, b: &Amounts) -> Amounts {
    for (currency, amount) in b {
        let most = a.entry(currency.clone()).or_default();
        *most = (*most).max(*amount);
    }
    a
}

/// All of it in `currency`; the currency that has no rate, where one doesn't.
pub(super) fn in_currency(
    amounts: &Amounts,
    currency: &str,
    rates: &Rates,
) -> Result<Decimal, String> {
    amounts.iter().try_fold(Decimal::ZERO, |sum, (from, amount)| {
        let converted = rates.convert(*amount, from, currency);
        let sum = converted.and_then(|amount| sum.checked_add(amount));
        sum.ok_or_else(|| match rates.convert(Decimal::ONE, from, "usd") {
            Some(_) => currency.to_owned(),
            None => from.clone(),
        })
    })
}

/// What a budget lets be spent of amounts that are worth more: of each currency no more than it is
/// worth. What isn't known is no more than the budget itself; what has no rate isn't bought.
pub(super) fn within_budget(cost: Option<&Amounts>, budget: &Money, rates: &Rates) -> Amounts {
    let Some(cost) = cost else { return amount(&budget.currency, budget.amount) };
    let least = |(currency, amount): (&String, &Decimal)| {
        let most = rates.convert(budget.amount, &budget.currency, currency)?;
        Some((currency.clone(), most.min(*amount)))
    };
    cost.iter().filter_map(least).collect()
}
