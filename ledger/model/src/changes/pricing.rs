//! What requests cost.
//!
//! Prices add up, and each may hold only for some arguments. They are compared one by one: with the
//! one that counts the same thing in the same currency for the same arguments.

use super::{ChangeKind, Changes, is_was, worse_if};
use crate::{BilledOn, Charged, Price, Pricing};

const KIND: ChangeKind = ChangeKind::Price;

/// Compares prices, which have their place in `pricing`.
pub(super) fn compare(old: Option<&Pricing>, new: Option<&Pricing>, changes: &mut Changes) {
    match (old, new) {
        (None, None) => {}
        (None, Some(new)) => {
            let reason = format!("the price is known now: {}", all(new));
            changes.compatible(KIND, "pricing", reason);
        }
        (Some(old), None) => {
            let reason = format!("the price isn't known any more, was {}", all(old));
            changes.breaking(KIND, "pricing", reason);
            changes.in_old();
        }
        (Some(old), Some(new)) if old != new => {
            changes.within("pricing", |changes| compare_known(old, new, changes));
        }
        _ => {}
    }
}

/// Compares where answers state the real charge, in `charged`.
pub(super) fn compare_charged(old: Option<&Charged>, new: Option<&Charged>, changes: &mut Changes) {
    if old == new {
        return;
    }
    let place = |charged: Option<&Charged>| charged.map(Charged::words);
    // What is charged may be more than what was computed.
    let reason = is_was("the place of the real charge", place(old), place(new));
    changes.breaking(KIND, "charged", reason);
    if new.is_none() {
        changes.in_old();
    }
}

fn compare_known(old: &Pricing, new: &Pricing, changes: &mut Changes) {
    let told = changes.found.len();
    for (index, is) in new.prices().iter().enumerate() {
        let counterpart = old.prices().iter().find(|was| is_same_thing(was, is));
        within(new, index, changes, |changes| match counterpart {
            Some(was) => compare_one(was, is, changes),
            None => {
                let class = worse_if(!is.amount.decimal().is_zero());
                changes.class(class, KIND, "", format!("a price is added: {}", one(is)));
            }
        });
    }
    for (index, was) in old.prices().iter().enumerate() {
        if new.prices().iter().any(|is| is_same_thing(was, is)) {
            continue;
        }
        within(old, index, changes, |changes| {
            let (class, reason) = match was.when.is_empty() {
                true => (worse_if(false), format!("a price falls away: {}", one(was))),
                false => (
                    worse_if(true),
                    format!("for these arguments no price is known any more, was {}", one(was)),
                ),
            };
            changes.class(class, KIND, "", reason);
            changes.in_old();
        });
    }
    if changes.found.len() == told {
        changes.compatible(KIND, "", "the same prices are written otherwise");
    }
}

fn within(
    pricing: &Pricing,
    index: usize,
    changes: &mut Changes,
    compare: impl FnOnce(&mut Changes),
) {
    match pricing {
        Pricing::One(_) => compare(changes),
        Pricing::Several(_) => changes.within(&index.to_string(), compare),
    }
}

/// Whether two prices count the same, so that one is a version of the other.
fn is_same_thing(was: &Price, is: &Price) -> bool {
    let key = |price: &Price| (price.unit, price.currency.clone(), price.when.clone());
    key(was) == key(is)
}

fn compare_one(was: &Price, is: &Price, changes: &mut Changes) {
    let Price {
        unit: _,
        amount,
        currency,
        billed_on,
        source,
        checked_on,
        valid_from,
        when: _,
        counts,
        limited_by,
        max,
    } = was;
    if *amount != is.amount {
        let unit = unit(is);
        let reason = format!("it costs {} {currency} {unit}, was {amount}", is.amount);
        changes.class(worse_if(is.amount > *amount), KIND, "amount", reason);
    }
    if *billed_on != is.billed_on {
        let (worse, reason) = match is.billed_on {
            BilledOn::Attempt => (true, "attempts that fail are charged too"),
            BilledOn::Success => (false, "attempts that fail aren't charged any more"),
        };
        changes.class(worse_if(worse), KIND, "billed_on", reason.into());
    }
    changes.words("source", source, &is.source);
    changes.words("checked_on", checked_on, &is.checked_on);
    changes.words("valid_from", valid_from, &is.valid_from);
    if *counts != is.counts {
        let reason = is_was("what is counted", counts.as_deref(), is.counts.as_deref());
        changes.breaking(KIND, "counts", reason);
    }
    if *limited_by != is.limited_by {
        let name = "the argument that limits what is counted";
        let reason = is_was(name, limited_by.as_deref(), is.limited_by.as_deref());
        changes.class(worse_if(limited_by.is_some()), KIND, "limited_by", reason);
    }
    if *max != is.max {
        let more = match (max, is.max) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(was), Some(is)) => is > *was,
        };
        let reason = is_was("the longest time that is charged", *max, is.max);
        changes.class(worse_if(more), KIND, "max", reason);
    }
}

fn all(pricing: &Pricing) -> String {
    match pricing.prices() {
        [] => "nothing".to_owned(),
        prices => prices.iter().map(one).collect::<Vec<_>>().join(" and "),
    }
}

fn one(price: &Price) -> String {
    let mut text = format!("{} {} {}", price.amount, price.currency, unit(price));
    for (pointer, value) in &price.when {
        text += &format!(", where `{}` is {value}", pointer.trim_start_matches('/'));
    }
    text
}

/// `a request`, `a million output tokens`
fn unit(price: &Price) -> String {
    let name = price.unit.name().replace('_', " ");
    match name.ends_with("token") {
        true => format!("a million {name}s"),
        false if name.starts_with('i') => format!("an {name}"),
        false => format!("a {name}"),
    }
}
