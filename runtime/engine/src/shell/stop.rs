//! Asking jobs to stop.

use tokio::sync::watch;

/// How urgently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Urgency {
    /// Not at all.
    None,
    /// Start nothing new, wait for what is in flight.
    Graceful,
    /// At once.
    Now,
}

/// Stops the jobs that were given it. Clones stop the same jobs. A stopped job can be resumed.
#[derive(Clone, Debug)]
pub struct Stop {
    urgency: watch::Sender<Urgency>,
}

impl Default for Stop {
    fn default() -> Self {
        Self { urgency: watch::Sender::new(Urgency::None) }
    }
}

impl Stop {
    /// A handle that hasn't stopped anything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts nothing new, waits up to ten seconds for requests in flight, and journals them: the
    /// first Ctrl-C.
    pub fn gracefully(&self) {
        self.raise(Urgency::Graceful);
    }

    /// Stops at once: the second.
    pub fn now(&self) {
        self.raise(Urgency::Now);
    }

    fn raise(&self, to: Urgency) {
        self.urgency.send_if_modified(|urgency| {
            let raised = *urgency < to;
            *urgency = (*urgency).max(to);
            raised
        });
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Urgency> {
        self.urgency.subscribe()
    }
}
