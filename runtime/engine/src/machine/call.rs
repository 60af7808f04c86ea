//! Calls of operations: providers in order, attempts at each, waits between them.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_plan::{
    Binding, Failure, FailureKind, Money, Value,
    binding::Idempotency,
    node::{CallNode, Provider},
};
use rust_decimal::Decimal;

use super::{
    Answer, Command, CommandId, Fault, FaultKind, Machine, Send, Target,
    answer::{AttemptFailure, Reading},
    frame::{Activity, Place},
    purchase,
};
use crate::{
    JobEvent,
    program::Code,
    transport::{self, Input, prompt::Refused},
};

/// A call being made.
#[derive(Debug)]
pub(super) struct CallRun {
    /// The arguments, as they fit the target.
    pub(super) arguments: Value,
    /// Whom to ask, by place in the call's providers: those whose key is there.
    candidates: Vec<usize>,
    /// Who is asked, by place in `candidates`.
    at: usize,
    /// The key of its binding.
    binding: String,
    /// The operation that is asked, as people know it.
    operation: String,
    /// Its arguments.
    input: Input,
    /// Attempts at it, counting the one on its way.
    attempt: u32,
    /// Answers of it that we refused.
    purchase: u32,
    /// The last of them, where it is sent back.
    refused: Option<Refused>,
    phase: Phase,
    /// What went wrong with whom, of providers that failed for good.
    failed: Vec<String>,
    cost: Option<BTreeMap<String, Decimal>>,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Idle,
    Waiting(CommandId),
    InFlight(CommandId),
}

impl CallRun {
    /// The operation that was asked last.
    pub(super) fn operation(&self) -> &str {
        &self.operation
    }

    /// The key of its binding.
    pub(super) fn binding(&self) -> &str {
        &self.binding
    }

    /// The operation's arguments, as they are priced: what an `into` adds isn't among them.
    pub(super) fn sent_fields(&self) -> &serde_json::Map<String, serde_json::Value> {
        &self.input.fields
    }

    /// What all attempts cost; none where a price isn't known.
    pub(super) fn cost(&self) -> Option<Vec<Money>> {
        let cost = self.cost.as_ref()?.iter();
        let money = |(currency, amount): (&String, &Decimal)| Money {
            amount: *amount,
            currency: currency.as_str().into(),
        };
        Some(cost.map(money).collect())
    }
}

impl Machine {
    pub(super) fn start_call(&mut self, place: Place, call: &CallNode) {
        self.set_running(place, Activity::Over);
        self.step_started(place, &call.target);
        let arguments = match self.evaluate(place.frame, &call.arguments, &[]) {
            Ok(arguments) => arguments,
            Err(failure) => return self.throw_at(place, failure),
        };
        if let Some(deadline) = call.policy.deadline {
            self.set_alarm(place, deadline.0);
        }
        let run = CallRun {
            arguments,
            candidates: self.candidates(call),
            at: 0,
            binding: String::new(),
            operation: String::new(),
            input: Input::default(),
            attempt: 0,
            purchase: 0,
            refused: None,
            phase: Phase::Idle,
            failed: Vec::new(),
            cost: Some(BTreeMap::new()),
        };
        if run.candidates.is_empty() {
            let message = format!("the keys of all providers of `{}` are missing", call.target);
            return self.fail_at(place, FailureKind::Guard, message);
        }
        self.ask(place, call, Box::new(run));
    }

    /// Providers that may be asked: those whose keys are there, then as many as the policy says.
    fn candidates(&self, call: &CallNode) -> Vec<usize> {
        let missing = &self.settings.missing_secrets;
        let usable = |provider: &Provider| match self.program.plan.bindings.get(&provider.binding) {
            Some(Binding { auth: Some(auth), .. }) => {
                !auth.secrets().iter().any(|name| missing.contains(*name))
            }
            Some(_) => true,
            None => false,
        };
        let most = usize::try_from(call.policy.fallbacks).unwrap_or(usize::MAX).saturating_add(1);
        let usable = (0..call.providers.len()).filter(|at| usable(&call.providers[*at]));
        usable.take(most).collect()
    }

    /// Turns to the provider at `run.at`.
    fn ask(&mut self, place: Place, call: &CallNode, mut run: Box<CallRun>) {
        let provider = &call.providers[run.candidates[run.at]];
        run.binding.clone_from(&provider.binding);
        run.operation = self.operation_of(&provider.binding).to_owned();
        (run.attempt, run.purchase, run.refused) = (1, 0, None);
        match self.input(place, provider, &run) {
            Ok(input) => {
                run.input = input;
                self.attempt(place, call, run);
            }
            Err(failure) => self.provider_failed(place, call, run, failure),
        }
    }

    /// The operation's own arguments.
    fn input(&self, place: Place, provider: &Provider, run: &CallRun) -> Result<Input, Failure> {
        let input = match &provider.request {
            Some(request) => self.apply(place.frame, request, vec![run.arguments.clone()])?,
            None => run.arguments.clone(),
        };
        Input::of(&input).map_err(guard)
    }

    /// Makes the next attempt.
    fn attempt(&mut self, place: Place, call: &CallNode, mut run: Box<CallRun>) {
        let provider = &call.providers[run.candidates[run.at]];
        let step = self.step(place);
        let send = match self.send(&step, call, provider, &run) {
            Ok(send) => send,
            Err(failure) => return self.provider_failed(place, call, run, failure),
        };
        let (operation, attempt) = (run.operation.clone(), run.attempt);
        self.report(JobEvent::AttemptStarted { step: step.to_string(), operation, attempt });
        let id = self.command(Command::Send(Box::new(send)), Target::Attempt(place));
        run.phase = Phase::InFlight(id);
        self.set_activity(place, Activity::Call(run));
    }

    fn send(
        &self,
        step: &str,
        call: &CallNode,
        provider: &Provider,
        run: &CallRun,
    ) -> Result<Send, Failure> {
        let binding = self
            .binding(&run.binding)
            .ok_or_else(|| guard(format!("the plan has no binding `{}`", run.binding)))?;
        let mut input = run.input.clone();
        if let Some(into) = &call.into {
            transport::prompt::ask_for(
                binding,
                &mut input.fields,
                &into.schema,
                run.refused.as_ref(),
            )
            .map_err(guard)?;
        }
        let fields = serde_json::Value::Object(input.fields.clone());
        self.checks.input(&run.binding, &fields).map_err(|violation| {
            guard(format!("the arguments of `{}` don't fit: {violation}", run.operation))
        })?;
        let key = purchase::key(&self.settings, step, &run.operation, run.purchase);
        let request = transport::request(binding, &input, &key).map_err(|problem| {
            guard(format!("the arguments of `{}` can't be sent: {problem}", run.operation))
        })?;
        Ok(Send {
            step: step.to_owned(),
            binding: run.binding.clone(),
            operation: run.operation.clone(),
            endpoint: binding.endpoint.clone(),
            operation_limits: binding.operation_limits.clone(),
            endpoint_limits: binding.endpoint_limits.clone(),
            request,
            auth: binding.auth.clone(),
            timeout: provider.timeout.0,
            idempotency: binding.repeated(),
        })
    }

    /// The attempt on its way has ended.
    pub(super) fn answered(&mut self, place: Place, answer: Result<Answer, Fault>) {
        let program = Arc::clone(&self.program);
        let Some(frame) = self.frames.get(&place.frame) else { return };
        let Code::Call { call, .. } = &program.node(frame.block, place.node).code else { return };
        let Some(node) = self.running(place) else { return };
        let given_up = node.cancelled || node.failing.is_some();
        let Activity::Call(mut run) = std::mem::replace(&mut node.activity, Activity::Over) else {
            return;
        };
        run.phase = Phase::Idle;
        self.totals.attempts += 1;
        let reading = self.read(place, call, &run, answer);
        self.settle_cost(&mut run, &reading);
        match reading.value {
            Ok(value) => {
                self.totals.calls += 1;
                self.set_activity(place, Activity::Call(run));
                if given_up {
                    return self.settle_with(place, &value);
                }
                self.finish(place, value);
            }
            Err(failure) => {
                self.report_attempt(place, &run, &failure);
                if given_up {
                    return self.settle(place);
                }
                self.attempt_failed(place, call, run, failure);
            }
        }
    }

    fn settle_cost(&mut self, run: &mut CallRun, reading: &Reading) {
        match &reading.cost {
            Some(cost) => {
                for (currency, amount) in &cost.amounts {
                    add(&mut self.totals.cost, currency, *amount);
                    if let Some(known) = &mut run.cost {
                        add(known, currency, *amount);
                    }
                }
            }
            None => {
                run.cost = None;
                if !self.totals.unpriced.contains(&run.operation) {
                    self.totals.unpriced.push(run.operation.clone());
                }
            }
        }
    }

    fn report_attempt(&mut self, place: Place, run: &CallRun, failure: &AttemptFailure) {
        let step = self.step(place).to_string();
        self.report(JobEvent::AttemptFailed {
            step,
            operation: run.operation.clone(),
            attempt: run.attempt,
            kind: failure.failure.kind,
            status: failure.status,
            message: failure.failure.message.clone(),
        });
    }

    fn attempt_failed(
        &mut self,
        place: Place,
        call: &CallNode,
        mut run: Box<CallRun>,
        failure: AttemptFailure,
    ) {
        let step = self.step(place);
        let Some(wait) = self.wait_before_retry(&step, call, &run, &failure) else {
            return self.provider_failed(place, call, run, failure.failure);
        };
        if failure.failure.kind == FailureKind::InvalidOutput {
            run.purchase += 1;
            run.refused = failure.refused;
        }
        run.attempt += 1;
        self.report(JobEvent::Retrying {
            step: step.to_string(),
            operation: run.operation.clone(),
            attempt: run.attempt,
            after_ms: wait,
        });
        let at = self.now.after(wait);
        run.phase = Phase::Waiting(self.command(Command::Wake { at }, Target::Retry(place)));
        self.set_activity(place, Activity::Call(run));
    }

    /// How long to wait for the next attempt at the same provider; none: there is no next one.
    fn wait_before_retry(
        &self,
        step: &str,
        call: &CallNode,
        run: &CallRun,
        failure: &AttemptFailure,
    ) -> Option<u64> {
        let retry = &call.policy.retry;
        let repeatable = self.binding(&run.binding)?.repeated() != Idempotency::None;
        let allowed = run.attempt < retry.attempts
            && retry.on.contains(&failure.failure.kind)
            && (repeatable || failure.never_arrived);
        if !allowed {
            return None;
        }
        match failure.retry_after {
            Some(wait) if wait > retry.max.0 => None,
            Some(wait) => Some(wait),
            None => Some(purchase::wait(&self.settings, retry, step, run.attempt)),
        }
    }

    /// The wait before an attempt is over.
    pub(super) fn attempt_again(&mut self, place: Place) {
        let program = Arc::clone(&self.program);
        let Some(frame) = self.frames.get(&place.frame) else { return };
        let Code::Call { call, .. } = &program.node(frame.block, place.node).code else { return };
        let Some(node) = self.running(place) else { return };
        match std::mem::replace(&mut node.activity, Activity::Over) {
            Activity::Call(run) => self.attempt(place, call, run),
            other => node.activity = other,
        }
    }

    /// The provider failed for good: the next is asked, or the call fails.
    fn provider_failed(
        &mut self,
        place: Place,
        call: &CallNode,
        mut run: Box<CallRun>,
        mut failure: Failure,
    ) {
        if run.at + 1 < run.candidates.len() {
            run.failed.push(failure.message);
            run.at += 1;
            let from = run.operation.clone();
            let to = &call.providers[run.candidates[run.at]].binding;
            let to = self.operation_of(to).to_owned();
            let step = self.step(place).to_string();
            self.report(JobEvent::FellBack { step, from, to });
            return self.ask(place, call, run);
        }
        if !run.failed.is_empty() {
            run.failed.push(failure.message);
            failure.message = run.failed.join("; then ");
        }
        run.phase = Phase::Idle;
        self.throw_at(place, failure);
    }

    /// Gives a call up; whether an attempt is awaited all the same, as a write in flight is.
    pub(super) fn cancel_call(&mut self, place: Place, run: Box<CallRun>) -> bool {
        match run.phase {
            Phase::InFlight(_) if self.binding(&run.binding).is_some_and(|it| it.writes) => {
                self.set_activity(place, Activity::Call(run));
                true
            }
            Phase::InFlight(id) | Phase::Waiting(id) => {
                self.drop_command(id);
                false
            }
            Phase::Idle => false,
        }
    }

    /// A binding by its key. An operation may have several, which differ in price.
    pub(super) fn binding(&self, key: &str) -> Option<&Binding> {
        self.program.plan.bindings.get(key)
    }

    /// The operation that a binding calls, as people know it.
    fn operation_of<'machine>(&'machine self, key: &'machine str) -> &'machine str {
        self.binding(key).map_or(key, |binding| &binding.operation)
    }
}

/// Decimals end at 7.9e28: beyond, a sum stays at that.
fn add(sums: &mut BTreeMap<String, Decimal>, currency: &str, amount: Decimal) {
    let sum = sums.entry(currency.to_owned()).or_default();
    *sum = sum.saturating_add(amount);
}

fn guard(message: String) -> Failure {
    Failure { kind: FailureKind::Guard, message, mark: None }
}

impl From<FaultKind> for FailureKind {
    fn from(kind: FaultKind) -> Self {
        match kind {
            FaultKind::Refused => Self::Guard,
            FaultKind::Network => Self::Network,
            FaultKind::Timeout => Self::Timeout,
            FaultKind::Unreadable => Self::InvalidOutput,
        }
    }
}
