//! Numbers within their bounds.

use serde_json::{Number, Value, json};

use super::draw::Draw;

/// How far a number is from its only bound, and how great one without bounds becomes.
const REACH: f64 = 1000.0;

/// The step of fractions, for numbers that people can read.
const STEP: f64 = 0.01;

/// An integer that the keywords accept, where there is one.
pub(super) fn integer(flat: &Value, draw: &mut Draw) -> Value {
    let step = flat.get("multipleOf").and_then(Value::as_f64).filter(|step| step.fract() == 0.0);
    let value = stepped(flat, step.unwrap_or(1.0).max(1.0), REACH, draw);
    // Within this range, doubles that are whole convert without loss.
    if value.abs() < 9e15 { json!(value as i64) } else { float(value) }
}

/// A number that the keywords accept, where there is one.
pub(super) fn number(flat: &Value, draw: &mut Draw) -> Value {
    if let Some(step) = flat.get("multipleOf").and_then(Value::as_f64).filter(|step| *step > 0.0) {
        return float(stepped(flat, step, REACH, draw));
    }
    let (low, high) = bounds(flat, 1.0);
    let stepped = stepped(flat, STEP, 1.0, draw);
    // Dividing gives the double nearest to the decimal, multiplying doesn't.
    let rounded = (stepped / STEP).round() / (1.0 / STEP);
    if rounded > low && rounded < high {
        return float(rounded);
    }
    float(low + (high - low) * (0.1 + 0.8 * draw.fraction()))
}

/// A multiple of `step` within the bounds.
fn stepped(flat: &Value, step: f64, reach: f64, draw: &mut Draw) -> f64 {
    let (low, high) = bounds(flat, reach.max(step));
    let excludes =
        |keyword: &str, value: f64| flat.get(keyword).and_then(Value::as_f64) == Some(value);
    let (mut first, mut last) = ((low / step).ceil(), (high / step).floor());
    if excludes("exclusiveMinimum", first * step) {
        first += 1.0;
    }
    if excludes("exclusiveMaximum", last * step) {
        last -= 1.0;
    }
    let count = (last - first + 1.0).clamp(1.0, 1e15);
    (first + (draw.fraction() * count).floor()) * step
}

/// The least and the greatest value; where one is missing, the other and `reach` give it.
fn bounds(flat: &Value, reach: f64) -> (f64, f64) {
    let number = |keyword: &str| flat.get(keyword).and_then(Value::as_f64);
    let low = [number("minimum"), number("exclusiveMinimum")];
    let low = low.into_iter().flatten().reduce(f64::max);
    let high = [number("maximum"), number("exclusiveMaximum")];
    let high = high.into_iter().flatten().reduce(f64::min);
    match (low, high) {
        (Some(low), Some(high)) => (low, high),
        (Some(low), None) => (low, low + reach),
        (None, Some(high)) if high > 0.0 => (0.0, high),
        (None, Some(high)) => (high - reach, high),
        (None, None) => (0.0, reach),
    }
}

fn float(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}
