//! Idempotency keys and jitter: all that is drawn from the job's nonce and seed.

use orchestra_plan::policy::{Backoff, Retry};
use orchestra_schema::Digest;

use super::JobSettings;

/// What a request is told to be the same by. All attempts of one purchase share it.
pub(super) fn key(settings: &JobSettings, step: &str, operation: &str, purchase: u32) -> String {
    let text = format!("{}\n{step}\n{operation}\n{purchase}", settings.nonce);
    Digest::of_bytes(text.as_bytes()).to_string()
}

/// How long to wait before an attempt, in milliseconds; `failed` attempts went before it, at least
/// one. Waits don't depend on what else goes on in the job.
pub(super) fn wait(settings: &JobSettings, retry: &Retry, step: &str, failed: u32) -> u64 {
    let longest = match retry.backoff {
        Backoff::Fixed => return retry.first.0.min(retry.max.0),
        Backoff::Exponential => {
            let doublings = failed.saturating_sub(1).min(63);
            retry.first.0.saturating_mul(1 << doublings).min(retry.max.0)
        }
    };
    let text = format!("{}\n{step}\n{failed}", settings.seed);
    let digest = Digest::of_bytes(text.as_bytes());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest.as_bytes()[..8]);
    // Full jitter: any wait from none to the longest. A remainder is fair enough for spans of at
    // most some hours out of 2^64.
    u64::from_le_bytes(bytes) % longest.saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(seed: u64) -> JobSettings {
        JobSettings {
            job: "job".into(),
            plan_id: String::new(),
            nonce: "nonce".into(),
            seed,
            started_at: crate::Instant(0),
            deadline_at: None,
            budget: None,
            missing_secrets: Default::default(),
            left_out: Default::default(),
            longest_pause: None,
            inputs: Default::default(),
        }
    }

    #[test]
    fn waits_grow_up_to_the_longest_and_use_all_of_it() {
        let retry = Retry::with_attempts(20);
        let waits = |failed| {
            (0..200).map(move |seed| wait(&settings(seed), &Retry::with_attempts(20), "s", failed))
        };
        assert!(waits(1).max().unwrap() <= 500 && waits(1).max().unwrap() > 450);
        assert!(waits(1).min().unwrap() < 50);
        assert!(waits(2).max().unwrap() <= 1000 && waits(2).max().unwrap() > 900);
        assert!(waits(70).max().unwrap() <= retry.max.0 && waits(70).max().unwrap() > 9000);
    }

    #[test]
    fn fixed_waits_have_no_jitter() {
        let retry = Retry { backoff: Backoff::Fixed, ..Retry::with_attempts(3) };
        assert_eq!(
            [1, 2, 9].map(|failed| wait(&settings(failed.into()), &retry, "s", failed)),
            [500; 3]
        );
    }

    #[test]
    fn keys_differ_by_step_provider_and_purchase() {
        let settings = settings(1);
        let keys = [("a", "p", 0), ("b", "p", 0), ("a", "q", 0), ("a", "p", 1)];
        let keys: std::collections::BTreeSet<_> = keys
            .iter()
            .map(|(step, operation, purchase)| key(&settings, step, operation, *purchase))
            .collect();
        assert_eq!(keys.len(), 4);
    }
}
