//! Going on with a job behind its journal.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use orchestra_plan::{Plan, Value};

use super::{Engine, EngineError, Resumption, lacking, unasked::Unasked};
use crate::{
    JobEvent, Outcome, Stamped, Stop,
    journal::{JobLock, JobState, Record, StoredJob},
    shell::Begin,
    summary,
};

/// Refuses another plan or other inputs under the id of a job.
pub(super) fn same(
    id: &str,
    stored: &StoredJob,
    plan: &Plan,
    inputs: &IndexMap<String, Value>,
) -> Result<(), EngineError> {
    let plan_id = plan.id().to_string();
    if plan_id != stored.plan_id {
        let (old, new) = (summary::cut(&stored.plan_id, 12), summary::cut(&plan_id, 12));
        return Err(other(id, format!("its plan is {old}, and this one is {new}")));
    }
    let names: BTreeSet<_> = inputs.keys().chain(stored.settings.inputs.keys()).collect();
    let shown = |value: Option<&Value>| value.map_or("absent".to_owned(), summary::of);
    let differences: Vec<_> = names
        .into_iter()
        .map(|name| (name, stored.settings.inputs.get(name), inputs.get(name)))
        .filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| match (shown(old), shown(new)) {
            // Two secrets, or two texts that are the same as far as they are shown.
            (old, new) if old == new => format!("its `{name}` isn't the same"),
            (old, new) => format!("its `{name}` is {old}, not {new}"),
        })
        .collect();
    if differences.is_empty() { Ok(()) } else { Err(other(id, differences.join("; "))) }
}

fn other(id: &str, difference: String) -> EngineError {
    EngineError::OtherJob { job: id.to_owned(), difference }
}

impl Engine {
    /// Replays the journal and goes on behind it.
    pub(super) async fn go_on(
        &self,
        lock: JobLock,
        stored: StoredJob,
        resumption: &Resumption,
        watch: &mut dyn FnMut(Stamped),
        stop: &Stop,
    ) -> Result<Outcome, EngineError> {
        let id = stored.summary.id.clone();
        let template = stored.plan.template.clone();
        let event = JobEvent::JobResumed { job: id.clone(), template };
        watch(Stamped { at: self.world.clock.now(), replayed: false, event });
        let mut replayed = self.replay(&stored, watch)?;
        self.take_again(&stored)?;
        if replayed.machine.result().is_none() {
            lacking::refuse(&stored.plan, &stored.settings.left_out)?;
            self.still_there(&id, &stored)?;
        }
        let accepted = match self.decide(&id, &replayed, &resumption.decisions) {
            Err(error @ EngineError::NeedsDecision { .. }) => {
                self.tell_stopped(&id, error.to_string(), watch);
                return Err(error);
            }
            decided => decided?,
        };
        if let Some(outcome) = replayed.machine.outcome() {
            return Ok(outcome);
        }
        if let Some(deadline) = resumption.deadline {
            let milliseconds = u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX);
            let now = self.world.clock.now();
            let at = now.after(milliseconds);
            replayed.machine.set_deadline(at);
            let (next, records) = (replayed.next_record, [Record::Deadline(at)]);
            replayed.next_record = self.journal().commit(&id, next, &records, None, now)?;
        }
        let (next_record, lost) = (replayed.next_record, replayed.in_flight());
        if stored.summary.state == JobState::NeedsDecision {
            let now = self.world.clock.now();
            self.journal().commit(&id, next_record, &[], Some(JobState::Running), now)?;
        }
        let begin = Begin::Resumed { next_record, accepted, lost };
        self.drive(lock, id, replayed.machine, begin, watch, stop).await
    }

    /// Secrets that were there at the start must be there still, secret inputs must be the same,
    /// and what is left to be sent must be allowed.
    fn still_there(&self, id: &str, stored: &StoredJob) -> Result<(), EngineError> {
        if self.world.replay.is_some() {
            return Ok(());
        }
        let settings = &stored.settings;
        let asked = |key: &str| !settings.left_out.contains(key);
        let missing = self.missing_secrets(&stored.plan, &settings.inputs, &asked)?;
        let gone: Vec<_> = missing.difference(&settings.missing_secrets).cloned().collect();
        if !gone.is_empty() {
            return Err(EngineError::MissingSecrets(gone));
        }
        let given = self.secret_digests(&settings.inputs, &settings.nonce);
        let changed = stored.secrets.iter().find(|(name, digest)| given.get(*name) != Some(digest));
        if let Some((name, _)) = changed {
            return Err(other(id, format!("the secret `{name}` isn't the one that it was given")));
        }
        let left_out = settings.left_out.iter().map(|key| (key.clone(), Vec::new())).collect();
        let missing_secrets = settings.missing_secrets.clone();
        self.refuse_untrusted(&stored.plan, &Unasked { missing_secrets, left_out })
    }
}
