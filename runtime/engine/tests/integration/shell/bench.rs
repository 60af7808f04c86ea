//! A store, secrets and rules, and engines upon them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use orchestra_net::{Client, ClientOptions, NetworkRules, Redactor, SecretText, Trust};
use orchestra_plan::{Plan, Value};
use orchestra_runtime_engine::{
    Decision, Engine, EngineError, EngineOptions, JobEvent, NewJob, Outcome, ProjectFolder,
    Resumption, SecretSource, Stamped, Stop,
};
use tempfile::TempDir;
use tokio::sync::Notify;

/// Where jobs run. Engines are opened anew for each call, as processes are.
pub(crate) struct Bench {
    folder: TempDir,
    pub(crate) store: PathBuf,
    rules: NetworkRules,
    pub(crate) trust: Trust,
    secrets: Arc<Mutex<BTreeMap<String, String>>>,
    pub(crate) project: Option<ProjectFolder>,
    pub(crate) base_urls: BTreeMap<String, String>,
}

/// How a job ended, and all that was told of it.
pub(crate) struct Run {
    pub(crate) ended: Result<Outcome, EngineError>,
    pub(crate) events: Vec<Stamped>,
}

impl Bench {
    /// Servers at these origins may be reached.
    pub(crate) fn new(origins: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let mut bench = Self {
            store: folder.path().join("store"),
            folder,
            rules: NetworkRules::public_only(),
            trust: Trust::default(),
            secrets: Arc::default(),
            project: None,
            base_urls: BTreeMap::new(),
        };
        origins.iter().for_each(|origin| bench.allow(origin));
        bench
    }

    /// One more server that may be reached.
    pub(crate) fn allow(&mut self, origin: &str) {
        self.rules.allow_loopback(origin.parse().unwrap());
    }

    /// Sets a secret, or, with none, takes it away.
    pub(crate) fn secret(&self, name: &str, value: Option<&str>) {
        let mut secrets = self.secrets.lock().unwrap();
        match value {
            Some(value) => secrets.insert(name.to_owned(), value.to_owned()),
            None => secrets.remove(name),
        };
    }

    /// A project in an empty folder.
    pub(crate) fn project(&mut self) -> PathBuf {
        let path = self.folder.path().join("project");
        std::fs::create_dir(&path).unwrap();
        self.project = Some(ProjectFolder { path: path.clone(), overlay: Some("overlay".into()) });
        path
    }

    /// A folder beside store and project.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn open(&self) -> Result<Engine, EngineError> {
        let secrets = Arc::clone(&self.secrets);
        self.open_with(Arc::new(move |name| secrets.lock().unwrap().get(name).map(SecretText::new)))
    }

    /// With another source of secrets.
    pub(crate) fn open_with(&self, secrets: Arc<SecretSource>) -> Result<Engine, EngineError> {
        let redactor = Redactor::default();
        let options = ClientOptions {
            trust: self.trust.clone(),
            rules: self.rules.clone(),
            redactor: redactor.clone(),
            user_agent: "orchestra-test".to_owned(),
            ..ClientOptions::default()
        };
        Engine::open(EngineOptions {
            store: self.store.clone(),
            client: Client::new(options).unwrap(),
            redactor,
            secrets,
            project: self.project.clone(),
            base_urls: self.base_urls.clone(),
            most_connections: 8,
            replay: None,
        })
    }

    pub(crate) fn engine(&self) -> Engine {
        self.open().unwrap()
    }

    pub(crate) fn run(&self, job: NewJob) -> Run {
        self.run_until(job, &Stop::new())
    }

    pub(crate) fn run_until(&self, job: NewJob, stop: &Stop) -> Run {
        let mut events = Vec::new();
        let engine = self.engine();
        let ended = block_on(engine.run(job, &mut |event| events.push(event), stop));
        Run { ended, events }
    }

    /// Runs a job until `crash` is notified, and drops it there and then.
    pub(crate) fn crash(&self, job: NewJob, crash: &Notify) -> Vec<Stamped> {
        let mut events = Vec::new();
        let engine = self.engine();
        block_on(async {
            let (mut watch, stop) = (|event| events.push(event), Stop::new());
            tokio::select! {
                () = crash.notified() => {}
                ended = engine.run(job, &mut watch, &stop) => panic!("it ended: {ended:?}"),
            }
        });
        events
    }

    pub(crate) fn resume(&self, id: &str) -> Run {
        self.resume_with(id, &Resumption::default())
    }

    pub(crate) fn resume_deciding(&self, id: &str, decisions: &[Decision]) -> Run {
        self.resume_with(id, &Resumption { decisions: decisions.to_vec(), deadline: None })
    }

    pub(crate) fn resume_with(&self, id: &str, resumption: &Resumption) -> Run {
        let mut events = Vec::new();
        let (engine, stop) = (self.engine(), Stop::new());
        let ended =
            block_on(engine.resume_with(id, resumption, &mut |event| events.push(event), &stop));
        Run { ended, events }
    }

    /// The bytes of every file of the store, by path.
    pub(crate) fn stored(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        read_all(&self.store, &mut files);
        files
    }
}

impl Run {
    pub(crate) fn value(&self) -> &serde_json::Value {
        self.ended.as_ref().unwrap().result.as_ref().unwrap()
    }

    pub(crate) fn failure(&self) -> &orchestra_runtime_engine::JobFailure {
        self.ended.as_ref().unwrap().result.as_ref().unwrap_err()
    }

    pub(crate) fn error(&self) -> &EngineError {
        self.ended.as_ref().unwrap_err()
    }

    /// The steps that finished, replayed ones included.
    pub(crate) fn finished(&self) -> Vec<&str> {
        finished(&self.events)
    }
}

pub(crate) fn finished(events: &[Stamped]) -> Vec<&str> {
    let events = events.iter().map(|stamped| &stamped.event);
    events
        .filter_map(|event| match event {
            JobEvent::StepFinished { step, .. } => Some(step.as_str()),
            _ => None,
        })
        .collect()
}

/// A job of that id.
pub(crate) fn job(id: &str, plan: Plan) -> NewJob {
    let inputs = Default::default();
    NewJob {
        id: Some(id.to_owned()),
        plan: Arc::new(plan),
        inputs,
        deadline: None,
        budget: None,
        longest_pause: None,
    }
}

/// The same with an input.
pub(crate) fn with_input(mut job: NewJob, name: &str, value: Value) -> NewJob {
    job.inputs.insert(name.to_owned(), value);
    job
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

#[expect(clippy::disallowed_methods, reason = "tests look into the store's files")]
fn read_all(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, files);
        } else {
            files.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
}

impl Bench {
    /// Copies the store as it stands, be it in use.
    #[expect(clippy::disallowed_methods, reason = "tests copy the store's files")]
    pub(crate) fn copy_store(&self, to: &Path) {
        for (path, bytes) in self.stored() {
            let path = to.join(path.strip_prefix(&self.store).unwrap());
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}
