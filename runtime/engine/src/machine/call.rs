//! Calls of operations: whom to ask, one after the other or several at once, and when a call has
//! its value. What goes on at one provider is a lane's (`lane.rs`).

use std::{collections::BTreeMap, sync::Arc};

use orchestra_plan::{
    Binding, Failure, FailureKind, Money, Value,
    node::{CallNode, Provider},
};
use rust_decimal::Decimal;

use super::{
    Answer, Command, CommandId, Fault, FaultKind, JobSettings, Machine, Target,
    answer::Reading,
    frame::{Activity, Place},
    lane::{Lane, Phase, Refusal, guard},
    money::moneys,
};
use crate::program::Code;

/// A call being made.
#[derive(Debug)]
pub(super) struct CallRun {
    /// The arguments, as they fit the target.
    pub(super) arguments: Value,
    /// Whom to ask, by place in the call's providers.
    candidates: Vec<usize>,
    /// The first candidate that nobody asked.
    next: usize,
    pub(super) lanes: Vec<Lane>,
    /// Wakes the call to ask one more.
    hedge: Option<CommandId>,
    /// What went wrong with whom, of providers that failed for good.
    pub(super) failed: Vec<String>,
    /// The last of it.
    pub(super) last: Option<Refusal>,
    /// The value, with the lane that it comes from.
    pub(super) won: Option<(usize, Value)>,
    /// What all attempts cost; none where a price isn't known.
    pub(super) cost: Option<BTreeMap<String, Decimal>>,
}

impl CallRun {
    fn new(arguments: Value) -> Self {
        Self {
            arguments,
            candidates: Vec::new(),
            next: 0,
            lanes: Vec::new(),
            hedge: None,
            failed: Vec::new(),
            last: None,
            won: None,
            cost: Some(BTreeMap::new()),
        }
    }

    /// The operation whose answer counts, else the one that was asked last.
    pub(super) fn operation(&self) -> &str {
        let lane = match &self.won {
            Some((at, _)) => self.lanes.get(*at),
            None => self.lanes.last(),
        };
        lane.map_or("", |lane| &lane.operation)
    }

    /// What all attempts cost; none where a price isn't known.
    pub(super) fn cost(&self) -> Option<Vec<Money>> {
        self.cost.as_ref().map(moneys)
    }

    /// A provider that nobody asked.
    pub(super) fn next_provider(&mut self) -> Option<usize> {
        let next = self.candidates.get(self.next).copied()?;
        self.next += 1;
        Some(next)
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
        if let Some(budget) = &call.policy.budget {
            self.set_budget(place, budget);
        }
        let mut run = Box::new(CallRun::new(arguments));
        run.candidates = match self.candidates(place, call, &run) {
            Ok(candidates) => candidates,
            Err(failure) => return self.throw_at(place, failure),
        };
        let at_once = call.policy.quorum.as_ref().map_or(1, |_| run.candidates.len());
        for _ in 0..at_once {
            self.open_lane(place, call, &mut run);
        }
        self.set_hedge(place, call, &mut run);
        self.go_on(place, call, run);
    }

    /// Providers that may be asked: those whose keys are there and who need nothing that was lacking
    /// when the job began, whose price is known where a budget must cover it, then as many as the
    /// policy says.
    fn candidates(
        &self,
        place: Place,
        call: &CallNode,
        run: &CallRun,
    ) -> Result<Vec<usize>, Failure> {
        let JobSettings { missing_secrets, left_out, .. } = &self.settings;
        let can_be_asked = |provider: &Provider| match self.binding(&provider.binding) {
            _ if left_out.contains(&provider.binding) => false,
            Some(Binding { auth: Some(auth), .. }) => {
                !auth.secrets().iter().any(|name| missing_secrets.contains(*name))
            }
            Some(_) => true,
            None => false,
        };
        let mut usable: Vec<_> =
            (0..call.providers.len()).filter(|at| can_be_asked(&call.providers[*at])).collect();
        let target = &call.target;
        if usable.is_empty() {
            return Err(guard(format!("all providers of `{target}` are left out")));
        }
        if let Some(budget) = self.budget_of(place) {
            usable.retain(|provider| self.is_priced(place, call, *provider, run, budget));
        }
        if usable.is_empty() {
            let message = format!(
                "what an attempt at `{target}` costs isn't bounded, and a budget must cover it"
            );
            return Err(Failure { kind: FailureKind::Budget, message, mark: None });
        }
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let Some(quorum) = &call.policy.quorum else {
            usable.truncate(number(call.policy.fallbacks).saturating_add(1));
            return Ok(usable);
        };
        usable.truncate(number(quorum.of));
        if usable.len() < number(quorum.agree) {
            let (agree, count) = (quorum.agree, usable.len());
            return Err(guard(format!(
                "{agree} providers of `{target}` must agree, and only {count} can be asked"
            )));
        }
        Ok(usable)
    }

    /// Asks the next provider too.
    fn open_lane(&mut self, place: Place, call: &CallNode, run: &mut CallRun) {
        if let Some(provider) = run.next_provider() {
            run.lanes.push(Lane::default());
            let at = run.lanes.len() - 1;
            self.ask(place, call, run, at, provider);
        }
    }

    /// Sets the time after which one more is asked, while there is one.
    fn set_hedge(&mut self, place: Place, call: &CallNode, run: &mut CallRun) {
        let left = run.next < run.candidates.len();
        if let Some(after) = call.policy.hedge.filter(|_| left) {
            let wake = Command::Wake { at: self.now.after(after.0) };
            run.hedge = Some(self.command(wake, Target::Hedge(place)));
        }
    }

    /// It is time to ask one more.
    pub(super) fn hedge(&mut self, place: Place) {
        self.in_call(place, |machine, call, run| {
            run.hedge = None;
            machine.open_lane(place, call, run);
            machine.set_hedge(place, call, run);
        });
    }

    /// The attempt of a lane on its way is answered.
    pub(super) fn answered(&mut self, place: Place, at: usize, answer: Result<Answer, Fault>) {
        self.in_call(place, |machine, call, run| {
            let lane = &run.lanes[at];
            let reading = match machine.submitted(lane, &answer) {
                Some(Ok(id)) => return machine.follow(place, call, run, at, id, &answer),
                Some(Err(reading)) => reading,
                None => machine.read(place, call, &run.arguments, lane, answer),
            };
            machine.conclude_attempt(place, call, run, at, reading);
        });
    }

    /// A person says what the attempt of a lane brought.
    pub(super) fn accepted(&mut self, place: Place, at: usize, answer: Answer) {
        self.in_call(place, |machine, call, run| {
            let reading = machine.read(place, call, &run.arguments, &run.lanes[at], Ok(answer));
            // Only what a provider says is kept.
            run.lanes[at].cache_key = None;
            machine.conclude_attempt(place, call, run, at, reading);
        });
    }

    /// The attempt of a lane has ended.
    pub(super) fn conclude_attempt(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        reading: Reading,
    ) {
        let given_up = self.is_given_up(place);
        match self.attempt_ended(place, call, run, at, reading) {
            Ok(value) => self.has_value(place, call, run, at, value),
            Err(_) if given_up => {}
            Err(failure) => self.attempt_failed(place, call, run, at, failure),
        }
    }

    /// A lane has a good value.
    pub(super) fn has_value(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
        value: Value,
    ) {
        match call.policy.quorum {
            Some(_) => self.vote(place, call, run, at, value),
            None => run.won = Some((at, value)),
        }
    }

    /// The answer of a lane's attempt is lost, with the process that waited for it: it is sent
    /// again, with the same key.
    pub(super) fn lost(&mut self, place: Place, at: usize) {
        self.in_call(place, |machine, call, run| {
            run.lanes[at].phase = Phase::Ended;
            machine.lose_and_repeat(place, run, at);
            machine.attempt_or_fail(place, call, run, at);
        });
    }

    /// The wait before a lane's attempt is over.
    pub(super) fn attempt_again(&mut self, place: Place, at: usize) {
        self.in_call(place, |machine, call, run| {
            run.lanes[at].phase = Phase::Ended;
            machine.attempt_or_fail(place, call, run, at);
        });
    }

    pub(super) fn attempt_or_fail(
        &mut self,
        place: Place,
        call: &CallNode,
        run: &mut CallRun,
        at: usize,
    ) {
        match self.attempt(place, call, run, at) {
            Err(refusal) if !self.is_given_up(place) => {
                self.provider_failed(place, call, run, at, refusal);
            }
            _ => {}
        }
    }

    /// Does something to a call that runs, and sees what that makes of it.
    pub(super) fn in_call(
        &mut self,
        place: Place,
        change: impl FnOnce(&mut Self, &CallNode, &mut CallRun),
    ) {
        let program = Arc::clone(&self.program);
        let Some(frame) = self.frames.get(&place.frame) else { return };
        let Code::Call { call, .. } = &program.node(frame.block, place.node).code else { return };
        let Some(node) = self.running(place) else { return };
        match std::mem::replace(&mut node.activity, Activity::Over) {
            Activity::Call(mut run) => {
                change(self, call, &mut run);
                self.go_on(place, call, run);
            }
            other => node.activity = other,
        }
    }

    /// Whether the call's value isn't wanted any more, and a write of it awaited all the same.
    pub(super) fn is_given_up(&self, place: Place) -> bool {
        let frame = self.frames.get(&place.frame);
        let node = frame.and_then(|frame| frame.running_node(place.node));
        node.is_some_and(|node| node.cancelled || node.failing.is_some())
    }

    /// Ends a call that has its value, or nobody left to ask; else it waits.
    fn go_on(&mut self, place: Place, call: &CallNode, mut run: Box<CallRun>) {
        if call.policy.quorum.is_some() {
            self.count_votes(place, call, &mut run);
        }
        if let Some((at, value)) = run.won.clone() {
            self.drop_others(place, &mut run, Some(at));
            self.totals.calls += 1;
            let given_up = self.is_given_up(place);
            self.set_activity(place, Activity::Call(run));
            return match given_up {
                true => self.settle_with(place, &value),
                false => self.finish(place, value),
            };
        }
        if run.lanes.iter().any(Lane::is_open) {
            return self.set_activity(place, Activity::Call(run));
        }
        self.drop_others(place, &mut run, None);
        if self.is_given_up(place) {
            return self.settle(place);
        }
        let nobody = || Refusal::of(FailureKind::Failed, "nobody was asked".to_owned());
        let Refusal { mut failure, owner } = run.last.take().unwrap_or_else(nobody);
        if run.failed.len() > 1 {
            failure.message = run.failed.join("; then ");
        }
        match owner {
            Some(owner) => self.throw_unfunded(place, owner, failure),
            None => self.throw_at(place, failure),
        }
    }

    /// Gives up all lanes but one.
    fn drop_others(&mut self, place: Place, run: &mut CallRun, but: Option<usize>) {
        if let Some(hedge) = run.hedge.take() {
            self.drop_command(hedge);
        }
        for at in (0..run.lanes.len()).filter(|at| Some(*at) != but) {
            self.drop_lane(place, run, at);
        }
    }

    /// Gives a call up; whether an attempt is awaited all the same, as a write in flight is.
    pub(super) fn cancel_call(&mut self, place: Place, mut run: Box<CallRun>) -> bool {
        let writes = |key: &str| self.binding(key).is_some_and(|binding| binding.writes);
        let awaited = run
            .lanes
            .iter()
            .position(|lane| matches!(lane.phase, Phase::InFlight(_)) && writes(&lane.binding));
        self.drop_others(place, &mut run, awaited);
        if awaited.is_some() {
            self.set_activity(place, Activity::Call(run));
        }
        awaited.is_some()
    }

    /// A binding by its key. An operation may have several, which differ in price.
    pub(super) fn binding(&self, key: &str) -> Option<&Binding> {
        self.program.plan.bindings.get(key)
    }
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
