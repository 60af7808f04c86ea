//! The machine: a job's state and what each event does to it, without clock, I/O or randomness.
//!
//! [`Machine::handle`] takes what happened and returns what is to be done. Time comes with events,
//! random numbers from the job's seed, so that the same events always lead to the same commands:
//! that is what makes a journal of events enough to resume a job.
//!
//! A *frame* is a block being run (`frame.rs`); its nodes start as what they wait for becomes known
//! (`run.rs`), take time (`call.rs`, `system.rs`, `loops.rs`) and fail (`failing.rs`); what they buy
//! is reserved before and settled after (`money.rs`, `treasury.rs`). To add a kind of node: a variant
//! of [`crate::program::Code`], its start in `run.rs`, and in `failing.rs` what cancelling it means.

mod answer;
mod call;
mod calls;
mod charge;
mod command;
mod evaluation;
mod event;
mod failing;
mod frame;
mod lane;
mod loops;
mod mock;
mod money;
mod purchase;
mod quorum;
mod recall;
mod remote;
mod run;
mod settings;
mod system;
mod test_state;
mod treasury;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    sync::Arc,
};

use orchestra_plan::{Plan, TestPlan};

pub use self::{
    command::{Approval, Command, OutgoingRequest, Purpose, SecretPlace, Send, SysCommand, Turn},
    event::{Answer, Body, CommandId, Event, Fault, FaultKind, News},
    recall::{CacheKey, Kept},
    settings::JobSettings,
};
use self::{
    frame::{Frame, FrameId, Place, Role},
    remote::Cancel,
    test_state::TestState,
    treasury::Treasury,
};
use crate::{
    Instant, JobEvent, JobFailure, Outcome, Totals, checks::Checks, program::Program, transport,
};

/// A job being run.
#[derive(Debug)]
pub struct Machine {
    program: Arc<Program>,
    checks: Checks,
    settings: JobSettings,
    now: Instant,
    frames: HashMap<FrameId, Frame>,
    next_frame: u64,
    next_command: u64,
    ready: VecDeque<Task>,
    targets: HashMap<CommandId, Target>,
    outstanding: BTreeMap<CommandId, Command>,
    turn: Turn,
    treasury: Treasury,
    /// Endpoints that charged more than they are listed for: no more is bought there where a budget
    /// must cover it.
    overcharging: BTreeSet<String>,
    totals: Totals,
    /// Requests that end providers' jobs, by number.
    cancels: BTreeMap<u64, Cancel>,
    /// Of a test.
    test: Option<Box<TestState>>,
    /// A deadline that was set after the job began, in the place of all that were set before.
    deadline: Option<Instant>,
    /// The job's end, which waits for the last of `cancels`.
    ending: Option<Result<serde_json::Value, JobFailure>>,
    ended: Option<Result<serde_json::Value, JobFailure>>,
}

/// What is to be done within the turn.
#[derive(Clone, Copy, Debug)]
enum Task {
    /// Everything that the node waits for is known.
    Start(Place),
    /// All nodes of the frame have ended.
    Conclude(FrameId),
}

/// Who is told when a command is answered.
#[derive(Clone, Copy, Debug)]
enum Target {
    /// By lane.
    Attempt(Place, usize),
    Retry(Place, usize),
    Hedge(Place),
    /// By lane.
    Recall(Place, usize),
    /// What a provider's job is asked, and the wait before; by lane.
    Remote(Place, usize),
    /// The time-out of one.
    RemoteTimeout(Place, usize),
    /// By number.
    Cancel(u64),
    Deadline(Place),
    Sys(Place),
    JobDeadline,
}

/// A plan that can't be run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the plan can't be run: {0}")]
pub struct PlanError(pub(crate) String);

impl Machine {
    /// A job at its beginning, and what is to be done first.
    ///
    /// # Errors
    /// A plan that contradicts itself: a template or binding that isn't there, a schema that can't
    /// be read. A test's plan.
    pub fn new(plan: Arc<Plan>, settings: JobSettings) -> Result<(Self, Turn), PlanError> {
        Self::of(plan, settings, None)
    }

    /// A test at its beginning, likewise.
    ///
    /// # Errors
    /// As [`Machine::new`].
    pub(crate) fn of_test(
        test: &TestPlan,
        settings: JobSettings,
    ) -> Result<(Self, Turn), PlanError> {
        let state = Box::new(TestState::new(test.mocks.clone()));
        Self::of(Arc::new(test.plan.clone()), settings, Some(state))
    }

    fn of(
        plan: Arc<Plan>,
        settings: JobSettings,
        test: Option<Box<TestState>>,
    ) -> Result<(Self, Turn), PlanError> {
        let checks = Checks::new(&plan)?;
        let treasury = Treasury::new(plan.rates.clone());
        let program = Arc::new(Program::new(plan));
        if test.is_none() && program.is_of_test() {
            return Err(PlanError("it is a test's, which `orchc test` runs".to_owned()));
        }
        let now = settings.started_at;
        let mut machine = Self {
            program,
            checks,
            settings,
            now,
            frames: HashMap::new(),
            next_frame: 0,
            next_command: 0,
            ready: VecDeque::new(),
            targets: HashMap::new(),
            outstanding: BTreeMap::new(),
            turn: Turn::default(),
            treasury,
            overcharging: BTreeSet::new(),
            totals: Totals::default(),
            cancels: BTreeMap::new(),
            test,
            deadline: None,
            ending: None,
            ended: None,
        };
        machine.begin()?;
        let turn = machine.run();
        Ok((machine, turn))
    }

    /// What an event leads to. One whose command was dropped or answered before leads to nothing.
    pub fn handle(&mut self, event: Event) -> Turn {
        self.now = self.now.max(event.at);
        self.outstanding.remove(&event.id);
        if let Some(target) = self.targets.remove(&event.id)
            && self.ended.is_none()
        {
            self.totals.elapsed_ms = self.now.since(self.settings.started_at);
            self.react(target, event.news);
        }
        self.run()
    }

    /// Commands that were neither answered nor dropped, in the order in which they were given.
    pub fn outstanding(&self) -> impl Iterator<Item = (CommandId, &Command)> {
        self.outstanding.iter().map(|(id, command)| (*id, command))
    }

    /// Sets when the job must have ended, whatever was said before.
    pub(crate) fn set_deadline(&mut self, at: Instant) -> Turn {
        if self.ended.is_none() {
            self.deadline = Some(at);
            let old: Vec<_> = self
                .targets
                .iter()
                .filter_map(|(id, target)| matches!(target, Target::JobDeadline).then_some(*id))
                .collect();
            for id in old {
                self.drop_command(id);
            }
            self.command(Command::Wake { at }, Target::JobDeadline);
        }
        self.run()
    }

    /// What people are asked and haven't answered, in the order in which they were asked.
    pub(crate) fn approvals(&self) -> impl Iterator<Item = Approval> {
        self.outstanding.values().filter_map(|command| match command {
            Command::Approve(approval) => Some(approval.clone()),
            _ => None,
        })
    }

    /// The answer of a person to a request that was sent and never answered, or what is wrong with
    /// the output that they name.
    pub(crate) fn accept(&self, send: &Send, output: &serde_json::Value) -> Result<Answer, String> {
        let binding = self.binding(&send.binding).ok_or("has no binding")?;
        self.checks.output(&send.binding, output)?;
        transport::answer(binding, output)
    }

    /// How the job ended, once it has.
    #[must_use]
    pub fn result(&self) -> Option<&Result<serde_json::Value, JobFailure>> {
        self.ended.as_ref()
    }

    /// How the job ended and what it took, once it has.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        let (job, totals) = (self.settings.job.clone(), self.totals.clone());
        self.ended.clone().map(|result| Outcome { job, result, totals })
    }

    /// What the job took up to now.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    fn begin(&mut self) -> Result<(), PlanError> {
        let program = Arc::clone(&self.program);
        let name = &program.plan.template;
        let template = program
            .template(name)
            .ok_or_else(|| PlanError(format!("it has no template `{name}`")))?;
        let value = |name: &String| self.settings.inputs.get(name).cloned();
        let values = template
            .params
            .iter()
            .map(|(name, slot)| (*slot, value(name).unwrap_or(orchestra_plan::Value::Null)))
            .collect();
        self.report(JobEvent::JobStarted {
            job: self.settings.job.clone(),
            plan: self.settings.plan_id.clone(),
            template: name.clone(),
        });
        if let Some(at) = self.deadline_at() {
            self.command(Command::Wake { at }, Target::JobDeadline);
        }
        self.open(template.body, None, Role::Job, name.as_str().into(), values);
        Ok(())
    }

    /// When the job must have ended: as it was told, and as its template promises.
    pub(crate) fn deadline_at(&self) -> Option<Instant> {
        if self.deadline.is_some() {
            return self.deadline;
        }
        let template = self.program.template(&self.program.plan.template);
        let own = template.and_then(|template| template.deadline);
        let own = own.map(|deadline| self.settings.started_at.after(deadline.0));
        self.settings.deadline_at.into_iter().chain(own).min()
    }

    fn react(&mut self, target: Target, news: News) {
        match (target, news) {
            (Target::Attempt(place, lane), News::Answered { answer }) => {
                self.answered(place, lane, Ok(answer));
            }
            (Target::Attempt(place, lane), News::Unanswered { fault }) => {
                self.answered(place, lane, Err(fault));
            }
            (Target::Attempt(place, lane), News::Accepted { answer }) => {
                self.accepted(place, lane, answer);
            }
            (Target::Attempt(place, lane), News::Lost) => self.lost(place, lane),
            // A mock answers: what it says is seen when it is read.
            (Target::Attempt(place, lane), News::Woken) => {
                self.answered(place, lane, Ok(Answer::default()));
            }
            (Target::Retry(place, lane), News::Woken) => self.attempt_again(place, lane),
            (Target::Hedge(place), News::Woken) => self.hedge(place),
            (Target::Recall(place, lane), News::Recalled { answer, kept_at }) => {
                self.recalled(place, lane, answer, kept_at);
            }
            (Target::Remote(place, lane), News::Woken | News::Lost) => {
                self.ask_remote(place, lane);
            }
            (Target::Remote(place, lane), News::Answered { answer }) => {
                self.remote_answered(place, lane, Ok(answer));
            }
            (Target::Remote(place, lane), News::Unanswered { fault }) => {
                self.remote_answered(place, lane, Err(fault));
            }
            (Target::RemoteTimeout(place, lane), News::Woken) => {
                self.remote_timed_out(place, lane);
            }
            (Target::Cancel(number), News::Answered { answer }) => {
                self.cancelled(number, Ok(&answer));
            }
            (Target::Cancel(number), News::Unanswered { fault }) => {
                self.cancelled(number, Err(&fault));
            }
            (Target::Cancel(number), News::Lost) => self.cancel_again(number),
            (Target::Deadline(place), News::Woken) => self.deadline_passed(place),
            (Target::JobDeadline, News::Woken) => self.job_deadline_passed(),
            (Target::Sys(place), news) => self.system_answered(place, news),
            // An answer of the wrong form can only come from a journal that something else wrote.
            (target, news) => tracing::warn!(?target, ?news, "an answer of the wrong form"),
        }
    }

    fn run(&mut self) -> Turn {
        while let Some(task) = self.ready.pop_front() {
            match task {
                Task::Start(place) => self.start(place),
                Task::Conclude(frame) => self.conclude(frame),
            }
        }
        std::mem::take(&mut self.turn)
    }

    fn command(&mut self, command: Command, target: Target) -> CommandId {
        let id = CommandId(self.next_command);
        self.next_command += 1;
        self.targets.insert(id, target);
        self.outstanding.insert(id, command.clone());
        self.turn.commands.push((id, command));
        id
    }

    /// Drops a command that isn't needed any more; whether it may have been performed.
    fn drop_command(&mut self, id: CommandId) -> bool {
        self.targets.remove(&id);
        if self.outstanding.remove(&id).is_none() {
            return false;
        }
        // What was asked for in this very turn was never seen by anybody.
        let before = self.turn.commands.len();
        self.turn.commands.retain(|(command, _)| *command != id);
        let seen = self.turn.commands.len() == before;
        if seen {
            self.turn.dropped.push(id);
        }
        seen
    }

    fn report(&mut self, event: JobEvent) {
        self.turn.reports.push(event);
    }

    fn finish_job(&mut self, result: Result<serde_json::Value, JobFailure>) {
        let is_cancel = |target: Option<&Target>| matches!(target, Some(Target::Cancel(_)));
        let mut left: Vec<_> = self.outstanding.keys().copied().collect();
        left.retain(|id| !is_cancel(self.targets.get(id)));
        for id in left {
            self.drop_command(id);
        }
        if !self.cancels.is_empty() {
            self.ending = Some(result);
            return;
        }
        let job = self.settings.job.clone();
        self.report(match &result {
            Ok(result) => JobEvent::JobSucceeded { job, result: result.clone() },
            Err(failure) => JobEvent::JobFailed { job, failure: failure.clone() },
        });
        self.ended = Some(result);
    }
}
