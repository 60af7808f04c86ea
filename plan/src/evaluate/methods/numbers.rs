//! Methods of ints and floats.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

use super::{Call, Outcome};
use crate::{Failure, evaluate::operators, value::Value};

/// The longest `range()`.
const LONGEST_RANGE: i64 = 1_000_000;

pub(super) fn call(call: &mut Call<'_, '_, '_>, of: &Value) -> Outcome {
    match call.name {
        "abs" => match of {
            Value::Int(int) => match int.checked_abs() {
                Some(int) => Ok(Some(Value::Int(int))),
                None => Err(call.failed("the result is too large")),
            },
            _ => Ok(Some(Value::Float(operators::as_float(of).abs()))),
        },
        "clamp" => {
            let (low, high) = (call.value(0)?, call.value(1)?);
            clamp(call, of, &low, &high).map(Some)
        }
        "round" if call.has(0) => {
            let digits = call.int(0)?;
            Ok(Some(Value::Float(round_to(of, digits))))
        }
        "round" => whole(call, of, f64::round),
        "floor" => whole(call, of, f64::floor),
        "ceil" => whole(call, of, f64::ceil),
        "to_string" => call.written(of.to_text()),
        "range" => {
            let Value::Int(count) = of else { return Ok(None) };
            if *count > LONGEST_RANGE {
                let message = format!("a range has at most {LONGEST_RANGE} items");
                return Err(call.failed(message));
            }
            call.run.spend(count.unsigned_abs().min(1_000_000))?;
            call.listed((0..*count).map(Value::Int).collect())
        }
        _ => Ok(None),
    }
}

fn clamp(call: &Call<'_, '_, '_>, of: &Value, low: &Value, high: &Value) -> Result<Value, Failure> {
    let unordered = || call.failed("`clamp` takes two numbers");
    if low.compare(high).ok_or_else(unordered)?.is_gt() {
        return Err(call.failed("the lower end of `clamp` lies above the upper"));
    }
    if of.compare(low).ok_or_else(unordered)?.is_lt() {
        return Ok(low.clone());
    }
    let above = of.compare(high).ok_or_else(unordered)?.is_gt();
    Ok(if above { high.clone() } else { of.clone() })
}

/// A float to an int; `f64::round` rounds halves away from zero.
fn whole(call: &Call<'_, '_, '_>, of: &Value, round: fn(f64) -> f64) -> Outcome {
    let Value::Float(float) = of else { return Ok(Some(of.clone())) };
    // 2⁶³, the first float above all ints.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    let rounded = round(*float);
    if !(-BEYOND..BEYOND).contains(&rounded) {
        return Err(call.failed("the result is too large"));
    }
    Ok(Some(Value::Int(rounded as i64)))
}

/// Rounds the number as it is written, so that 2.675 becomes 2.68 though the float lies below.
fn round_to(of: &Value, digits: i64) -> f64 {
    let float = operators::as_float(of);
    // Beyond 2⁵³ there are no digits after the point; decimals have 28 places.
    if digits > 27 || (digits >= 0 && float.abs() >= 9_007_199_254_740_992.0) {
        return float;
    }
    if digits < -27 {
        return 0.0;
    }
    let Some(Some(decimal)) = operators::decimal(of) else { return float };
    let strategy = RoundingStrategy::MidpointAwayFromZero;
    let places = u32::try_from(digits.unsigned_abs()).unwrap_or(0);
    let rounded = if digits >= 0 {
        Some(decimal.round_dp_with_strategy(places, strategy))
    } else {
        let unit = Decimal::from_i128_with_scale(10_i128.pow(places), 0);
        decimal
            .checked_div(unit)
            .and_then(|tens| tens.round_dp_with_strategy(0, strategy).checked_mul(unit))
    };
    rounded
        .and_then(|rounded| rounded.to_string().parse().ok().or_else(|| rounded.to_f64()))
        .unwrap_or(float)
}
