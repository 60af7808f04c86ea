//! Sorting, and the least and the greatest: of what `<` orders.

use std::cmp::Ordering;

use super::{Call, Outcome};
use crate::{Failure, value::Value};

/// Each item with what the function given as argument makes of it.
pub(super) fn keyed<'i>(
    call: &mut Call<'_, '_, '_>,
    items: &'i [Value],
) -> Result<Vec<(Value, &'i Value)>, Failure> {
    items.iter().map(|item| Ok((call.apply(0, item)?, item))).collect()
}

/// The items by their keys; stable.
pub(super) fn sort(call: &mut Call<'_, '_, '_>, mut keyed: Vec<(Value, &Value)>) -> Outcome {
    let length = keyed.len() as u64;
    call.run.spend(length * u64::from(length.checked_ilog2().unwrap_or(0)))?;
    let mut unordered = false;
    keyed.sort_by(|(left, _), (right, _)| {
        left.compare(right).unwrap_or_else(|| {
            unordered = true;
            Ordering::Equal
        })
    });
    if unordered {
        return Err(call.failed("values of these kinds have no order"));
    }
    call.listed(keyed.into_iter().map(|(_, item)| item.clone()).collect())
}

/// The first item whose key comes before (or after) all others.
pub(super) fn extreme(
    call: &Call<'_, '_, '_>,
    keyed: Vec<(Value, &Value)>,
    wanted: Ordering,
) -> Outcome {
    let mut keyed = keyed.into_iter();
    let Some(mut best) = keyed.next() else { return Ok(Some(Value::Null)) };
    for candidate in keyed {
        match candidate.0.compare(&best.0) {
            Some(ordering) if ordering == wanted => best = candidate,
            Some(_) => {}
            None => return Err(call.failed("values of these kinds have no order")),
        }
    }
    Ok(Some(best.1.clone()))
}
