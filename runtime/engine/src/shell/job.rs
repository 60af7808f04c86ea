//! The loop of one job.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, PoisonError},
    time::Duration,
};

use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::AbortHandle,
};

use super::{Stop, promise::Promise, stop::Urgency, timers::Timers, world::World};
use crate::{
    Answer, Approval, Command, CommandId, Event, Instant, JobEvent, Kept, Machine, News, Send,
    Stamped, Turn, Unrecorded,
    journal::{JobState, Record, StoreError},
};

/// How long a graceful stop waits for requests in flight, in milliseconds.
const GRACE: u64 = 10_000;

/// How long the wall clock isn't looked at, at most: timers of the runtime stand still while the
/// machine sleeps.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// Where a job begins in this process.
#[derive(Debug)]
pub(crate) enum Begin {
    /// At its start, with what is to be done first.
    New(Turn),
    /// Behind its journal.
    Resumed {
        /// The number of the first new record.
        next_record: i64,
        /// Answers of a person to requests whose own never came.
        accepted: Vec<(CommandId, Answer)>,
        /// Requests that left and were never answered.
        lost: BTreeSet<CommandId>,
    },
}

/// How the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The job has ended.
    Finished,
    /// It was stopped and can be resumed.
    Stopped,
    /// Nothing goes on before a person has answered.
    Asks,
    /// The recording that answers lacks something.
    Unrecorded,
}

/// What the loop is told.
#[derive(Debug)]
pub(super) enum Message {
    /// A command is answered.
    Answer(CommandId, News),
    /// The gate lets a request through.
    Admitted(CommandId),
}

/// A job in this process.
pub(crate) struct Job<'watch> {
    id: String,
    world: Arc<World>,
    machine: Machine,
    watch: &'watch mut dyn FnMut(Stamped),
    next_record: i64,
    number: u64,
    sender: UnboundedSender<Message>,
    receiver: UnboundedReceiver<Message>,
    timers: Timers,
    /// Requests that the gate hasn't let through.
    waiting: HashMap<CommandId, Send>,
    /// Requests in flight.
    tasks: HashMap<CommandId, AbortHandle>,
    /// Requests in flight that a recording answers.
    replayed: BTreeSet<CommandId>,
    /// What the recording that answers lacks.
    unrecorded: Option<Unrecorded>,
    /// Whether a person was asked something in this process.
    asks: bool,
    /// Set when nothing is to start any more: until when to wait.
    stopping: Option<Instant>,
}

impl<'watch> Job<'watch> {
    pub(crate) fn new(
        id: String,
        world: Arc<World>,
        machine: Machine,
        watch: &'watch mut dyn FnMut(Stamped),
    ) -> Self {
        let (sender, receiver) = unbounded_channel();
        let number = world.gate.enter(sender.clone());
        Self {
            id,
            world,
            machine,
            watch,
            next_record: 0,
            number,
            sender,
            receiver,
            timers: Timers::default(),
            waiting: HashMap::new(),
            tasks: HashMap::new(),
            replayed: BTreeSet::new(),
            unrecorded: None,
            asks: false,
            stopping: None,
        }
    }

    /// The machine, as far as it got.
    pub(crate) fn machine(&self) -> &Machine {
        &self.machine
    }

    /// What the recording that answers lacks.
    pub(crate) fn unrecorded(&self) -> Option<Unrecorded> {
        self.unrecorded.clone()
    }

    /// Runs until the job has ended or is stopped.
    pub(crate) async fn run(&mut self, begin: Begin, stop: &Stop) -> Result<Ending, StoreError> {
        let mut urgency = stop.subscribe();
        self.heed(*urgency.borrow_and_update());
        let (first, messages) = match begin {
            Begin::New(turn) => (turn, Vec::new()),
            Begin::Resumed { next_record, accepted, lost } => {
                self.next_record = next_record;
                self.outstanding(accepted, &lost)
            }
        };
        self.turn(Some(first), messages)?;
        while self.machine.result().is_none() {
            let asked = *urgency.borrow_and_update();
            self.heed(asked);
            let over = |until: Instant| self.tasks.is_empty() || self.world.clock.now() >= until;
            if asked == Urgency::Now || self.stopping.is_some_and(over) {
                return Ok(Ending::Stopped);
            }
            if self.asks && !self.is_due() && self.machine.waits_for_people() {
                self.note_waiting()?;
                return Ok(Ending::Asks);
            }
            if self.unrecorded.is_some() {
                return Ok(Ending::Unrecorded);
            }
            let mut messages = Vec::new();
            let alarm = self.alarm();
            if self.skips_time() {
                self.skip(alarm);
                tokio::task::yield_now().await;
                self.turn(None, messages)?;
                continue;
            }
            tokio::select! {
                biased;
                Ok(()) = urgency.changed() => {}
                Some(message) = self.receiver.recv() => messages.push(message),
                () = sleep(alarm), if alarm.is_some() => {}
            }
            while let Ok(message) = self.receiver.try_recv() {
                messages.push(message);
            }
            self.turn(None, messages)?;
        }
        Ok(Ending::Finished)
    }

    /// Whether nobody speaks before time has passed, and nobody is there to wait for it: a recording
    /// answers at once. A person has the time that they are given.
    fn skips_time(&self) -> bool {
        let waits = self.receiver.is_empty() && self.stopping.is_none() && !self.asks;
        waits && self.world.replay.is_some()
    }

    /// Puts the clock forward to what is to happen next.
    fn skip(&mut self, alarm: Option<Duration>) {
        match alarm {
            Some(time) => self.world.clock.skip(time),
            // What was never answered then is waited for in vain.
            None => {
                let open = self.machine.outstanding().find_map(|(_, command)| match command {
                    Command::Send(send) => Some((send.step.clone(), send.operation.clone())),
                    _ => None,
                });
                let (step, operation) = open.unwrap_or_default();
                let message = format!("`{operation}` hadn't answered when it ended");
                self.unrecorded = Some(Unrecorded { step, message });
            }
        }
    }

    /// Whether a wait has ended, as that for a person may have at once.
    fn is_due(&self) -> bool {
        self.timers.first().is_some_and(|at| at <= self.world.clock.now())
    }

    /// Whoever looks for the job finds that it waits for them.
    fn note_waiting(&self) -> Result<(), StoreError> {
        let mut journal = self.world.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let (state, now) = (Some(JobState::NeedsDecision), self.world.clock.now());
        journal.commit(&self.id, self.next_record, &[], state, now).map(drop)
    }

    /// What was asked for before, and is to be done now; what is answered already stands apart. Waits
    /// that ended meanwhile are answers: what a deadline forbids isn't sent. Of requests whose answer
    /// is lost the machine decides what that means, for the money first of all.
    fn outstanding(
        &self,
        accepted: Vec<(CommandId, Answer)>,
        lost: &BTreeSet<CommandId>,
    ) -> (Turn, Vec<Message>) {
        let now = self.world.clock.now();
        let mut turn = Turn::default();
        let mut answers: BTreeMap<_, _> = accepted
            .into_iter()
            .map(|(id, answer)| ((now, id), News::Accepted { answer }))
            .collect();
        let is_answered: BTreeSet<_> = answers.keys().map(|(_, id)| *id).collect();
        for (id, command) in self.machine.outstanding() {
            match command {
                Command::Wake { at } | Command::Approve(Approval { expires_at: Some(at), .. })
                    if *at <= now =>
                {
                    answers.insert((*at, id), News::Woken);
                }
                _ if lost.contains(&id) && !is_answered.contains(&id) => {
                    answers.insert((now, id), News::Lost);
                }
                command if !is_answered.contains(&id) => turn.commands.push((id, command.clone())),
                _ => {}
            }
        }
        let messages = answers.into_iter().map(|((_, id), news)| Message::Answer(id, news));
        (turn, messages.collect())
    }

    /// Whoever is asked to stop starts nothing new.
    fn heed(&mut self, asked: Urgency) {
        if asked != Urgency::None && self.stopping.is_none() {
            self.stopping = Some(self.world.clock.now().after(GRACE));
        }
    }

    /// How long nothing can happen by time alone.
    fn alarm(&self) -> Option<Duration> {
        let now = self.world.clock.now();
        let at = match self.stopping {
            Some(until) => Some(until),
            None => {
                let waits = !self.waiting.is_empty();
                let opening = waits.then(|| self.world.gate.next_opening(now)).flatten();
                self.timers.first().into_iter().chain(opening).min()
            }
        };
        // A millisecond more than told: clocks are cut to whole ones, and an alarm that comes too
        // early would only be set again.
        at.map(|at| Duration::from_millis(at.since(now).saturating_add(1)).min(LONGEST_SLEEP))
    }

    /// One turn: events in, one commit, then what they lead to.
    fn turn(&mut self, first: Option<Turn>, messages: Vec<Message>) -> Result<(), StoreError> {
        let now = self.world.clock.now();
        let mut work = Work::default();
        if let Some(turn) = first {
            self.absorb(turn, &mut work);
        }
        for message in messages {
            match message {
                Message::Answer(id, news) => self.take(Event { id, at: now, news }, &mut work),
                Message::Admitted(id) => work.admitted.push(id),
            }
        }
        while self.stopping.is_none()
            && let Some(id) = self.timers.pop(now)
        {
            self.take(Event { id, at: now, news: News::Woken }, &mut work);
        }
        if self.stopping.is_some() {
            work.commands.clear();
            work.admitted.clear();
        }
        let mut sends = self.admitted(&mut work, now);
        let replies = self.replayed(&mut sends);
        self.commit(&mut work, &sends, now)?;
        for Kept { key, answer } in &work.kept {
            self.world.keep(key, answer, now);
        }
        for event in work.reports {
            (self.watch)(Stamped { at: now, replayed: false, event });
        }
        match replies {
            Some(replies) => self.answer(replies),
            None => sends.into_iter().for_each(|(id, send)| self.launch(id, send)),
        }
        for (id, command) in work.commands {
            self.perform(id, command);
        }
        Ok(())
    }

    /// Gives an event to the machine.
    fn take(&mut self, event: Event, work: &mut Work) {
        let was_in_flight = self.replayed.remove(&event.id);
        if self.tasks.remove(&event.id).is_some() || was_in_flight {
            self.world.gate.leave(self.number, event.id);
        }
        work.records.push(Record::Event(event.clone()));
        let turn = self.machine.handle(event);
        self.absorb(turn, work);
    }

    fn absorb(&mut self, turn: Turn, work: &mut Work) {
        for id in turn.dropped {
            self.timers.drop(id);
            self.waiting.remove(&id);
            self.replayed.remove(&id);
            if let Some(task) = self.tasks.remove(&id) {
                task.abort();
            }
            self.world.gate.leave(self.number, id);
            work.commands.retain(|(command, _)| *command != id);
        }
        work.commands.extend(turn.commands);
        work.kept.extend(turn.kept);
        work.reports.extend(turn.reports);
    }

    /// Puts new requests in line; those that may leave now.
    fn admitted(&mut self, work: &mut Work, now: Instant) -> Vec<(CommandId, Send)> {
        let mut commands = Vec::new();
        for (id, command) in std::mem::take(&mut work.commands) {
            match command {
                Command::Send(send) => {
                    self.world.gate.join(self.number, id, &send);
                    self.waiting.insert(id, *send);
                }
                other => commands.push((id, other)),
            }
        }
        work.commands = commands;
        if self.stopping.is_none() {
            work.admitted.extend(self.world.gate.admit(self.number, now));
        }
        let admitted = std::mem::take(&mut work.admitted).into_iter();
        admitted.filter_map(|id| Some((id, self.waiting.remove(&id)?))).collect()
    }

    fn commit(
        &mut self,
        work: &mut Work,
        sends: &[(CommandId, Send)],
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut records = std::mem::take(&mut work.records);
        if !sends.is_empty() {
            records.push(Record::Sent(sends.iter().map(|(id, _)| *id).collect()));
        }
        let state = self.machine.result().map(|result| match result {
            Ok(_) => JobState::Succeeded,
            Err(_) => JobState::Failed,
        });
        if records.is_empty() && state.is_none() {
            return Ok(());
        }
        let mut journal = self.world.journal.lock().unwrap_or_else(PoisonError::into_inner);
        self.next_record = journal.commit(&self.id, self.next_record, &records, state, now)?;
        Ok(())
    }

    /// What a recording answers to these requests; none: the world does. If it lacks one of them, none
    /// leaves.
    fn replayed(&mut self, sends: &mut Vec<(CommandId, Send)>) -> Option<Vec<Replied>> {
        let replay = self.world.replay.as_ref()?;
        let mut replies = Vec::new();
        for (id, send) in sends.iter() {
            match replay.answer(send) {
                Ok(reply) => replies.push((*id, reply)),
                Err(unrecorded) => {
                    self.unrecorded.get_or_insert(unrecorded);
                }
            }
        }
        if self.unrecorded.is_some() {
            sends.clear();
            replies.clear();
        }
        Some(replies)
    }

    /// Takes in what a recording answers.
    fn answer(&mut self, replies: Vec<Replied>) {
        for (id, reply) in replies {
            self.replayed.insert(id);
            if let Some(news) = reply {
                let _ = self.sender.send(Message::Answer(id, news));
            }
        }
    }

    fn launch(&mut self, id: CommandId, send: Send) {
        let (post, sender) = (self.world.post.clone(), self.sender.clone());
        let task = tokio::spawn(async move {
            let promise = Promise::new(id, sender);
            let news = post.send(send).await;
            promise.keep(news);
        });
        self.tasks.insert(id, task.abort_handle());
    }

    fn perform(&mut self, id: CommandId, command: Command) {
        match command {
            Command::Wake { at } => self.timers.set(id, at),
            Command::Approve(approval) => {
                self.asks = true;
                if let Some(at) = approval.expires_at {
                    self.timers.set(id, at);
                }
            }
            Command::Recall { key, not_before } => {
                let news = self.world.recall(&key, not_before);
                let _ = self.sender.send(Message::Answer(id, news));
            }
            Command::Sys { step, operation } => {
                let replay = self.world.replay.as_ref();
                let recorded = replay.map_or(Ok(None), |replay| replay.system(&step, &operation));
                let news = match recorded {
                    Ok(recorded) => recorded.unwrap_or_else(|| self.world.system(operation)),
                    Err(unrecorded) => {
                        self.unrecorded.get_or_insert(unrecorded);
                        return;
                    }
                };
                let _ = self.sender.send(Message::Answer(id, news));
            }
            // They were put in line before.
            Command::Send(_) => {}
        }
    }
}

impl Drop for Job<'_> {
    fn drop(&mut self) {
        for task in self.tasks.values() {
            task.abort();
        }
        let asked = self.tasks.keys().chain(self.waiting.keys()).chain(&self.replayed);
        let requests: BTreeSet<_> = asked.copied().collect();
        self.world.gate.exit(self.number, requests.into_iter(), self.world.clock.now());
    }
}

/// What a recording answers to a request; none: nothing.
type Replied = (CommandId, Option<News>);

/// What a turn leads to.
#[derive(Default)]
struct Work {
    records: Vec<Record>,
    commands: Vec<(CommandId, Command)>,
    admitted: Vec<CommandId>,
    kept: Vec<Kept>,
    reports: Vec<JobEvent>,
}

async fn sleep(duration: Option<Duration>) {
    tokio::time::sleep(duration.unwrap_or_default()).await;
}
