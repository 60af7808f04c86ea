//! Plans on virtual time, against a world that is written down: what tests, and nothing else, run
//! jobs in.
//!
//! Services answer each request as it leaves: a [`World`] in the order in which those of an operation
//! leave, its last answer going on for ever. Nothing waits: the clock jumps to the next thing that happens.

mod scripted;
mod seen;
mod test_run;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use indexmap::IndexMap;
use orchestra_plan::{Money, Plan, Value};

pub use self::{
    scripted::{Scripted, ScriptedApproval, ScriptedFault, Services, World},
    seen::Seen,
    test_run::{Compared, ShownValue, TEST_START, TestFailure, TestOutcome, run_test},
};
use crate::{
    Answer, Approval, Command, CommandId, Event, Instant, JobEvent, JobFailure, JobSettings, Kept,
    Machine, News, Outcome, PlanError, Send, Stamped, SysCommand, Turn, Unrecorded,
    limiter::Limiter,
};

/// What a simulated job is told.
#[derive(Clone, Debug, Default)]
pub struct Simulation {
    /// The inputs.
    pub inputs: IndexMap<String, Value>,
    /// Milliseconds for all of it.
    pub deadline: Option<u64>,
    /// Money for all of it.
    pub budget: Option<Money>,
    /// Secrets that aren't there.
    pub missing_secrets: BTreeSet<String>,
    /// Decides jitter and `sys.random`.
    pub seed: u64,
    /// Events that an earlier run of the same job left: it goes on behind the last.
    pub journal: Vec<Event>,
    /// Requests that had left when the earlier run ended: those of [`Run::in_flight`].
    pub in_flight: BTreeSet<CommandId>,
    /// Stops, as a crash would, after so many events.
    pub crash_after: Option<usize>,
    /// Answers that earlier jobs kept, by the digest of their request.
    pub kept: BTreeMap<String, (Instant, Answer)>,
    /// When it begins.
    pub started_at: Instant,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Run {
    /// How it ended; none: it crashed as it was told to.
    pub outcome: Option<Outcome>,
    /// What happened, with the virtual time, which begins at 0.
    pub events: Vec<Stamped>,
    /// What was sent, in order.
    pub sent: Vec<Sent>,
    /// What a journal would hold.
    pub journal: Vec<Event>,
    /// Requests that had left and weren't answered when it crashed, with their places in `sent`.
    pub in_flight: BTreeMap<CommandId, usize>,
    /// Files that were written.
    pub files: BTreeMap<String, String>,
    /// Answers that are kept for later jobs.
    pub kept: BTreeMap<String, (Instant, Answer)>,
}

/// A request that left.
#[derive(Clone, Debug)]
pub struct Sent {
    /// When.
    pub at: Instant,
    /// What was asked.
    pub send: Send,
    /// Whether its answer was still wanted when it came.
    pub dropped: bool,
}

/// Runs a plan in a world.
///
/// # Errors
/// A plan that can't be run.
pub fn simulate(
    plan: Arc<Plan>,
    services: impl Services + 'static,
    simulation: Simulation,
) -> Result<Run, PlanError> {
    let settings = JobSettings {
        job: "simulated".to_owned(),
        plan_id: "simulated".to_owned(),
        nonce: format!("nonce {}", simulation.seed),
        seed: simulation.seed,
        started_at: simulation.started_at,
        deadline_at: simulation.deadline.map(|deadline| simulation.started_at.after(deadline)),
        budget: simulation.budget,
        missing_secrets: simulation.missing_secrets,
        left_out: Default::default(),
        longest_pause: None,
        inputs: simulation.inputs,
    };
    let (mut machine, first) = Machine::new(plan, settings)?;
    let mut stage = Stage::new(Box::new(services), simulation.seed, simulation.started_at);
    stage.kept = simulation.kept;
    let goes_on = !simulation.journal.is_empty() || !simulation.in_flight.is_empty();
    if !goes_on {
        stage.perform(first);
    }
    for event in simulation.journal {
        stage.now = stage.now.max(event.at);
        stage.journal.push(event.clone());
        machine.handle(event);
    }
    if goes_on {
        let (lost, commands): (Vec<_>, Vec<_>) = machine
            .outstanding()
            .map(|(id, it)| (id, it.clone()))
            .partition(|(id, _)| simulation.in_flight.contains(id));
        stage.perform(Turn { commands, ..Turn::default() });
        for (id, _) in lost {
            stage.schedule(id, stage.now, News::Lost);
        }
    }
    let mut left = simulation.crash_after;
    while machine.result().is_none() {
        if left == Some(0) {
            return Ok(stage.end(None));
        }
        left = left.map(|left| left - 1);
        // A job that waits for nothing and hasn't ended is our own mistake: say so, don't hang.
        let Some(event) = stage.next() else { break };
        stage.journal.push(event.clone());
        let turn = machine.handle(event);
        stage.perform(turn);
    }
    let result = machine.result().cloned().unwrap_or_else(|| Err(stage.stuck()));
    let outcome = Outcome { job: "simulated".to_owned(), result, totals: machine.totals().clone() };
    Ok(stage.end(Some(outcome)))
}

impl From<Unrecorded> for JobFailure {
    fn from(unrecorded: Unrecorded) -> Self {
        let Unrecorded { step, message } = unrecorded;
        let message = format!("the recording lacks what is asked: {message}");
        Self { step, kind: orchestra_plan::FailureKind::Failed, message, position: None }
    }
}

/// The world's side: what is to come, by time.
struct Stage {
    now: Instant,
    services: Box<dyn Services>,
    seed: u64,
    coming: BTreeMap<(Instant, u64), Event>,
    /// Where a command's answer lies in `coming`.
    slots: HashMap<CommandId, (Instant, u64)>,
    order: u64,
    limiter: Limiter<CommandId>,
    waiting: HashMap<CommandId, Send>,
    in_flight: HashMap<CommandId, usize>,
    events: Vec<Stamped>,
    sent: Vec<Sent>,
    journal: Vec<Event>,
    files: BTreeMap<String, String>,
    kept: BTreeMap<String, (Instant, Answer)>,
}

impl Stage {
    fn new(services: Box<dyn Services>, seed: u64, now: Instant) -> Self {
        Self {
            now,
            services,
            seed,
            coming: BTreeMap::new(),
            slots: HashMap::new(),
            order: 0,
            limiter: Limiter::new(usize::MAX),
            waiting: HashMap::new(),
            in_flight: HashMap::new(),
            events: Vec::new(),
            sent: Vec::new(),
            journal: Vec::new(),
            files: BTreeMap::new(),
            kept: BTreeMap::new(),
        }
    }

    /// Why a job that waits for nothing doesn't go on.
    fn stuck(&mut self) -> JobFailure {
        let given_up = self.services.gives_up(true).map(JobFailure::from);
        given_up.unwrap_or_else(|| JobFailure {
            step: String::new(),
            kind: orchestra_plan::FailureKind::Failed,
            message: "the job waits for nothing and hasn't ended: please report this".to_owned(),
            position: None,
        })
    }

    fn perform(&mut self, turn: Turn) {
        let stamp = |event: JobEvent| Stamped { at: self.now, replayed: false, event };
        self.events.extend(turn.reports.into_iter().map(stamp));
        for id in turn.dropped {
            self.drop_command(id);
        }
        for Kept { key, answer } in turn.kept {
            self.kept.insert(key.request, (self.now, answer));
        }
        for (id, command) in turn.commands {
            match command {
                Command::Send(send) => {
                    self.limiter.join(id, &send);
                    self.waiting.insert(id, *send);
                }
                Command::Wake { at } => self.schedule(id, at.max(self.now), News::Woken),
                Command::Approve(approval) => self.approve(id, &approval),
                Command::Recall { key, not_before } => {
                    let kept = self.kept.get(&key.request).filter(|(at, _)| *at >= not_before);
                    let kept_at = kept.map_or(Instant(0), |(at, _)| *at);
                    let answer = kept.map(|(_, answer)| answer.clone());
                    self.schedule(id, self.now, News::Recalled { answer, kept_at });
                }
                Command::Sys { step, operation } => {
                    let said = self.services.system(&step, &operation);
                    let news = said.unwrap_or_else(|| self.system(operation));
                    self.schedule(id, self.now, news);
                }
            }
        }
        self.admit();
    }

    /// Lets those requests leave whose turn it is.
    fn admit(&mut self) {
        for id in self.limiter.admit(self.now) {
            let Some(send) = self.waiting.remove(&id) else { continue };
            let reply = self.services.reply(&send);
            self.in_flight.insert(id, self.sent.len());
            self.sent.push(Sent { at: self.now, send, dropped: false });
            if let Some((after, news)) = reply {
                self.schedule(id, self.now.after(after), news);
            }
        }
    }

    fn schedule(&mut self, id: CommandId, at: Instant, news: News) {
        let slot = (at, self.order);
        self.order += 1;
        self.slots.insert(id, slot);
        self.coming.insert(slot, Event { id, at, news });
    }

    fn drop_command(&mut self, id: CommandId) {
        if let Some(slot) = self.slots.remove(&id) {
            self.coming.remove(&slot);
        }
        if let Some(sent) = self.in_flight.remove(&id) {
            self.sent[sent].dropped = true;
        }
        self.waiting.remove(&id);
        self.limiter.leave(id);
    }

    /// The next event, the clock having jumped to it.
    fn next(&mut self) -> Option<Event> {
        loop {
            let first = self.coming.keys().next().map(|(at, _)| *at);
            if let Some(opening) = self.limiter.next_opening(self.now)
                && first.is_none_or(|first| opening < first)
            {
                self.now = self.now.max(opening);
                self.admit();
                continue;
            }
            let (_, event) = self.coming.pop_first()?;
            self.now = self.now.max(event.at);
            self.slots.remove(&event.id);
            if self.in_flight.remove(&event.id).is_some() {
                self.limiter.leave(event.id);
            }
            return Some(event);
        }
    }

    /// A person answers, or the time for that ends.
    fn approve(&mut self, id: CommandId, approval: &Approval) {
        let answer = self.services.approve(approval);
        let answer =
            answer.map(|(after, it)| (self.now.after(after), News::Done { value: it.value() }));
        let end = approval.expires_at.map(|at| (at.max(self.now), News::Woken));
        if let Some((at, news)) = answer.into_iter().chain(end).min_by_key(|(at, _)| *at) {
            self.schedule(id, at, news);
        }
    }

    fn system(&mut self, operation: SysCommand) -> News {
        let value = match operation {
            SysCommand::Now => jiff::Timestamp::from_millisecond(self.now.0)
                .map(|now| now.to_string())
                .unwrap_or_default()
                .into(),
            SysCommand::Uuid => {
                format!("00000000-0000-4000-8000-{:012x}", self.order ^ self.seed).into()
            }
            SysCommand::Random => serde_json::json!(0.5),
            SysCommand::ReadFile { path } => {
                let written = self.files.get(&path).cloned().map(Ok);
                match written.unwrap_or_else(|| self.services.read_file(&path)) {
                    Ok(text) => text.into(),
                    Err(message) => return News::Undone { message },
                }
            }
            SysCommand::WriteFile { path, text } => {
                if let Some(message) = self.services.refuses_write(&path, &text) {
                    return News::Undone { message };
                }
                self.files.insert(path, text);
                serde_json::Value::Null
            }
        };
        News::Done { value }
    }

    fn end(self, outcome: Option<Outcome>) -> Run {
        let in_flight = self.in_flight.into_iter().collect();
        let Self { events, sent, journal, files, kept, .. } = self;
        Run { outcome, events, sent, journal, in_flight, files, kept }
    }
}
