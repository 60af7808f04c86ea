//! Waits of one job, by the instant at which they end.

use std::collections::{BTreeSet, HashMap};

use crate::{CommandId, Instant};

/// What is waited for.
#[derive(Debug, Default)]
pub(super) struct Timers {
    by_time: BTreeSet<(Instant, CommandId)>,
    by_id: HashMap<CommandId, Instant>,
}

impl Timers {
    pub(super) fn set(&mut self, id: CommandId, at: Instant) {
        self.by_time.insert((at, id));
        self.by_id.insert(id, at);
    }

    pub(super) fn drop(&mut self, id: CommandId) {
        if let Some(at) = self.by_id.remove(&id) {
            self.by_time.remove(&(at, id));
        }
    }

    /// When the first ends.
    pub(super) fn first(&self) -> Option<Instant> {
        self.by_time.first().map(|(at, _)| *at)
    }

    /// One that has ended.
    pub(super) fn pop(&mut self, now: Instant) -> Option<CommandId> {
        let (at, id) = *self.by_time.first()?;
        if at > now {
            return None;
        }
        self.drop(id);
        Some(id)
    }
}
