//! A lane of a call: one provider at a time, with its attempts and the waits between them. A call
//! has one; with `hedge` and `quorum` it has several at once.

use orchestra_plan::{
    Failure, FailureKind, Value,
    binding::{Idempotency, Transport},
    node::CallNode,
};

use serde_json::Value as Json;

use super::{
    CacheKey, Command, CommandId, Machine, Purpose, Send, Target,
    answer::{AttemptFailure, Reading},
    call::CallRun,
    frame::Place,
    money::Held,
    purchase,
    remote::Remote,
    treasury::Owner,
};
use crate::{
    JobEvent,
    transport::{self, Input, prompt::Refused},
};

/// One provider being asked.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// Its place in the call's providers.
    pub(super) provider: usize,
    /// The key of its binding.
    pub(super) binding: String,
    /// The operation that is asked, as people know it.
    pub(super) operation: String,
    /// Its arguments, as they are priced: what an `into` adds isn't among them.
    pub(super) input: Input,
    /// Attempts at it, counting the one on its way.
    pub(super) attempt: u32,
    /// Answers of it that we refused.
    pub(super) purchase: u32,
    /// The last of them, where it is sent back.
    pub(super) refused: Option<Refused>,
    pub(super) phase: Phase,
    /// The provider's job that its answer named.
    pub(super) remote: Option<Remote>,
    /// What is set aside for the attempt, or for the purchase that it belongs to.
    pub(super) held: Option<Held>,
    /// Its answer, where others must agree.
    pub(super) vote: Option<Vote>,
    /// Why it ended.
    pub(super) failure: Option<String>,
    /// What its answer is kept under, where it is.
    pub(super) cache_key: Option<CacheKey>,
}

/// What a lane is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing: it has its answer, or failed for good.
    #[default]
    Ended,
    /// Looking for a kept answer.
    Recalling(CommandId),
    /// Waiting for its next attempt.
    Waiting(CommandId),
    /// Waiting for an answer.
    InFlight(CommandId),
    /// Following the provider's job: about to ask it, or waiting for what it says.
    Following(CommandId),
}

/// An answer that others must agree with.
#[derive(Clone, Debug)]
pub(super) struct Vote {
    pub(super) value: Value,
    /// What values must have in common.
    pub(super) key: Value,
}

/// Why an attempt isn't made.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) failure: Failure,
    /// Whose budget doesn't cover it.
    pub(super) owner: Option<Owner>,
}

impl Refusal {
    pub(super) fn of(kind: FailureKind, message: String) -> Self {
        Failure { kind, message, mark: None }.into()
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self { failure, owner: None }
    }
}

impl Lane {
    pub(super) fn is_open(&self) -> bool {
        self.phase != Phase::Ended
    }
}

impl Machine {
    /// Turns a lane to a provider; where that one can't be asked, to those behind it.
    pub(super) fn ask(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        lane: usize,
        provider: usize,
    ) {
        let key = &call.providers[provider].binding;
        let operation = self.binding(key).map_or(key, |binding| &binding.operation).clone();
        run.lanes[lane] =
            Lane { provider, binding: key.clone(), operation, attempt: 1, ..Lane::default() };
        let asked = self.input(place, call, provider, &run.arguments).map_err(Refusal::from);
        let asked = asked.and_then(|input| {
            run.lanes[lane].input = input;
            if self.recall(place, call, run, lane) {
                return Ok(());
            }
            self.attempt(place, call, run, lane)
        });
        if let Err(refusal) = asked {
            self.provider_failed(place, call, run, lane, refusal);
        }
    }

    /// The operation's own arguments.
    pub(super) fn input(
        &self,
        place: Place,
        call: &CallNode,
        provider: usize,
        arguments: &Value,
    ) -> Result<Input, Failure> {
        let input = self.operation_arguments(place, call, provider, arguments)?;
        Input::of(&input).map_err(guard)
    }

    /// The operation's own arguments, as a value.
    pub(super) fn operation_arguments(
        &self,
        place: Place,
        call: &CallNode,
        provider: usize,
        arguments: &Value,
    ) -> Result<Value, Failure> {
        match &call.providers[provider].request {
            Some(request) => self.apply(place.frame, request, vec![arguments.clone()]),
            None => Ok(arguments.clone()),
        }
    }

    /// Makes a lane's next attempt, if it may be sent and the money is there.
    pub(super) fn attempt(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
    ) -> Result<(), Refusal> {
        let step = self.step(place);
        let lane = &mut run.lanes[at];
        let sent = self.sent(call, &lane.binding, &lane.input, lane.refused.as_ref())?;
        let fields = Json::Object(sent.fields.clone());
        self.checks.input(&lane.binding, &fields).map_err(|violation| {
            guard(format!("the arguments of `{}` don't fit: {violation}", lane.operation))
        })?;
        let timeout = call.providers[lane.provider].timeout;
        let command = match self.mock(&lane.binding) {
            Some(mock) => self.wait_for_mock(mock, timeout),
            None => Command::Send(Box::new(self.send(&step, call, lane, &sent)?)),
        };
        self.hold(place, call, lane, &fields)?;
        let (step, operation, attempt) = (step.to_string(), lane.operation.clone(), lane.attempt);
        self.report(JobEvent::AttemptStarted { step, operation, attempt });
        lane.phase = Phase::InFlight(self.command(command, Target::Attempt(place, at)));
        let provider = lane.provider;
        self.note_attempt(place, call, run, provider);
        Ok(())
    }

    /// The arguments with what an `into` adds.
    pub(super) fn sent(
        &self,
        call: &CallNode,
        key: &str,
        input: &Input,
        refused: Option<&Refused>,
    ) -> Result<Input, Failure> {
        let mut input = input.clone();
        if let (Some(into), Some(binding)) = (&call.into, self.binding(key))
            && binding.transport != Transport::Mock
        {
            transport::prompt::ask_for(binding, &mut input.fields, &into.schema, refused)
                .map_err(guard)?;
        }
        Ok(input)
    }

    fn send(
        &self,
        step: &str,
        call: &CallNode,
        lane: &Lane,
        sent: &Input,
    ) -> Result<Send, Failure> {
        let Lane { binding: key, operation, .. } = lane;
        let binding =
            self.binding(key).ok_or_else(|| guard(format!("the plan has no binding `{key}`")))?;
        let purchase = purchase::key(&self.settings, step, operation, lane.purchase);
        let request = transport::request(binding, sent, &purchase).map_err(|problem| {
            guard(format!("the arguments of `{operation}` can't be sent: {problem}"))
        })?;
        let timeout = call.providers[lane.provider].timeout.map_or(u64::MAX, |it| it.0);
        // The job that it names has the attempt's time, less what its submission takes.
        let most = binding.job.as_ref().map_or(u64::MAX, |job| job.request_timeout.0);
        Ok(Send {
            step: step.to_owned(),
            binding: key.clone(),
            operation: operation.clone(),
            purpose: Purpose::Attempt,
            endpoint: binding.endpoint.clone(),
            operation_limits: binding.operation_limits.clone(),
            endpoint_limits: binding.endpoint_limits.clone(),
            request,
            auth: binding.auth.clone(),
            timeout: timeout.min(most),
            idempotency: binding.repeated(),
            key: purchase,
        })
    }

    /// The attempt of a lane has ended. Its value, where it has a good one.
    pub(super) fn attempt_ended(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        reading: Reading,
    ) -> Result<Value, AttemptFailure> {
        run.lanes[at].phase = Phase::Ended;
        self.totals.attempts += 1;
        let failure = reading.value.as_ref().err();
        if let Some(failure) = failure {
            let lane = &run.lanes[at];
            let step = self.step(place).to_string();
            self.report(JobEvent::AttemptFailed {
                step,
                operation: lane.operation.clone(),
                attempt: lane.attempt,
                kind: failure.failure.kind,
                status: failure.status,
                message: failure.failure.message.clone(),
            });
        }
        let goes_on = failure.is_some_and(|failure| {
            !failure.ends_purchase
                && self.wait_before_retry(place, call, &run.lanes[at], failure).is_some()
        });
        self.settle_attempt(place, run, at, reading.cost, goes_on);
        if let (Ok(_), Some(answer)) = (&reading.value, reading.answer) {
            self.keep(&run.lanes[at], answer);
        }
        reading.value
    }

    /// Waits for the next attempt at the same provider, or turns to the next one.
    pub(super) fn attempt_failed(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        failure: AttemptFailure,
    ) {
        let Some(wait) = self.wait_before_retry(place, call, &run.lanes[at], &failure) else {
            return self.provider_failed(place, call, run, at, failure.failure.into());
        };
        let lane = &mut run.lanes[at];
        if failure.ends_purchase {
            lane.purchase += 1;
            lane.refused = failure.refused;
        }
        self.wait_in(place, lane, at, wait);
    }

    /// Has a lane wait for its next attempt.
    pub(super) fn wait_in(&mut self, place: Place, lane: &mut Lane, at: usize, wait: u64) {
        lane.attempt += 1;
        let step = self.step(place).to_string();
        let (operation, attempt) = (lane.operation.clone(), lane.attempt);
        self.report(JobEvent::Retrying { step, operation, attempt, after_ms: wait });
        let wake = Command::Wake { at: self.now.after(wait) };
        lane.phase = Phase::Waiting(self.command(wake, Target::Retry(place, at)));
    }

    /// How long to wait for the next attempt at the same provider; none: there is no next one.
    fn wait_before_retry(
        &self,
        place: Place,
        call: &CallNode,
        lane: &Lane,
        failure: &AttemptFailure,
    ) -> Option<u64> {
        let retry = &call.policy.retry;
        let repeatable = self.binding(&lane.binding)?.repeated() != Idempotency::None;
        let allowed = lane.attempt < retry.attempts
            && retry.on.contains(&failure.failure.kind)
            && (repeatable || failure.never_arrived);
        if !allowed {
            return None;
        }
        match failure.retry_after {
            Some(wait) if wait > retry.max.0 => None,
            Some(wait) => Some(wait),
            None => Some(purchase::wait(&self.settings, retry, &self.step(place), lane.attempt)),
        }
    }

    /// The provider failed for good: the lane turns to the next that nobody asked, or ends.
    pub(super) fn provider_failed(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        refusal: Refusal,
    ) {
        self.give_back(place, run, at);
        run.failed.push(refusal.failure.message.clone());
        run.lanes[at].failure = Some(refusal.failure.message.clone());
        if call.policy.quorum.is_some() {
            // A budget that keeps somebody from being asked is what has to be mended.
            if run.last.as_ref().is_none_or(|last| last.owner.is_none()) {
                run.last = Some(refusal);
            }
            return;
        }
        run.last = Some(refusal);
        if let Some(next) = run.next_provider() {
            let from = run.lanes[at].operation.clone();
            let key = &call.providers[next].binding;
            let to = self.binding(key).map_or(key, |binding| &binding.operation).clone();
            let step = self.step(place).to_string();
            self.report(JobEvent::FellBack { step, from, to });
            self.ask(place, call, run, at, next);
        }
    }

    /// Gives up what a lane is doing.
    pub(super) fn drop_lane(&mut self, place: Place, run: &mut CallRun, at: usize) {
        if run.lanes[at].remote.is_some() {
            self.totals.attempts += 1;
            return self.end_remote(place, run, at);
        }
        let phase = std::mem::take(&mut run.lanes[at].phase);
        let sent = match phase {
            Phase::InFlight(id) => self.drop_command(id),
            Phase::Recalling(id) | Phase::Waiting(id) => {
                self.drop_command(id);
                false
            }
            Phase::Following(_) | Phase::Ended => false,
        };
        if sent {
            self.totals.attempts += 1;
            self.lose(place, run, at);
        } else {
            self.give_back(place, run, at);
        }
    }
}

pub(super) fn guard(message: String) -> Failure {
    Failure { kind: FailureKind::Guard, message, mark: None }
}
