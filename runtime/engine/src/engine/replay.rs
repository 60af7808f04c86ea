//! A job's machine, brought to where its journal ends.

use std::collections::BTreeSet;

use orchestra_plan::binding::Idempotency;

use super::{Engine, EngineError};
use crate::{
    Command, CommandId, Event, Instant, Machine, Send, Stamped, Turn,
    journal::{Record, StoredJob},
};

/// What a journal tells, in order.
pub(super) enum Told<'event> {
    /// What the machine did.
    Turn { at: Instant, turn: Turn },
    /// These requests left.
    Left(Vec<CommandId>),
    /// What the machine is about to be given.
    Heard(&'event Event),
}

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
        let mut sent = BTreeSet::new();
        let (machine, next_record) = self.walk(stored, &mut |told| match told {
            Told::Turn { at, turn } => {
                for event in turn.reports {
                    watch(Stamped { at, replayed: true, event });
                }
            }
            Told::Left(ids) => sent.extend(ids),
            Told::Heard(_) => {}
        })?;
        Ok(Replayed { machine, next_record, sent })
    }

    /// Goes through a journal; the machine as it is at its end, and the number of the first new
    /// record.
    pub(super) fn walk(
        &self,
        stored: &StoredJob,
        see: &mut dyn FnMut(Told<'_>),
    ) -> Result<(Machine, i64), EngineError> {
        let (mut machine, first) = Machine::new(stored.plan.clone(), stored.settings.clone())?;
        see(Told::Turn { at: stored.settings.started_at, turn: first });
        let mut next_record = 0;
        loop {
            let record = self.journal().record(&stored.summary.id, next_record)?;
            match record {
                None => return Ok((machine, next_record)),
                Some(Record::Sent(ids)) => see(Told::Left(ids)),
                Some(Record::Deadline(at)) => {
                    let turn = machine.set_deadline(at);
                    see(Told::Turn { at, turn: Turn { reports: Vec::new(), ..turn } });
                }
                Some(Record::Event(event)) => {
                    see(Told::Heard(&event));
                    let at = event.at;
                    see(Told::Turn { at, turn: machine.handle(event) });
                }
            }
            next_record += 1;
        }
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
