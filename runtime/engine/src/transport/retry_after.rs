//! `Retry-After`: seconds, or a date, read against the answer's own clock.

use crate::Answer;

/// How long the provider wants us to wait, in milliseconds. A date that can't be told from our
/// own clock's error (no `Date` beside it) is read against nothing, hence ignored.
pub(crate) fn retry_after(answer: &Answer) -> Option<u64> {
    let text = answer.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(seconds.saturating_mul(1000));
    }
    let until = date(text)?;
    let now = date(answer.header("date")?.trim())?;
    Some(u64::try_from(until.saturating_sub(now)).unwrap_or(0))
}

/// An HTTP date in milliseconds.
fn date(text: &str) -> Option<i64> {
    let parsed = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(parsed.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&str, &str)]) -> Answer {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Answer { headers: headers.iter().map(own).collect(), ..Answer::default() }
    }

    #[test]
    fn seconds_and_dates_are_read() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        let after = |text, headers: &[_]| {
            retry_after(&answer(&[&[("retry-after", text)], headers].concat()))
        };
        assert_eq!(after("120", &[]), Some(120_000));
        assert_eq!(after("Sun, 06 Nov 1994 08:50:07 GMT", &[date]), Some(30_000));
        assert_eq!(after("Sun, 06 Nov 1994 08:00:00 GMT", &[date]), Some(0));
        for (text, headers) in
            [("soon", &[date][..]), ("-1", &[date]), ("Sun, 06 Nov 1994 08:50:07 GMT", &[])]
        {
            assert_eq!(after(text, headers), None, "{text}");
        }
    }
}
