//! The clock: the system's time when the engine was opened, and from there on the monotonic one,
//! so that it never runs backwards within a process.

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
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let opened_at = Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        Self { opened_at, opened: std::time::Instant::now() }
    }

    pub(crate) fn now(&self) -> Instant {
        let passed = self.opened.elapsed().as_millis();
        self.opened_at.after(u64::try_from(passed).unwrap_or(u64::MAX))
    }
}
