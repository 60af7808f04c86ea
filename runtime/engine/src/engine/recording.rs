//! A job of the store as a recording.

use std::collections::BTreeMap;

use orchestra_plan::Value;

use super::{Engine, EngineError, checked_id, lacking, replay::Told};
use crate::{
    Answer, Command, CommandId, Ended, Instant, News, Recording, SandboxMark, Send, SysCommand,
    journal::StoredJob,
    machine::CacheKey,
    recording::{self, About, Exchange, KeptAnswer, RecordedRequest, Reply, SystemValue},
};

/// What went between a job and the world, in the order in which it was asked.
#[derive(Default)]
struct Traffic {
    open: BTreeMap<CommandId, Command>,
    /// Requests that left, with their answers.
    sent: Vec<(CommandId, Send, Heard)>,
    /// What `sys` said.
    system: Vec<(String, SysCommand, News)>,
    /// Answers that were kept from earlier jobs.
    kept: Vec<(CacheKey, Answer, Instant)>,
}

/// What came back to a request.
enum Heard {
    Nothing,
    News(News),
    /// It was sent again by another process, which didn't know whether it had arrived.
    Lost,
}

impl Engine {
    /// What the world said to a job of the store, as far as it got. `sandbox` says which it was that
    /// answered. Changes nothing.
    ///
    /// # Errors
    /// [`EngineError::UnknownJob`], [`EngineError::Store`]; [`EngineError::Plan`] where the stored
    /// plan can't be run.
    pub fn recording(
        &self,
        id: &str,
        sandbox: Option<SandboxMark>,
    ) -> Result<Recording, EngineError> {
        let id = checked_id(id)?;
        let stored = self.journal().load(&id)?;
        let stored = stored.ok_or_else(|| EngineError::UnknownJob(id.clone()))?;
        let mut traffic = Traffic::default();
        let (machine, _) = self.walk(&stored, &mut |told| traffic.note(told))?;
        let keeps_time = sandbox.is_none();
        let mut exchanges: Vec<_> = traffic
            .sent
            .into_iter()
            .filter(|(.., heard)| !matches!(heard, Heard::Lost))
            .map(|(_, send, heard)| {
                let reply = reply(&stored, &send, heard, keeps_time);
                let request = RecordedRequest::of(&send);
                let Send { step, binding, operation, purpose, .. } = send;
                (binding, Exchange { step, operation, purpose, request, reply })
            })
            .collect();
        // A step's requests to one provider come one after the other; all else may come in any order.
        exchanges.sort_by(|(one, a), (other, b)| {
            recording::steps(&a.step, &b.step).then_with(|| one.cmp(other))
        });
        let exchanges = exchanges.into_iter().map(|(_, exchange)| exchange).collect();
        let mut system: Vec<_> = traffic.system.into_iter().filter_map(system_value).collect();
        system.sort_by(|a, b| recording::steps(&a.step, &b.step));
        let mut kept: Vec<_> = traffic
            .kept
            .into_iter()
            .map(|(key, answer, kept_at)| KeptAnswer {
                endpoint: key.endpoint,
                request: key.request,
                kept_at,
                answer: recording::RecordedAnswer::of(&answer, keeps_time),
            })
            .collect();
        kept.sort_by(|a, b| (&a.endpoint, &a.request).cmp(&(&b.endpoint, &b.request)));
        let ended = machine.result().map(Ended::of);
        // What isn't there any more was struck out of answers when it was.
        let _ = self.missing_secrets(&stored.plan, &stored.settings.inputs, &|_| true);
        let strike = |text: &str| self.world.post.redactor.strike(text).into_owned();
        let about = about(&stored, sandbox);
        Ok(Recording::new(about, exchanges, system, kept, ended, &strike))
    }

    /// Has a recording that answers forget what the job takes, and take what it took before.
    pub(super) fn take_again(&self, stored: &StoredJob) -> Result<(), EngineError> {
        let Some(replay) = &self.world.replay else { return Ok(()) };
        let mut traffic = Traffic::default();
        self.walk(stored, &mut |told| traffic.note(told))?;
        replay.rewind();
        for (_, send, _) in &traffic.sent {
            // It was answered before, by this recording or by another.
            let _ = replay.answer(send);
        }
        for (step, command, _) in &traffic.system {
            let _ = replay.system(step, command);
        }
        Ok(())
    }
}

impl Traffic {
    fn note(&mut self, told: Told<'_>) {
        match told {
            Told::Turn { turn, .. } => {
                for id in turn.dropped {
                    self.open.remove(&id);
                }
                self.open.extend(turn.commands);
            }
            Told::Left(ids) => {
                for id in ids {
                    if let Some(Command::Send(send)) = self.open.get(&id) {
                        self.sent.push((id, (**send).clone(), Heard::Nothing));
                    }
                }
            }
            // What was dropped before leads to nothing.
            Told::Heard(event) => match (self.open.remove(&event.id), &event.news) {
                (Some(Command::Send(_)), news) => {
                    let sent = self.sent.iter_mut().rev().find(|(id, ..)| *id == event.id);
                    if let Some((_, _, heard)) = sent {
                        *heard = match news {
                            News::Lost => Heard::Lost,
                            news => Heard::News(news.clone()),
                        };
                    }
                }
                (Some(Command::Sys { step, operation }), news) => {
                    self.system.push((step, operation, news.clone()));
                }
                (
                    Some(Command::Recall { key, .. }),
                    News::Recalled { answer: Some(answer), kept_at },
                ) => {
                    self.kept.push((key, answer.clone(), *kept_at));
                }
                _ => {}
            },
        }
    }
}

/// How a request ended, as it is recorded.
fn reply(stored: &StoredJob, send: &Send, heard: Heard, keeps_time: bool) -> Reply {
    let binding = stored.plan.bindings.get(&send.binding);
    let is_secret = binding.is_none_or(|binding| lacking::answers_secrets(&stored.plan, binding));
    match heard {
        Heard::News(News::Answered { answer } | News::Accepted { answer }) => match is_secret {
            true => Reply::Withheld,
            false => Reply::Answer(recording::RecordedAnswer::of(&answer, keeps_time)),
        },
        Heard::News(News::Unanswered { fault }) => {
            let mut fault = recording::RecordedFault::of(&fault, keeps_time);
            if !keeps_time {
                fault.message = without_ports(&fault.message);
            }
            Reply::Fault(fault)
        }
        Heard::News(_) | Heard::Nothing | Heard::Lost => Reply::Unanswered,
    }
}

fn about(stored: &StoredJob, sandbox: Option<SandboxMark>) -> About {
    let inputs = stored.settings.inputs.iter().filter(|(_, value)| !holds_secret(value));
    About {
        version: recording::RECORDING_VERSION,
        template: stored.plan.template.clone(),
        plan: stored.plan_id.clone(),
        sandbox,
        inputs: inputs.map(|(name, value)| (name.clone(), value.to_json())).collect(),
        missing_secrets: stored.settings.missing_secrets.clone(),
        left_out: stored.settings.left_out.clone(),
    }
}

fn system_value((step, command, news): (String, SysCommand, News)) -> Option<SystemValue> {
    let operation = recording::recorded_name(&command)?.to_owned();
    match news {
        News::Done { value } => Some(SystemValue { step, operation, value }),
        _ => None,
    }
}

fn holds_secret(value: &Value) -> bool {
    match value {
        Value::Secret(_) => true,
        Value::List(items) => items.iter().any(holds_secret),
        Value::Record(fields) => fields.values().any(holds_secret),
        _ => false,
    }
}

/// A message without where the sandbox listened, which is elsewhere each time.
fn without_ports(message: &str) -> String {
    const HOST: &str = "127.0.0.1:";
    let mut parts = message.split(HOST);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, rest| {
        text + "sandbox" + rest.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::without_ports;

    #[test]
    fn a_sandbox_lies_nowhere() {
        for (message, kept) in [
            ("cut: http://127.0.0.1:4711/a and 127.0.0.1:80", "cut: http://sandbox/a and sandbox"),
            ("no answer within 300 ms", "no answer within 300 ms"),
            ("127.0.0.1:", "sandbox"),
        ] {
            assert_eq!(without_ports(message), kept);
        }
    }
}
