//! Methods of datetimes, which are texts. Results are in UTC.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp, fmt::strtime};

use super::{Call, Outcome};
use crate::{Failure, value::Value};

pub(super) fn call(call: &mut Call<'_, '_, '_>, name: &str, of: &Value) -> Outcome {
    let instant = instant(call, of)?;
    match name {
        "plus" | "minus" => {
            let Value::Duration(milliseconds) = call.value(0)? else {
                return Err(call.misfit("a duration"));
            };
            let duration = SignedDuration::from_millis(milliseconds);
            let moved = match name {
                "plus" => instant.checked_add(duration),
                _ => instant.checked_sub(duration),
            };
            match moved {
                Ok(moved) => call.written(moved.to_string()),
                Err(_) => Err(call.failed("the datetime lies beyond the year 9999 or -9999")),
            }
        }
        "format" => {
            let format = call.text(0)?;
            match strtime::format(format.as_bytes(), instant) {
                Ok(text) => call.written(text),
                Err(error) => Err(call.failed(format!("the format can't be used: {error}"))),
            }
        }
        "date" => call.written(instant.strftime("%Y-%m-%d").to_string()),
        "instant" => {
            // Biased, so that the years before Christ come first; of equal width, so that the
            // order of texts is that of numbers.
            const BIAS: i128 = 1 << 80;
            let mut text = String::new();
            let _ = write!(text, "{:026}", instant.as_nanosecond() + BIAS);
            call.written(text)
        }
        "less" | "less_equal" | "greater" | "greater_equal" | "subtract" => {
            let other = call.value(0)?;
            let other = self::instant(call, &other)?;
            Ok(Some(match name {
                "less" => Value::Bool(instant < other),
                "less_equal" => Value::Bool(instant <= other),
                "greater" => Value::Bool(instant > other),
                "greater_equal" => Value::Bool(instant >= other),
                // Years -9999 to 9999 are far from 2⁶³ milliseconds.
                _ => Value::Duration(
                    i64::try_from(instant.duration_since(other).as_millis()).unwrap_or(i64::MAX),
                ),
            }))
        }
        _ => Ok(None),
    }
}

fn instant(call: &Call<'_, '_, '_>, value: &Value) -> Result<Timestamp, Failure> {
    let parsed = match value {
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    parsed.ok_or_else(|| call.misfit("a datetime (RFC 3339, with an offset)"))
}
