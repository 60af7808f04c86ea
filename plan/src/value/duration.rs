//! Durations as literals.

use rust_decimal::{Decimal, prelude::ToPrimitive};

/// Units by their milliseconds, largest first.
const UNITS: [(i64, &str); 5] =
    [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"), (1, "ms")];

/// A duration of so many milliseconds, in the largest unit that divides it: `90s`, `2m`.
#[must_use]
pub fn text(milliseconds: i64) -> String {
    let (size, unit) =
        UNITS.into_iter().find(|(size, _)| milliseconds % size == 0).unwrap_or((1, "ms"));
    format!("{}{unit}", milliseconds / size)
}

/// The milliseconds of a literal: a number, possibly negative or with a fraction, and a unit. None
/// where it isn't one or not a whole number of milliseconds of 64 bits.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(split);
    let plain = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    if !number.chars().all(plain) {
        return None;
    }
    let (size, _) = UNITS.into_iter().find(|(_, name)| *name == unit)?;
    let amount = Decimal::from_str_exact(number).ok()?.checked_mul(size.into())?;
    amount.is_integer().then(|| amount.to_i64()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{parse, text};

    #[test]
    fn the_largest_unit_that_divides_is_taken() {
        let cases = [
            (90_000, "90s"),
            (120_000, "2m"),
            (250, "250ms"),
            (172_800_000, "2d"),
            (-5_400_000, "-90m"),
            (0, "0d"),
            (i64::MIN, "-9223372036854775808ms"),
        ];
        for (milliseconds, expected) in cases {
            assert_eq!(text(milliseconds), expected);
            assert_eq!(parse(expected), Some(milliseconds), "{expected}");
        }
    }

    #[test]
    fn what_is_no_duration_is_none() {
        for wrong in ["", "5", "s", "5 s", "5sec", "1e3s", "0.5ms", "9223372036854775807d", "１s"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse("1.5h"), Some(5_400_000));
    }
}
