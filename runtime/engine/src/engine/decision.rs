//! What a person says of requests whose fate isn't known.

use std::time::Duration;

use super::{Engine, EngineError, replay::Replayed};
use crate::{Answer, CommandId, journal::JobState};

/// What a person says to a job that they resume.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resumption {
    /// What is to be done about requests that left and whose fate isn't known. Later ones about a
    /// step count.
    pub decisions: Vec<Decision>,
    /// The time from now in which it must end, whatever was said before; its template's promise
    /// too. None: as before.
    pub deadline: Option<Duration>,
}

/// What is to be done about one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The step's path, as [`EngineError::NeedsDecision`] and [`crate::JobRecord`] name it.
    pub step: String,
    /// What is to be done.
    pub verdict: Verdict,
}

/// What is to be done about a request whose fate isn't known.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is sent again, with the same key.
    Retry,
    /// It arrived, and this is the operation's output.
    Accept(serde_json::Value),
}

impl Engine {
    /// The answers that the decisions name. Nothing is decided unless all is.
    pub(super) fn decide(
        &self,
        id: &str,
        replayed: &Replayed,
        decisions: &[Decision],
    ) -> Result<Vec<(CommandId, Answer)>, EngineError> {
        let known = |step: &str| replayed.uncertain().any(|(_, send)| send.step == step);
        if let Some(decision) = decisions.iter().find(|decision| !known(&decision.step)) {
            let step = decision.step.clone();
            return Err(EngineError::NotUncertain { job: id.to_owned(), step });
        }
        let (mut accepted, mut undecided) = (Vec::new(), Vec::new());
        for (command, send) in replayed.uncertain() {
            let decision = decisions.iter().rev().find(|decision| decision.step == send.step);
            match decision.map(|decision| &decision.verdict) {
                Some(Verdict::Retry) => {}
                Some(Verdict::Accept(output)) => {
                    let answer = replayed.machine.accept(send, output).map_err(|reason| {
                        EngineError::Verdict { step: send.step.clone(), reason }
                    })?;
                    accepted.push((command, answer));
                }
                None => undecided.push(send.step.clone()),
            }
        }
        if undecided.is_empty() {
            return Ok(accepted);
        }
        let (now, waits) = (self.world.clock.now(), Some(JobState::NeedsDecision));
        self.journal().commit(id, replayed.next_record, &[], waits, now)?;
        Err(EngineError::NeedsDecision { job: id.to_owned(), steps: undecided })
    }
}
