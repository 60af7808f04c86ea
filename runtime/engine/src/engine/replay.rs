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
        let records = self.journal().records(&stored.summary.id)?;
        let next_record = i64::try_from(records.len()).unwrap_or(i64::MAX);
        let mut sent = BTreeSet::new();
        for record in records {
            match record {
                Record::Sent(ids) => sent.extend(ids),
                Record::Event(event) => {
                    let at = event.at;
                    tell(at, machine.handle(event).reports);
                }
            }
        }
        Ok(Replayed { machine, next_record, sent })
    }
}

impl Replayed {
    /// Requests that left, were never answered, and may buy or write twice: for a person to settle.
    pub(super) fn uncertain(&self) -> impl Iterator<Item = (CommandId, &Send)> {
        let open = self.machine.outstanding().filter(|(id, _)| self.sent.contains(id));
        open.filter_map(|(id, command)| match command {
            Command::Send(send) if send.idempotency == Idempotency::None => Some((id, &**send)),
            _ => None,
        })
    }
}
