//! What an operation costs.

use super::{Report, Standard, interface::leads_into};
use crate::{Charged, Operation, Price, PriceUnit, Pricing, document::segment};

/// Reports what is wrong with the prices of the operation at `pointer`.
pub(crate) fn check(
    operation: &Operation,
    standard: Standard,
    pointer: &str,
    report: &mut Report<'_>,
) {
    if let Some(charged) = &operation.charged {
        check_charged(operation, charged, &format!("{pointer}/charged"), report);
    }
    match &operation.pricing {
        None => {}
        Some(Pricing::One(price)) => {
            check_price(operation, price, standard, &format!("{pointer}/pricing"), report);
        }
        Some(Pricing::Several(prices)) => {
            for (index, price) in prices.iter().enumerate() {
                let pointer = format!("{pointer}/pricing/{index}");
                check_price(operation, price, standard, &pointer, report);
            }
        }
    }
}

fn check_price(
    operation: &Operation,
    price: &Price,
    standard: Standard,
    pointer: &str,
    report: &mut Report<'_>,
) {
    if standard == Standard::Listed && price.source.is_none() {
        report.at_key(pointer, "every fact has a source: `source` is missing");
    }
    check_currency(&price.currency, pointer, report);
    if price.unit == PriceUnit::Item && price.counts.is_none() {
        report.at_key(pointer, "`counts` is missing: it points to the items");
    }
    if price.max.is_some() && price.unit != PriceUnit::Second {
        report.at_value(&format!("{pointer}/max"), "only seconds have a greatest time");
    }
    let counted = price.counts.as_deref();
    if counted.is_some_and(|text| text.starts_with("header:")) {
        report.at_value(&format!("{pointer}/counts"), "items are counted in `input:` or `output:`");
    }
    let into_input = [
        ("counts", counted.and_then(|text| text.strip_prefix("input:"))),
        ("limited_by", price.limited_by.as_deref()),
    ];
    for (name, target) in into_input {
        if let Some(target) = target.filter(|target| !leads_into(&operation.input, target)) {
            let message = format!("the input has nothing at `{target}`");
            report.at_value(&format!("{pointer}/{name}"), message);
        }
    }
    for target in price.when.keys() {
        if !target.starts_with('/') || !leads_into(&operation.input, target) {
            let message = format!("the input has nothing at `{target}`");
            report.at_key(&format!("{pointer}/when{}", segment(target)), message);
        }
    }
}

fn check_charged(operation: &Operation, charged: &Charged, pointer: &str, report: &mut Report<'_>) {
    check_currency(&charged.currency, pointer, report);
    if charged.unit.decimal().is_zero() {
        report.at_value(&format!("{pointer}/unit"), "what is stated would be worth nothing");
    }
    let message = match charged.at.split_once(':') {
        Some(("input", _)) => "the charge stands in `output:` or `header:`".to_owned(),
        Some(("output", target)) if !leads_into(&operation.output, target) => {
            format!("the output has nothing at `{target}`")
        }
        _ => return,
    };
    report.at_value(&format!("{pointer}/at"), message);
}

fn check_currency(currency: &str, pointer: &str, report: &mut Report<'_>) {
    let letters = currency.bytes().all(|b| b.is_ascii_alphabetic());
    if currency.len() < 3 || !letters {
        let message = "a currency is written in three letters or more";
        report.at_value(&format!("{pointer}/currency"), message);
    }
}
