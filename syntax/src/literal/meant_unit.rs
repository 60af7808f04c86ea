//! What people call units of time and currencies.

/// The unit or currency that `word` names in another way: `sec`, `Hours`, `dollars`, `USD`.
#[must_use]
pub fn meant_unit(word: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    let unit = match &*lower {
        "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => "ms",
        "sec" | "secs" | "second" | "seconds" => "s",
        "min" | "mins" | "minute" | "minutes" => "m",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "day" | "days" => "d",
        "dollar" | "dollars" => "usd",
        "euro" | "euros" => "eur",
        // In capitals.
        "ms" | "s" | "m" | "h" | "d" => &lower,
        currency if currency.len() >= 3 => currency,
        _ => return None,
    };
    (unit != word).then(|| unit.to_owned())
}
