//! What a person sees of a job while it runs: a live tree on a terminal, a line for each thing
//! that ended elsewhere, nothing if quiet. The same events go to the log that was asked for.

use orchestra_diagnostics::terminal::escape_controls;
use orchestra_plan::Money;
use orchestra_runtime_engine::{Instant, JobEvent, Stamped};

use crate::{
    command_error::CommandError,
    event_log::EventLog,
    launch::Launch,
    live::Live,
    session::Session,
    step_tree::{End, StepTree, duration},
};

/// One job's watcher.
pub(crate) struct JobView<'s> {
    session: &'s Session,
    launch: Launch,
    tree: StepTree,
    live: Option<Live>,
    events: Option<EventLog>,
    /// Whether it was told all that went before.
    knows_the_past: bool,
    /// The first thing that couldn't be written.
    unwritten: Option<CommandError>,
}

impl<'s> JobView<'s> {
    pub(crate) fn new(session: &'s Session, launch: Launch, events: Option<EventLog>) -> Self {
        let (live, tree) = (live(session), StepTree::default());
        Self { session, launch, tree, live, events, knows_the_past: false, unwritten: None }
    }

    /// Leaves the screen to a question.
    pub(crate) fn pause(&mut self) {
        if let Some(live) = self.live.take() {
            live.clear();
        }
    }

    /// Takes the screen again, behind a question: what is told again is known.
    pub(crate) fn go_on(&mut self) {
        self.live = live(self.session);
        self.knows_the_past = true;
    }

    /// Shows what happened.
    pub(crate) fn take(&mut self, stamped: &Stamped) {
        if stamped.replayed && self.knows_the_past {
            return;
        }
        if let Some(events) = &mut self.events
            && let Err(error) = events.write(stamped)
        {
            let error = CommandError::usage(format!("can't write events: {error}"));
            self.unwritten.get_or_insert(error);
            self.events = None;
        }
        match &stamped.event {
            JobEvent::JobStarted { job, .. } if !stamped.replayed => {
                self.begin(job);
                self.note(&format!("job {job}"));
            }
            JobEvent::JobResumed { job, .. } => {
                self.begin(job);
                self.note(&format!("job {job}, taken up again"));
            }
            event => {
                let is_paid = self.launch.answering().unpaid().is_none();
                note_step(&mut self.tree, event, is_paid);
                if let Some(line) = self.line(stamped.at, event)
                    && !stamped.replayed
                {
                    self.note(&line);
                }
            }
        }
        if let Some(live) = &mut self.live {
            live.draw(&self.tree);
        }
    }

    /// A word of ours while the job runs.
    pub(crate) fn note(&self, text: &str) {
        match &self.live {
            Some(live) => live.note(&escape_controls(text)),
            None => self.session.note(text),
        }
    }

    /// The end: the tree stays on the screen as it stands. What couldn't be written.
    pub(crate) fn finish(mut self) -> Option<CommandError> {
        if let Some(live) = self.live.take() {
            live.clear();
            self.session.note(&self.tree.text());
        }
        self.unwritten
    }

    /// Whether the result is told by the events already.
    pub(crate) fn tells_result(&self) -> bool {
        self.events.as_ref().is_some_and(|events| events.is_stdout)
    }

    fn begin(&mut self, job: &str) {
        if let Err(error) = self.launch.write(self.session, job) {
            self.unwritten.get_or_insert(error);
        }
    }

    /// The steps after all these events, with what they cost where anything was `paid`.
    pub(crate) fn tree_of(events: &[Stamped], paid: bool) -> StepTree {
        let mut tree = StepTree::default();
        events.iter().for_each(|stamped| note_step(&mut tree, &stamped.event, paid));
        tree
    }

    /// What is said of it in a line, where a line is said.
    fn line(&self, at: Instant, event: &JobEvent) -> Option<String> {
        let lines = self.live.is_none();
        let more = lines || self.session.verbose;
        match event {
            JobEvent::AttemptFailed { step, operation, attempt, message, .. } => more.then(|| {
                format!("{}: attempt {attempt} at {operation} failed: {message}", below(step))
            }),
            JobEvent::CacheHit { step, operation, kept_at } => more.then(|| {
                let age = duration(at.since(*kept_at));
                format!("{}: takes what {operation} answered {age} ago", below(step))
            }),
            JobEvent::FellBack { step, from, to } => {
                more.then(|| format!("{}: asks {to} instead of {from}", below(step)))
            }
            JobEvent::RemoteJob { step, operation, id, state } => more.then(|| {
                let state = state.as_ref().map(|state| format!(": {state}")).unwrap_or_default();
                format!("{}: {operation} works at job {id}{state}", below(step))
            }),
            JobEvent::RemoteJobCancelled { step, operation, id, problem: None } => {
                more.then(|| format!("{}: job {id} of {operation} is cancelled", below(step)))
            }
            JobEvent::RemoteJobCancelled { step, operation, id, problem: Some(problem) } => {
                Some(format!(
                    "{}: job {id} of {operation} may go on, for it can't be cancelled: {problem}",
                    below(step)
                ))
            }
            JobEvent::Overrun { step, operation, expected, charged } => {
                let texts = |amounts: &[Money]| {
                    let texts = amounts.iter().map(ToString::to_string);
                    texts.collect::<Vec<_>>().join(" and ")
                };
                let (expected, charged) = (texts(expected), texts(charged));
                Some(format!(
                    "{}: {operation} charged {charged}, more than the {expected} that it is listed for",
                    below(step)
                ))
            }
            JobEvent::StepFinished { step, operation, took_ms, .. } => {
                let by = operation.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
                lines.then(|| format!("✓ {} {}{by}", below(step), duration(*took_ms)))
            }
            JobEvent::StepFailed { step, message, caught, .. } => {
                let sign = if *caught { '↷' } else { '✗' };
                lines.then(|| format!("{sign} {}: {message}", below(step)))
            }
            JobEvent::IterationSkipped { step, message, .. } => {
                lines.then(|| format!("{} is left out: {message}", below(step)))
            }
            JobEvent::ApprovalAsked { step, prompt, .. } => {
                lines.then(|| format!("{} asks: {prompt}", below(step)))
            }
            JobEvent::Logged { step, message } => Some(format!("{}: {message}", below(step))),
            _ => None,
        }
    }
}

fn live(session: &Session) -> Option<Live> {
    (session.interactive && session.animated && !session.quiet).then(Live::start)
}

/// Notes what happened to a step, and what it cost where anything is `paid`.
fn note_step(tree: &mut StepTree, event: &JobEvent, paid: bool) {
    match event {
        JobEvent::StepStarted { step, target } => tree.start(step, target),
        JobEvent::AttemptStarted { step, operation, attempt } => {
            tree.attempt(step, operation, *attempt);
        }
        JobEvent::StepFinished { step, cost, took_ms, .. } => {
            tree.end(step, End::Succeeded, *took_ms);
            if let (true, Some(cost)) = (paid, cost) {
                tree.spend(step, cost);
            }
        }
        JobEvent::StepFailed { step, caught: true, .. } => tree.fall_back(step),
        JobEvent::StepFailed { step, took_ms, .. } => tree.end(step, End::Failed, *took_ms),
        JobEvent::StepCancelled { step } => tree.end(step, End::Cancelled, 0),
        _ => {}
    }
}

/// A step's path without the template's name, which all have in front.
pub(crate) fn below(step: &str) -> &str {
    step.split_once('.').map_or(step, |(_, rest)| rest)
}
