//! The clock: that of the wall, or, where somebody set that back, what has passed since the engine
//! was opened. A machine that slept has lost the time all the same: deadlines are instants of the
//! wall clock, downtime included. Where a recording answers, nothing is waited for: the clock is put
//! forward instead.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use crate::Instant;

/// Tells the time. Clones are the same clock.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    opened_at: Instant,
    opened: std::time::Instant,
    /// Milliseconds by which it was put forward.
    skipped: Arc<AtomicU64>,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter that reads the clocks")]
    pub(crate) fn start() -> Self {
        Self { opened_at: wall(), opened: std::time::Instant::now(), skipped: Arc::default() }
    }

    pub(crate) fn now(&self) -> Instant {
        let passed = self.opened.elapsed().as_millis();
        let told = self.opened_at.after(u64::try_from(passed).unwrap_or(u64::MAX)).max(wall());
        told.after(self.skipped.load(Ordering::Relaxed))
    }

    /// Puts it forward, for all who have it.
    pub(crate) fn skip(&self, time: Duration) {
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let add = |skipped: u64| Some(skipped.saturating_add(milliseconds));
        // It is never refused.
        let _ = self.skipped.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the adapter that reads the clocks")]
fn wall() -> Instant {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
