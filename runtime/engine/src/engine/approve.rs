//! What a person answers to `sys.approve`: journaled like any other event, so that a resumed job
//! goes on behind it.

use serde::Serialize;

use super::{Engine, EngineError, checked_id};
use crate::{
    Command, Event, Machine, News,
    journal::{JobState, Record},
};

/// A person's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// Yes or no.
    pub approved: bool,
    /// Who says so.
    pub by: Option<String>,
    /// What they say besides.
    pub note: Option<String>,
}

impl Decided {
    /// Yes, without a word.
    #[must_use]
    pub fn yes() -> Self {
        Self { approved: true, by: None, note: None }
    }

    /// The value of the call.
    pub(crate) fn value(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("a record of texts has text keys")
    }
}

/// Where a job stands that nobody runs.
fn state_of(machine: &Machine) -> JobState {
    match machine.result() {
        Some(Ok(_)) => JobState::Succeeded,
        Some(Err(_)) => JobState::Failed,
        None if machine.approvals().next().is_some() => JobState::NeedsDecision,
        None => JobState::Running,
    }
}

impl Engine {
    /// Answers for a step that asks a person. The job isn't run by it: resume it then.
    ///
    /// # Errors
    /// [`EngineError::NotAsked`]: the step asks nobody, or its time has ended;
    /// [`EngineError::Owned`]: a process runs the job; [`EngineError::UnknownJob`];
    /// [`EngineError::Store`].
    pub fn approve(&self, id: &str, step: &str, decided: &Decided) -> Result<(), EngineError> {
        let id = checked_id(id)?;
        let unknown = || EngineError::UnknownJob(id.clone());
        self.journal().load(&id)?.ok_or_else(unknown)?;
        let _lock = self.lock(&id)?;
        let stored = self.journal().load(&id)?.ok_or_else(unknown)?;
        // Those that are missing are nothing that could be struck out.
        let _ = self.missing_secrets(&stored.plan, &stored.settings.inputs, &|_| true);
        let mut replayed = self.replay(&stored, &mut |_| {})?;
        let asked = replayed.machine.outstanding().find_map(|(command, it)| match it {
            Command::Approve(approval) if approval.step == step => Some((command, approval)),
            _ => None,
        });
        let now = self.world.clock.now();
        let not_asked =
            |expired| EngineError::NotAsked { job: id.clone(), step: step.to_owned(), expired };
        let (command, approval) = asked.ok_or_else(|| not_asked(false))?;
        if approval.expires_at.is_some_and(|end| end <= now) {
            return Err(not_asked(true));
        }
        let value = self.struck(decided).value();
        let event = Event { id: command, at: now, news: News::Done { value } };
        replayed.machine.handle(event.clone());
        let state = state_of(&replayed.machine);
        self.journal().commit(
            &id,
            replayed.next_record,
            &[Record::Event(event)],
            Some(state),
            now,
        )?;
        Ok(())
    }

    /// Secrets don't reach the journal, whoever writes them.
    fn struck(&self, decided: &Decided) -> Decided {
        let strike = |text: &Option<String>| {
            text.as_ref().map(|it| self.world.post.redactor.strike(it).into())
        };
        Decided { approved: decided.approved, by: strike(&decided.by), note: strike(&decided.note) }
    }
}
