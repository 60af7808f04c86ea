//! Asynchronous jobs: an attempt whose answer only names a provider's job is followed to its end.
//!
//! The submission is an attempt like any other. From its answer on, which is journaled with the
//! job's id in it, nothing submits again: a crash, a poll that fails or a poll without an answer
//! lead to the next poll. Only the end of the job, or that of its time, ends the attempt.
//!
//! A job that isn't needed any more is cancelled, where that can be. Nothing but the end of our own
//! job waits for that; if a cancelled job is free, what is set aside for it stays so until then.

use orchestra_plan::{
    Failure, FailureKind,
    binding::{AsyncJob, Idempotency, JobRequest, Limits},
    node::CallNode,
    value::duration,
};
use serde_json::Value as Json;

use super::{
    Answer, Command, CommandId, Fault, FaultKind, Machine, Purpose, Send, Target,
    answer::{AttemptFailure, Reading},
    call::CallRun,
    charge::Ended,
    frame::Place,
    lane::{Lane, Phase},
    money::{Cost, Held},
};
use crate::{
    Instant, JobEvent, summary,
    transport::{
        job::{self, Standing},
        retry_after::retry_after,
    },
};

/// The pause before a poll where the Ledger says none, in milliseconds.
const USUAL_PAUSE: u64 = 5_000;

/// The shortest pause, in milliseconds: an entry of ours shouldn't make us a nuisance.
const SHORTEST_PAUSE: u64 = 100;

/// The longest pause that an answer may ask for, in milliseconds.
const LONGEST_PAUSE: u64 = 600_000;

/// Answers in a row that refuse to say how a job stands, or can't be read, after which nobody asks
/// any more. Right behind the submission a provider may not know the job everywhere.
const MOST_UNREAD: u32 = 5;

/// A provider's job that a lane follows.
#[derive(Debug)]
pub(super) struct Remote {
    id: String,
    /// When its submission left.
    began: Instant,
    /// Wakes the lane at the end of its time.
    alarm: Option<CommandId>,
    /// What it is asked next.
    next: Purpose,
    /// What its provider said of it last.
    state: Json,
    /// Answers in a row that say nothing of it.
    unread: u32,
}

/// A request that ends a provider's job.
#[derive(Debug)]
pub(super) struct Cancel {
    /// What the provider calls the job.
    id: String,
    send: Box<Send>,
    /// What is set aside for the job; none: it counts as spent already.
    held: Option<Held>,
}

impl Machine {
    /// How an answer names a job, if that is all that it does: the job's id, or what the attempt
    /// ends with.
    pub(super) fn submitted(
        &self,
        lane: &Lane,
        answer: &Result<Answer, Fault>,
    ) -> Option<Result<String, Reading>> {
        let job = self.job_of(lane)?;
        let Ok(answer) = answer else { return None };
        if !is_success(answer) {
            return None;
        }
        // What nobody can follow may cost all the same.
        let unnamed = |problem: String| {
            let message = format!("the answer of `{}` {problem}", lane.operation);
            Reading::failed(FailureKind::InvalidOutput, message, Cost::AtMost)
        };
        Some(job::id(job, answer).map_err(unnamed))
    }

    /// The job that the answers of a lane's operation name.
    fn job_of(&self, lane: &Lane) -> Option<&AsyncJob> {
        let job = self.binding(&lane.binding)?.job.as_ref();
        job.filter(|_| self.mock(&lane.binding).is_none())
    }

    /// Begins to follow a job.
    pub(super) fn follow(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        id: String,
        answer: &Result<Answer, Fault>,
    ) {
        let took = answer.as_ref().map_or(0, |answer| answer.took);
        let began = self.now.before(took);
        let lane = &mut run.lanes[at];
        lane.remote = Some(Remote {
            id,
            began,
            alarm: None,
            next: Purpose::Poll,
            state: Json::Null,
            unread: 0,
        });
        if self.is_given_up(place) {
            lane.phase = Phase::Ended;
            self.totals.attempts += 1;
            return self.end_remote(place, run, at);
        }
        let timeout = call.providers[lane.provider].timeout;
        let alarm = timeout.map(|timeout| {
            let wake = Command::Wake { at: began.after(timeout.0) };
            self.command(wake, Target::RemoteTimeout(place, at))
        });
        if let Some(remote) = &mut lane.remote {
            remote.alarm = alarm;
        }
        self.tell_remote(place, lane);
        self.wait_for_remote(place, lane, at, 0);
    }

    fn tell_remote(&mut self, place: Place, lane: &Lane) {
        let Some(remote) = &lane.remote else { return };
        let (operation, id) = (lane.operation.clone(), remote.id.clone());
        let state = Some(remote.state.clone()).filter(|state| !state.is_null());
        let step = self.step(place).to_string();
        self.report(JobEvent::RemoteJob { step, operation, id, state });
    }

    /// Pauses, for so long at least.
    fn wait_for_remote(&mut self, place: Place, lane: &mut Lane, at: usize, least: u64) {
        let interval = self.job_of(lane).and_then(|job| job.interval);
        let pause = interval.map_or(USUAL_PAUSE, |it| it.0.max(SHORTEST_PAUSE));
        let pause = pause.max(least.min(LONGEST_PAUSE));
        let pause = self.settings.longest_pause.map_or(pause, |longest| pause.min(longest));
        let wake = Command::Wake { at: self.now.after(pause) };
        lane.phase = Phase::Following(self.command(wake, Target::Remote(place, at)));
    }

    /// Asks about a job what is to be asked next.
    pub(super) fn ask_remote(&mut self, place: Place, at: usize) {
        self.in_call(place, |machine, call, run| machine.ask_next(place, call, run, at));
    }

    fn ask_next(&mut self, place: Place, call: &CallNode, run: &mut CallRun, at: usize) {
        let lane = &mut run.lanes[at];
        let (Some(job), Some(remote)) = (self.job_of(lane), &lane.remote) else { return };
        let asked = match (remote.next, &job.fetch) {
            (Purpose::Fetch, Some(fetch)) => fetch,
            _ => &job.poll,
        };
        match self.send_about(&self.step(place), lane, &remote.id, asked, remote.next) {
            Ok(send) => {
                let command = self.command(Command::Send(send), Target::Remote(place, at));
                lane.phase = Phase::Following(command);
            }
            Err(problem) => {
                let message = format!("the job of `{}` can't be asked: {problem}", lane.operation);
                self.stop_following(place, call, run, at, FailureKind::Guard, message);
            }
        }
    }

    fn send_about(
        &self,
        step: &str,
        lane: &Lane,
        id: &str,
        asked: &JobRequest,
        purpose: Purpose,
    ) -> Result<Box<Send>, String> {
        let binding = self.binding(&lane.binding).ok_or("it has no binding")?;
        let job = self.job_of(lane).ok_or("it has no job")?;
        Ok(Box::new(Send {
            step: step.to_owned(),
            binding: lane.binding.clone(),
            operation: lane.operation.clone(),
            purpose,
            endpoint: binding.endpoint.clone(),
            operation_limits: Limits::default(),
            endpoint_limits: binding.endpoint_limits.clone(),
            request: job::request(binding, asked, id)?,
            auth: binding.auth.clone(),
            timeout: job.request_timeout.0,
            idempotency: Idempotency::Safe,
            key: String::new(),
        }))
    }

    /// The provider says something of a job, or nothing.
    pub(super) fn remote_answered(
        &mut self,
        place: Place,
        at: usize,
        answer: Result<Answer, Fault>,
    ) {
        self.in_call(place, |machine, call, run| match answer {
            Ok(answer) if is_success(&answer) => machine.heard(place, call, run, at, answer),
            Ok(answer) => {
                let lane = &mut run.lanes[at];
                if matches!(answer.status, 408 | 425 | 429 | 500..=599) {
                    let least = retry_after(&answer).unwrap_or(0);
                    return machine.wait_for_remote(place, lane, at, least);
                }
                let failure = AttemptFailure::of_status(&lane.operation, &answer).failure;
                machine.unheard(place, call, run, at, failure);
            }
            Err(fault) => match fault.kind {
                FaultKind::Network | FaultKind::Timeout => {
                    machine.wait_for_remote(place, &mut run.lanes[at], at, 0);
                }
                FaultKind::Unreadable => {
                    let kind = FailureKind::InvalidOutput;
                    let failure = Failure { kind, message: fault.message, mark: None };
                    machine.unheard(place, call, run, at, failure);
                }
                FaultKind::Refused => {
                    let kind = FailureKind::Guard;
                    machine.stop_following(place, call, run, at, kind, fault.message);
                }
            },
        });
    }

    /// A good answer to a poll or a fetch.
    fn heard(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        answer: Answer,
    ) {
        let lane = &mut run.lanes[at];
        let Some(job) = self.job_of(lane).cloned() else { return };
        let Some(remote) = &mut lane.remote else { return };
        if remote.next == Purpose::Fetch {
            return match answer.status {
                202 => self.wait_for_remote(place, lane, at, retry_after(&answer).unwrap_or(0)),
                _ => self.remote_done(place, call, run, at, answer),
            };
        }
        match job::standing(&job, &answer) {
            Ok(Standing::Done) if job.fetch.is_some() => {
                (remote.next, remote.unread) = (Purpose::Fetch, 0);
                self.ask_next(place, call, run, at);
            }
            Ok(Standing::Done) => self.remote_done(place, call, run, at, answer),
            Ok(Standing::Failed(state)) => {
                self.remote_failed(place, call, run, at, answer, &job, &state);
            }
            Ok(Standing::GoesOn(state)) => {
                remote.unread = 0;
                if !state.is_null() && remote.state != state {
                    remote.state = state;
                    self.tell_remote(place, lane);
                }
                self.wait_for_remote(place, lane, at, retry_after(&answer).unwrap_or(0));
            }
            Err(problem) => {
                let message = format!("the answer of `{}` about its job {problem}", lane.operation);
                let failure = Failure { kind: FailureKind::InvalidOutput, message, mark: None };
                self.unheard(place, call, run, at, failure);
            }
        }
    }

    /// An answer that says nothing of the job.
    fn unheard(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        failure: Failure,
    ) {
        let lane = &mut run.lanes[at];
        let Some(remote) = &mut lane.remote else { return };
        remote.unread += 1;
        if remote.unread < MOST_UNREAD {
            return self.wait_for_remote(place, lane, at, 0);
        }
        self.stop_following(place, call, run, at, failure.kind, failure.message);
    }

    /// The last answer: it brings the result.
    fn remote_done(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        mut answer: Answer,
    ) {
        answer.took = self.forget_remote(&mut run.lanes[at]);
        let reading = self.read(place, call, &run.arguments, &run.lanes[at], Ok(answer));
        self.conclude_attempt(place, call, run, at, reading);
    }

    #[expect(clippy::too_many_arguments, reason = "a place in a call, and what is said there")]
    fn remote_failed(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        mut answer: Answer,
        job: &AsyncJob,
        state: &Json,
    ) {
        answer.took = self.forget_remote(&mut run.lanes[at]);
        let lane = &run.lanes[at];
        let timeout = call.providers[lane.provider].timeout;
        let cost = match job.charged_when_failed {
            true => self.charge(lane, timeout, Ended::Answered { answer: &answer, output: None }),
            false => Cost::Of(orchestra_plan::Charge::default()),
        };
        let said = summary::cut(answer.body.text().unwrap_or_default().trim(), 200);
        let message = format!("the job of `{}` ended as {state}: {said}", lane.operation);
        let reading = Reading::failed(FailureKind::ServerError, message, cost);
        self.conclude_attempt(place, call, run, at, reading);
    }

    /// The time of a job is over.
    pub(super) fn remote_timed_out(&mut self, place: Place, at: usize) {
        self.in_call(place, |machine, call, run| {
            let lane = &run.lanes[at];
            let timeout = call.providers[lane.provider].timeout.map_or(0, |it| it.0);
            let span = duration::text(i64::try_from(timeout).unwrap_or(i64::MAX));
            let message = format!("the job of `{}` isn't done within {span}", lane.operation);
            machine.stop_following(place, call, run, at, FailureKind::Timeout, message);
        });
    }

    /// The attempt ends, though its job may go on.
    fn stop_following(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        kind: FailureKind,
        message: String,
    ) {
        self.end_remote(place, run, at);
        // What it costs is settled, or will be with its cancelling.
        let reading = Reading::failed(kind, message, Cost::AtMost);
        self.conclude_attempt(place, call, run, at, reading);
    }

    /// Nothing is asked of a job any more; how long it took, in milliseconds.
    fn forget_remote(&mut self, lane: &mut Lane) -> u64 {
        if let Phase::Following(id) = std::mem::take(&mut lane.phase) {
            self.drop_command(id);
        }
        let Some(remote) = lane.remote.take() else { return 0 };
        if let Some(alarm) = remote.alarm {
            self.drop_command(alarm);
        }
        self.now.since(remote.began)
    }

    /// Gives a job up, and has its provider end it where that can be asked for.
    pub(super) fn end_remote(&mut self, place: Place, run: &mut CallRun, at: usize) {
        let lane = &mut run.lanes[at];
        let id = lane.remote.as_ref().map(|remote| remote.id.clone()).unwrap_or_default();
        self.forget_remote(lane);
        let (asked, charged) = match self.job_of(lane) {
            Some(job) => (job.cancel.clone(), job.charged_when_cancelled),
            None => (None, true),
        };
        let step = self.step(place);
        let send =
            asked.and_then(|it| self.send_about(&step, lane, &id, &it, Purpose::Cancel).ok());
        let Some(send) = send else { return self.lose(place, run, at) };
        let held = if charged {
            self.lose(place, run, at);
            None
        } else {
            // Nobody knows before the provider has answered.
            run.cost = None;
            run.lanes[at].held.take()
        };
        let number = self.next_command;
        self.cancels.insert(number, Cancel { id, send: send.clone(), held });
        self.command(Command::Send(send), Target::Cancel(number));
    }

    /// A provider was asked to end a job, and says whether it does.
    pub(super) fn cancelled(&mut self, number: u64, answer: Result<&Answer, &Fault>) {
        let Some(Cancel { id, send, held }) = self.cancels.remove(&number) else { return };
        let problem = match answer {
            Ok(answer) if is_success(answer) => None,
            Ok(answer) => Some(AttemptFailure::of_status(&send.operation, answer).failure.message),
            Err(fault) => Some(fault.message.clone()),
        };
        if let Some(held) = held {
            let charge = match problem {
                None => Some(orchestra_plan::Charge::default()),
                Some(_) => held.worst.clone(),
            };
            self.spend(&send.operation, &held, charge.as_ref());
        }
        let Send { step, operation, .. } = *send;
        self.report(JobEvent::RemoteJobCancelled { step, operation, id, problem });
        if self.cancels.is_empty()
            && let Some(result) = self.ending.take()
        {
            self.finish_job(result);
        }
    }

    /// Nobody knows whether the request to end a job arrived: it is sent again.
    pub(super) fn cancel_again(&mut self, number: u64) {
        if let Some(cancel) = self.cancels.get(&number) {
            let send = cancel.send.clone();
            self.command(Command::Send(send), Target::Cancel(number));
        }
    }
}

fn is_success(answer: &Answer) -> bool {
    (200..300).contains(&answer.status)
}
