//! A job's machine, brought to where its journal ends.

use std::collections::BTreeSet;

use orchestra_plan::binding::Idempotency;

use super::{Engine, EngineError};
use crate::{
    Command, CommandId, JobEvent, Machine, Send, Stamped,
    journal::{Record, StoredJob},
};

/// Where a journal ends.
pub(super) struct Replayed {
    pub(super) machine: Machine,
    /// The number of the first new record.
    pub(super) next_record: i64,
    /// Requests that left, answered or not.
    sent: BTreeSet<CommandId>,
}

impl Engine {
    /// Replays a journal, telling `watch` again what it told then.
    pub(super) fn replay(
        &self,
        stored: &StoredJob,
        watch: &mut dyn FnMut(Stamped),
    ) -> Result<Replayed, EngineError> {
        let (mut machine, first) = Machine::new(stored.plan.clone(), stored.settings.clone())?;
        let mut tell = |at, events: Vec<JobEvent>| {
            for event in events {
                watch(Stamped { at, replayed: true, event });
            }
        };
        tell(stored.settings.started_at, first.reports);
        let (mut sent, mut next_record) = (BTreeSet::new(), 0);
        loop {
            let record = self.journal().record(&stored.summary.id, next_record)?;
            match record {
                None => break,
                Some(Record::Sent(ids)) => sent.extend(ids),
                Some(Record::Deadline(at)) => {
                    machine.set_deadline(at);
                }
                Some(Record::Event(event)) => {
                    let at = event.at;
                    tell(at, machine.handle(event).reports);
                }
            }
            next_record += 1;
        }
        Ok(Replayed { machine, next_record, sent })
    }
}

impl Replayed {
    /// Requests that left and were never answered.
    pub(super) fn in_flight(&self) -> BTreeSet<CommandId> {
        let open = self.machine.outstanding().map(|(id, _)| id);
        open.filter(|id| self.sent.contains(id)).collect()
    }

    /// Requests that left, were never answered, and may buy or write twice: for a person to settle.
    pub(super) fn uncertain(&self) -> impl Iterator<Item = (CommandId, &Send)> {
        let open = self.machine.outstanding().filter(|(id, _)| self.sent.contains(id));
        open.filter_map(|(id, command)| match command {
            Command::Send(send) if send.idempotency == Idempotency::None => Some((id, &**send)),
            _ => None,
        })
    }
}
