//! The values of numbers, durations and amounts, from their text.

use std::borrow::Cow;

/// The value of digits, negated if `is_negative`; none beyond 64 bits.
pub(super) fn int(text: &str, is_negative: bool) -> Option<i64> {
    let magnitude: u64 = without_underscores(text).parse().ok()?;
    if is_negative { 0_i64.checked_sub_unsigned(magnitude) } else { magnitude.try_into().ok() }
}

/// The nearest float; none beyond the finite ones.
pub(super) fn float(text: &str, is_negative: bool) -> Option<f64> {
    let value: f64 = without_underscores(text).parse().ok()?;
    value.is_finite().then_some(if is_negative { -value } else { value })
}

/// Milliseconds; none where they aren't whole or don't fit 64 bits.
pub(super) fn duration(text: &str) -> Option<i64> {
    let (number, unit) = split_unit(text);
    let scale: i64 = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    let number = without_underscores(number);
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let mut total = whole.parse::<i64>().ok()?.checked_mul(scale)?;
    // Each digit is worth a tenth of the one before it. A digit below a millisecond must be zero,
    // unless the digits together make whole milliseconds (`0.0005m` is 30ms), so the fraction is
    // kept as a numerator over a power of ten.
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        let numerator = fraction.parse::<i128>().ok()?.checked_mul(i128::from(scale))?;
        let denominator = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        if numerator % denominator != 0 {
            return None;
        }
        total = total.checked_add(i64::try_from(numerator / denominator).ok()?)?;
    }
    Some(total)
}

/// The amount and the currency.
pub(super) fn money(text: &str) -> (String, String) {
    let (amount, currency) = split_unit(text);
    (without_underscores(amount).into_owned(), currency.to_owned())
}

fn split_unit(text: &str) -> (&str, &str) {
    let unit = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    text.split_at(unit)
}

/// `text` itself where there are none, as in nearly every number.
fn without_underscores(text: &str) -> Cow<'_, str> {
    if text.contains('_') { text.replace('_', "").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_int_has_a_sign() {
        assert_eq!(int("9223372036854775808", true), Some(i64::MIN));
        assert_eq!(int("9223372036854775808", false), None);
        assert_eq!(int("9_223_372_036_854_775_807", false), Some(i64::MAX));
    }

    #[test]
    fn durations_are_whole_milliseconds() {
        assert_eq!(duration("250ms"), Some(250));
        assert_eq!(duration("1.5h"), Some(5_400_000));
        assert_eq!(duration("0.0005m"), Some(30));
        assert_eq!(duration("1.50ms"), None);
        assert_eq!(duration("1_000d"), Some(86_400_000_000));
        assert_eq!(duration("106751991168d"), None);
    }

    #[test]
    fn a_float_too_large_has_no_value() {
        assert_eq!(float("1e308", true), Some(-1e308));
        assert_eq!(float("1e309", false), None);
    }
}
