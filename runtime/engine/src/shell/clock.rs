//! The clock: that of the wall, or, where somebody set that back, what has passed since the engine
//! was opened. A machine that slept has lost the time all the same: deadlines are instants of the
//! wall clock, downtime included.

use std::time::SystemTime;

use crate::Instant;

/// Tells the time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    opened_at: Instant,
    opened: std::time::Instant,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter that reads the clocks")]
    pub(crate) fn start() -> Self {
        Self { opened_at: wall(), opened: std::time::Instant::now() }
    }

    pub(crate) fn now(&self) -> Instant {
        let passed = self.opened.elapsed().as_millis();
        self.opened_at.after(u64::try_from(passed).unwrap_or(u64::MAX)).max(wall())
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the adapter that reads the clocks")]
fn wall() -> Instant {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
