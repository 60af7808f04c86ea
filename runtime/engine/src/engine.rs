//! The engine: opens the store, checks what a job needs before anything runs, and runs it.

mod approve;
mod check;
mod decision;
mod effects;
mod error;
mod inputs;
mod lacking;
mod nodes;
mod record;
mod recording;
mod replay;
mod resume;
mod secrets;
mod trust;
mod unasked;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use indexmap::IndexMap;
use orchestra_net::{Client, Redactor};
use orchestra_plan::{Money, Plan, Value};

use self::unasked::Unasked;
pub use self::{
    approve::Decided,
    check::Checked,
    decision::{Decision, Resumption, Verdict},
    error::{EngineError, InputProblem},
    record::JobRecord,
};
use crate::{
    JobEvent, JobSettings, JobSummary, Machine, Outcome, Replay, SecretSource, Stamped, Stop,
    journal::{Answers, JobLock, Journal, NewRow, Owner, text},
    shell::{Begin, Clock, Ending, Entropy, Files, Gate, Job, Moments, Post, ProjectFolder, World},
};

/// Connections of one process at once, where the options don't say.
pub const MOST_CONNECTIONS: usize = 256;

/// What an engine is made from.
pub struct EngineOptions {
    /// The folder of the journal; made where it isn't there.
    pub store: PathBuf,
    /// What requests leave through, with the user's trust and network rules.
    pub client: Client,
    /// The client's own, so that events and journal are struck clean as well.
    pub redactor: Redactor,
    /// Where secrets come from.
    pub secrets: Arc<SecretSource>,
    /// The project whose files `sys` reaches; none: no files.
    pub project: Option<ProjectFolder>,
    /// By endpoint (`desearch/rest`): the base URL that its requests go to instead of the listed
    /// one, as for a sandbox. The client's rules must let it be reached.
    pub base_urls: BTreeMap<String, String>,
    /// Requests in flight at once, of all jobs together.
    pub most_connections: usize,
    /// What answers every request in the world's place: then nothing is sent, no secret is asked for,
    /// and nothing is waited for.
    pub replay: Option<Replay>,
}

/// Runs jobs. One per store and process; jobs may run at the same time.
#[derive(Debug)]
pub struct Engine {
    world: Arc<World>,
}

/// A job to be run.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// `[A-Za-z0-9._-]{1,128}`; none: one is made up. Of a job that is there already: it is
    /// resumed, provided that plan and inputs are the same.
    pub id: Option<String>,
    /// The plan.
    pub plan: Arc<Plan>,
    /// By parameter; what is left out has its default.
    pub inputs: IndexMap<String, Value>,
    /// The time set aside for all of it.
    pub deadline: Option<Duration>,
    /// The money set aside for all its calls together.
    pub budget: Option<Money>,
    /// The longest pause before a provider's job is asked again, as of a sandbox, whose jobs are
    /// done at once; none: as the Ledger says.
    pub longest_pause: Option<Duration>,
}

impl Engine {
    /// Opens the store.
    ///
    /// # Errors
    /// [`EngineError::Store`]: it can't be opened, or is of a newer version.
    pub fn open(options: EngineOptions) -> Result<Self, EngineError> {
        let journal = Journal::open(&options.store)?;
        let entropy = Entropy::new(journal.random()?);
        let clock = Clock::start();
        let post = Post {
            client: options.client,
            redactor: options.redactor,
            secrets: options.secrets,
            base_urls: Arc::new(options.base_urls),
            clock: clock.clone(),
            moments: Arc::new(Moments::new(clock.clone(), Entropy::new(journal.random()?))),
        };
        let answers = Answers::open(&options.store).inspect_err(|error| {
            tracing::warn!(%error, "answers aren't kept for later calls");
        });
        let world = World {
            journal: Mutex::new(journal),
            answers: Mutex::new(answers.ok()),
            post,
            gate: Gate::new(options.most_connections),
            files: Files::new(options.project),
            entropy: Mutex::new(entropy),
            clock,
            replay: options.replay,
        };
        Ok(Self { world: Arc::new(world) })
    }

    /// Runs a job to its end, or resumes the one of that id. `watch` is told what happens, after
    /// it was journaled. Must run inside a tokio runtime with I/O and time.
    ///
    /// # Errors
    /// What keeps the job from beginning or going on. A job that fails isn't an error: its
    /// [`Outcome`] says so.
    pub async fn run(
        &self,
        job: NewJob,
        watch: &mut dyn FnMut(Stamped),
        stop: &Stop,
    ) -> Result<Outcome, EngineError> {
        let inputs = inputs::complete(&job.plan, &job.inputs)?;
        let id = self.id_of(&job)?;
        let lock = self.lock(&id)?;
        let stored = self.journal().load(&id)?;
        if let Some(stored) = stored {
            resume::same(&id, &stored, &job.plan, &inputs)?;
            return self.go_on(lock, stored, &Resumption::default(), watch, stop).await;
        }
        let unasked = self.unasked(&job.plan, &inputs)?;
        let settings = self.settings(&id, &job, inputs, unasked);
        let (machine, turn) = Machine::new(Arc::clone(&job.plan), settings.clone())?;
        let row = NewRow {
            id: &id,
            plan_id: &settings.plan_id,
            template: &job.plan.template,
            plan: job.plan.to_json(),
            settings: text(&settings),
            secrets: self.secret_digests(&settings.inputs, &settings.nonce),
            created: settings.started_at,
        };
        if serde_json::from_str::<JobSettings>(&row.settings).is_err() {
            return Err(EngineError::Inputs(vec![InputProblem::too_deep()]));
        }
        self.journal().create(&row)?;
        self.drive(lock, id, machine, Begin::New(turn), watch, stop).await
    }

    /// Goes on with a job from its stored plan, without repeating a finished step.
    ///
    /// # Errors
    /// As [`Engine::run`]; [`EngineError::UnknownJob`] where there is none of that id.
    pub async fn resume(
        &self,
        id: &str,
        watch: &mut dyn FnMut(Stamped),
        stop: &Stop,
    ) -> Result<Outcome, EngineError> {
        self.resume_with(id, &Resumption::default(), watch, stop).await
    }

    /// The same with what a person says to it.
    ///
    /// # Errors
    /// As [`Engine::resume`]; [`EngineError::NotUncertain`] and [`EngineError::Verdict`] where a
    /// decision can't be followed. Then none is.
    pub async fn resume_with(
        &self,
        id: &str,
        resumption: &Resumption,
        watch: &mut dyn FnMut(Stamped),
        stop: &Stop,
    ) -> Result<Outcome, EngineError> {
        let id = checked_id(id)?;
        let known = self.journal().load(&id)?.is_some();
        if !known {
            return Err(EngineError::UnknownJob(id));
        }
        let lock = self.lock(&id)?;
        let stored = self.journal().load(&id)?;
        let stored = stored.ok_or_else(|| EngineError::UnknownJob(id.clone()))?;
        self.go_on(lock, stored, resumption, watch, stop).await
    }

    /// All jobs of the store, the latest first.
    ///
    /// # Errors
    /// [`EngineError::Store`]
    pub fn jobs(&self) -> Result<Vec<JobSummary>, EngineError> {
        Ok(self.journal().jobs()?)
    }

    async fn drive(
        &self,
        lock: JobLock,
        id: String,
        machine: Machine,
        begin: Begin,
        watch: &mut dyn FnMut(Stamped),
        stop: &Stop,
    ) -> Result<Outcome, EngineError> {
        let mut job = Job::new(id.clone(), Arc::clone(&self.world), machine, watch);
        let ending = job.run(begin, stop).await?;
        let outcome = job.machine().outcome();
        let approvals: Vec<_> = job.machine().approvals().collect();
        let unrecorded = job.unrecorded();
        drop(job);
        drop(lock);
        match (ending, outcome) {
            (Ending::Finished, Some(outcome)) => Ok(outcome),
            (Ending::Asks, _) => {
                let error = EngineError::NeedsApproval { job: id.clone(), approvals };
                self.tell_stopped(&id, error.to_string(), watch);
                Err(error)
            }
            (Ending::Unrecorded, _) => {
                let what = unrecorded.unwrap_or_default();
                let error = EngineError::Unrecorded { job: id.clone(), what };
                self.tell_stopped(&id, error.to_string(), watch);
                Err(error)
            }
            _ => {
                self.tell_stopped(&id, "it was told to stop".to_owned(), watch);
                Err(EngineError::Stopped(id))
            }
        }
    }

    fn tell_stopped(&self, id: &str, reason: String, watch: &mut dyn FnMut(Stamped)) {
        let event = JobEvent::JobStopped { job: id.to_owned(), reason };
        watch(Stamped { at: self.world.clock.now(), replayed: false, event });
    }

    fn settings(
        &self,
        id: &str,
        job: &NewJob,
        inputs: IndexMap<String, Value>,
        unasked: Unasked,
    ) -> JobSettings {
        let started_at = self.world.clock.now();
        let span = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        let mut entropy = self.world.entropy.lock().unwrap_or_else(PoisonError::into_inner);
        JobSettings {
            job: id.to_owned(),
            plan_id: job.plan.id().to_string(),
            nonce: entropy.uuid(),
            seed: entropy.number(),
            started_at,
            deadline_at: job.deadline.map(|deadline| started_at.after(span(deadline))),
            budget: job.budget.clone(),
            missing_secrets: unasked.missing_secrets,
            left_out: unasked.left_out.into_keys().collect(),
            longest_pause: job.longest_pause.map(span),
            inputs,
        }
    }

    fn id_of(&self, job: &NewJob) -> Result<String, EngineError> {
        match &job.id {
            Some(id) => checked_id(id),
            None => Ok(self.new_id()),
        }
    }

    /// Sorts by time, and is short enough to be typed: `20260131-094512-k3fz`.
    fn new_id(&self) -> String {
        let now = self.world.clock.now();
        let time = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
        let mut entropy = self.world.entropy.lock().unwrap_or_else(PoisonError::into_inner);
        format!("{}-{}", time.strftime("%Y%m%d-%H%M%S"), entropy.word(4))
    }

    fn lock(&self, id: &str) -> Result<JobLock, EngineError> {
        let owned = |owner: Owner| EngineError::Owned { job: id.to_owned(), owner: owner.process };
        self.journal().lock(id)?.map_err(owned)
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.world.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn checked_id(id: &str) -> Result<String, EngineError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let names_a_file = id.chars().any(|c| c != '.');
    match (1..=128).contains(&id.len()) && id.chars().all(fits) && names_a_file {
        true => Ok(id.to_owned()),
        false => Err(EngineError::JobId(id.to_owned())),
    }
}
