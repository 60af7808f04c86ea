//! Faults on request: what a service does on a bad day.
//!
//! Which request fails, and how, is drawn from the seed, the request and how often that request
//! came before. So a job runs into the same faults each time it runs, however its requests
//! interleave, and a retry gets a draw of its own.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use orchestra_schema::{Digest, Draw};

/// One way to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No answer until the client hangs up.
    Timeout,
    /// The connection is cut before the answer.
    Reset,
    /// 429 with `Retry-After`.
    RateLimited,
    /// 500, 502 or 503.
    ServerError,
    /// The connection is cut in the middle of the body.
    Truncated,
    /// A whole answer that the output schema refuses.
    BrokenSchema,
}

const FAULTS: [Fault; 6] = [
    Fault::Timeout,
    Fault::Reset,
    Fault::RateLimited,
    Fault::ServerError,
    Fault::Truncated,
    Fault::BrokenSchema,
];

impl Fault {
    /// The fault of this request, if it has one. `rate` is the share of requests that fail, from
    /// 0 to 1; `request` says which one it is, `repetition` how often it came before.
    pub(crate) fn of(seed: u64, rate: f64, request: &str, repetition: u64) -> Option<Self> {
        let mut draw = Draw::new(seed, &["fault", request, &repetition.to_string()]);
        (draw.fraction() < rate).then(|| *draw.pick(&FAULTS))
    }
}

/// Which of all requests fail.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// The share of requests that do, from 0 to 1.
    pub(crate) rate: f64,
    /// How often each request came.
    repetitions: Mutex<HashMap<Digest, u64>>,
}

impl Faults {
    /// None yet, at this rate.
    pub(crate) fn at(rate: f64) -> Self {
        Self { rate, ..Self::default() }
    }

    /// The fault of a request that comes now, in words that no other request has.
    pub(crate) fn next(&self, seed: u64, request: &str) -> Option<Fault> {
        if self.rate <= 0.0 {
            return None;
        }
        let mut repetitions = self.repetitions.lock().unwrap_or_else(PoisonError::into_inner);
        let repetition = repetitions.entry(Digest::of_bytes(request.as_bytes())).or_default();
        let fault = Fault::of(seed, self.rate, request, *repetition);
        *repetition += 1;
        fault
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_kept_and_every_kind_occurs() {
        let drawn: Vec<_> = (0..6000).filter_map(|n| Fault::of(1, 0.5, "request", n)).collect();
        assert!((2800..3200).contains(&drawn.len()), "{}", drawn.len());
        for fault in FAULTS {
            assert!(drawn.iter().filter(|one| **one == fault).count() > 300, "{fault:?}");
        }
    }

    #[test]
    fn no_rate_no_fault_and_all_is_all() {
        assert!((0..1000).all(|n| Fault::of(1, 0.0, "request", n).is_none()));
        assert!((0..1000).all(|n| Fault::of(1, 1.0, "request", n).is_some()));
    }

    #[test]
    fn a_repetition_is_drawn_anew() {
        let draws: Vec<_> = (0..20).map(|n| Fault::of(1, 0.5, "request", n)).collect();
        assert_eq!(draws, (0..20).map(|n| Fault::of(1, 0.5, "request", n)).collect::<Vec<_>>());
        assert!(draws.iter().any(Option::is_some) && draws.iter().any(Option::is_none));
    }
}
