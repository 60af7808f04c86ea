//! When something is signed: a time that no other signature of this process has, and a name.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use orchestra_keys::request::Moment;

use super::{Clock, Entropy};

const NANOSECONDS: u64 = 1_000_000;

/// Hands out moments.
#[derive(Debug)]
pub(crate) struct Moments {
    clock: Clock,
    entropy: Mutex<Entropy>,
    last: AtomicU64,
}

impl Moments {
    pub(crate) fn new(clock: Clock, entropy: Entropy) -> Self {
        Self { clock, entropy: Mutex::new(entropy), last: AtomicU64::new(0) }
    }

    /// Now, later than any moment before. What the clock doesn't tell is drawn, so that two
    /// processes with one key don't name the same nanosecond.
    pub(crate) fn now(&self) -> Moment {
        let mut entropy = self.entropy.lock().unwrap_or_else(PoisonError::into_inner);
        let milliseconds = u64::try_from(self.clock.now().0).unwrap_or_default();
        let drawn = milliseconds.saturating_mul(NANOSECONDS) + entropy.number() % NANOSECONDS;
        let nanoseconds = drawn.max(self.last.load(Ordering::Relaxed).saturating_add(1));
        // Nobody else stores it: the entropy is locked.
        self.last.store(nanoseconds, Ordering::Relaxed);
        Moment { nanoseconds, uuid: entropy.uuid() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_is_later_and_has_a_name_of_its_own() {
        let moments = Moments::new(Clock::start(), Entropy::new([7; 32]));
        let drawn: Vec<_> = (0..1000).map(|_| moments.now()).collect();
        assert!(drawn.windows(2).all(|pair| pair[0].nanoseconds < pair[1].nanoseconds));
        assert!(drawn.windows(2).all(|pair| pair[0].uuid != pair[1].uuid));
        let now = u64::try_from(Clock::start().now().0).unwrap() * NANOSECONDS;
        assert!(drawn[0].nanoseconds.abs_diff(now) < 60_000 * NANOSECONDS);
    }
}
