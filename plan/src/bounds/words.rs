//! Parts of bounds as people read them: each reader writes them in a notation of its own.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Amounts;
use crate::policy::Millis;

/// Decimals of an amount that people read; what is cut off is rounded up.
const DECIMALS: u32 = 6;

/// What is bought, an amount and its currency each; nothing where it is free.
pub fn bought(amounts: &Amounts) -> impl Iterator<Item = (Decimal, &str)> {
    amounts.iter().filter(|(_, amount)| !amount.is_zero()).map(|(currency, amount)| {
        let rounded = amount.round_dp_with_strategy(DECIMALS, RoundingStrategy::AwayFromZero);
        (rounded.normalize(), currency.as_str())
    })
}

/// A time in its two largest units at most, rounded up: `400ms`, `40s`, `2m 40s`, `1h 5m`.
#[must_use]
pub fn time_in_words(time: Millis) -> String {
    let seconds = time.0.div_ceil(1000);
    let parts = match time.0 {
        0 => return "0s".to_owned(),
        1..1000 => [(time.0, "ms"), (0, "")],
        1000..60_000 => [(seconds, "s"), (0, "")],
        60_000..3_600_000 => [(seconds / 60, "m"), (seconds % 60, "s")],
        _ => [(seconds / 3600, "h"), (seconds % 3600 / 60, "m")],
    };
    let told = parts.into_iter().filter(|(count, _)| *count > 0);
    told.map(|(count, unit)| format!("{count}{unit}")).collect::<Vec<_>>().join(" ")
}
