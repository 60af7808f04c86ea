//! The gate through which requests of all jobs of an engine leave.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::mpsc::UnboundedSender;

use super::job::Message;
use crate::{CommandId, Instant, Send, limiter::Limiter};

/// A request of a job.
type Ticket = (u64, CommandId);

/// Clones are the same gate.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    limiter: Limiter<Ticket>,
    jobs: HashMap<u64, UnboundedSender<Message>>,
    next_job: u64,
}

impl Gate {
    pub(crate) fn new(most_open: usize) -> Self {
        let state = State { limiter: Limiter::new(most_open), jobs: HashMap::new(), next_job: 0 };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// A job begins; its number. It is told of requests that were let through for it.
    pub(super) fn enter(&self, job: UnboundedSender<Message>) -> u64 {
        let mut state = self.lock();
        let number = state.next_job;
        state.next_job += 1;
        state.jobs.insert(number, job);
        number
    }

    /// A job ends, and gives back what it had.
    pub(super) fn exit(&self, job: u64, requests: impl Iterator<Item = CommandId>, now: Instant) {
        let mut state = self.lock();
        state.jobs.remove(&job);
        for id in requests {
            state.limiter.leave((job, id));
        }
        state.admit(None, now);
    }

    pub(super) fn join(&self, job: u64, id: CommandId, send: &Send) {
        self.lock().limiter.join((job, id), send);
    }

    pub(super) fn leave(&self, job: u64, id: CommandId) {
        self.lock().limiter.leave((job, id));
    }

    /// Those of the job's requests that may leave now; other jobs are told of theirs.
    pub(super) fn admit(&self, job: u64, now: Instant) -> Vec<CommandId> {
        self.lock().admit(Some(job), now)
    }

    /// When a window opens for somebody.
    pub(super) fn next_opening(&self, now: Instant) -> Option<Instant> {
        self.lock().limiter.next_opening(now)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn admit(&mut self, own: Option<u64>, now: Instant) -> Vec<CommandId> {
        let mut admitted = Vec::new();
        for (job, id) in self.limiter.admit(now) {
            if Some(job) == own {
                admitted.push(id);
            } else if let Some(sender) = self.jobs.get(&job) {
                // A job that is just ending gives its requests back itself.
                let _ = sender.send(Message::Admitted(id));
            }
        }
        admitted
    }
}
