//! Times of jobs as people read them.

use jiff::Timestamp;
use orchestra_runtime_engine::Instant;

/// The day, in UTC: `2026-01-31`.
#[expect(clippy::disallowed_methods, reason = "signatures count until a day of the wall clock")]
pub(crate) fn today() -> String {
    let now = std::time::SystemTime::now().try_into().unwrap_or(Timestamp::UNIX_EPOCH);
    now.strftime("%Y-%m-%d").to_string()
}

/// `2026-01-31 09:45:12`, UTC.
pub(crate) fn to_the_second(instant: Instant) -> String {
    timestamp(instant).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// RFC 3339, UTC, to the millisecond.
pub(crate) fn rfc3339(instant: Instant) -> String {
    timestamp(instant).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Times beyond what a calendar has stand in no journal of ours.
fn timestamp(instant: Instant) -> Timestamp {
    Timestamp::from_millisecond(instant.0).unwrap_or_default()
}
