//! Numbers and texts.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::{
    known::{Known, Node, Types},
    misfit::What,
    prover::Prover,
};

/// Up to here every whole number is a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A bound of numbers: one that is out itself is exclusive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limit<'a> {
    at: At<'a>,
    exclusive: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum At<'a> {
    Written(&'a Number),
    /// A whole number that a bound comes to where only whole numbers count.
    Whole(i64),
}

impl<'a> Prover<'a> {
    /// Whether a value keeps a bound of numbers.
    pub(super) fn bound_fits(
        &mut self,
        known: &Known<'a>,
        to: Node<'a>,
        keyword: &'static str,
    ) -> bool {
        let Some(Value::Number(bound)) = to.get(keyword) else { return true };
        if !known.types.has(Types::NUMBER) {
            return true;
        }
        let lower = matches!(keyword, "minimum" | "exclusiveMinimum");
        let exclusive = keyword.starts_with("exclusive");
        let keeps = |limit: Limit<'_>| {
            let order = compare(limit.at, At::Written(bound));
            match order {
                Some(Ordering::Equal) => !exclusive || limit.exclusive,
                Some(Ordering::Greater) => lower,
                Some(Ordering::Less) => !lower,
                None => false,
            }
        };
        if limits(known, lower).into_iter().any(keeps) {
            return true;
        }
        let pair =
            if lower { ["minimum", "exclusiveMinimum"] } else { ["maximum", "exclusiveMaximum"] };
        let from = pair.iter().find_map(|keyword| known.all(keyword).next());
        let name = if lower { "minimum" } else { "maximum" };
        self.miss(to.get(keyword).unwrap_or(to.schema), from, What::Keyword(name));
        false
    }

    /// Whether a value is a multiple of a step.
    pub(super) fn step_fits(&mut self, known: &Known<'a>, to: Node<'a>, step: &'a Value) -> bool {
        if !known.types.has(Types::NUMBER) {
            return true;
        }
        let whole = |step: &Value| step.as_u64().filter(|step| *step > 0 && *step < 1 << 53);
        let is_multiple = |other: &Value| {
            other == step
                || matches!((whole(other), whole(step)), (Some(other), Some(step)) if other % step == 0)
        };
        let fits = known.all("multipleOf").any(is_multiple)
            || (whole(step) == Some(1) && !known.types.has(Types::FRACTION));
        if !fits {
            let from = known.all("multipleOf").next();
            self.miss(to.get("multipleOf").unwrap_or(to.schema), from, What::Keyword("multipleOf"));
        }
        fits
    }

    /// Whether a value keeps a bound of lengths or counts.
    pub(super) fn count_fits(
        &mut self,
        known: &Known<'a>,
        to: Node<'a>,
        keyword: &'static str,
        types: Types,
        also: Option<f64>,
    ) -> bool {
        let Some(bound) = to.get(keyword).and_then(Value::as_f64) else { return true };
        if !known.types.has(types) {
            return true;
        }
        let lower = keyword.starts_with("min");
        let stated = known.all(keyword).filter_map(Value::as_f64).chain(also);
        let keeps = |known: f64| if lower { known >= bound } else { known <= bound };
        if (lower && bound <= 0.0) || stated.into_iter().any(keeps) {
            return true;
        }
        let from = known.all(keyword).next();
        self.miss(to.get(keyword).unwrap_or(to.schema), from, What::Keyword(keyword));
        false
    }

    /// Whether a text fits a pattern or format: only one that reads the same says so.
    pub(super) fn text_fits(
        &mut self,
        known: &Known<'a>,
        to: Node<'a>,
        keyword: &'static str,
    ) -> bool {
        let Some(asked) = to.get(keyword) else { return true };
        if !known.types.has(Types::STRING) || known.all(keyword).any(|told| told == asked) {
            return true;
        }
        let from = known.all(keyword).next();
        self.miss(asked, from, What::Keyword(keyword));
        false
    }
}

/// The bounds that a number keeps, from below or from above.
fn limits<'a>(known: &Known<'a>, lower: bool) -> Vec<Limit<'a>> {
    let (bound, beyond) =
        if lower { ("minimum", "exclusiveMinimum") } else { ("maximum", "exclusiveMaximum") };
    let read = |keyword, exclusive| {
        let numbers = known.all(keyword).filter_map(|value| match value {
            Value::Number(number) => Some(number),
            _ => None,
        });
        numbers.map(move |number| Limit { at: At::Written(number), exclusive }).collect::<Vec<_>>()
    };
    let mut found = read(bound, false);
    found.extend(read(beyond, true));
    if !known.types.has(Types::FRACTION) {
        let whole: Vec<_> = found.iter().filter_map(|limit| whole(*limit, lower)).collect();
        found.extend(whole);
    }
    found
}

/// The whole number that a bound comes to where only whole numbers count.
fn whole(limit: Limit<'_>, lower: bool) -> Option<Limit<'static>> {
    let At::Written(number) = limit.at else { return None };
    let value = number.as_f64().filter(|value| value.abs() < EXACT)?;
    let inward = if lower { value.ceil() } else { value.floor() };
    let is_out = limit.exclusive && inward == value;
    let step = if lower { 1.0 } else { -1.0 };
    // Below 2⁵³ nothing is lost.
    let at = if is_out { inward + step } else { inward } as i64;
    Some(Limit { at: At::Whole(at), exclusive: false })
}

/// The order of two bounds, where it is certain.
fn compare(left: At<'_>, right: At<'_>) -> Option<Ordering> {
    let integer = |at: At<'_>| match at {
        At::Whole(value) => Some(i128::from(value)),
        At::Written(number) => {
            number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
        }
    };
    let double = |at: At<'_>| match at {
        At::Whole(value) => Some(value as f64),
        At::Written(number) => number.as_f64(),
    };
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => {
            let (left, right) = (double(left)?, double(right)?);
            let order = left.partial_cmp(&right)?;
            let is_exact = left.abs() <= EXACT && right.abs() <= EXACT;
            (is_exact || order != Ordering::Equal).then_some(order)
        }
    }
}

/// Some lower and some upper bound of a number, the sharpest of each, where it has both.
pub(super) fn number_range<'a>(known: &Known<'a>) -> Option<(Limit<'a>, Limit<'a>)> {
    let sharpest = |lower: bool| {
        limits(known, lower).into_iter().reduce(|best, next| {
            let order = compare(next.at, best.at);
            let sharper = if lower { Ordering::Greater } else { Ordering::Less };
            let is_sharper = order == Some(sharper)
                || (order == Some(Ordering::Equal) && next.exclusive && !best.exclusive);
            if is_sharper { next } else { best }
        })
    };
    Some((sharpest(true)?, sharpest(false)?))
}

/// Whether there surely is nothing between the two.
pub(super) fn is_above(low: Limit<'_>, high: Limit<'_>) -> bool {
    match compare(low.at, high.at) {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) => low.exclusive || high.exclusive,
        _ => false,
    }
}

/// The least and the largest length or count, where both are bounded.
pub(super) fn text_range(known: &Known<'_>, least: &str, most: &str) -> Option<(f64, f64)> {
    let low = known.all(least).filter_map(Value::as_f64).reduce(f64::max)?;
    let high = known.all(most).filter_map(Value::as_f64).reduce(f64::min)?;
    Some((low, high))
}
