//! The engine as the command line opens it: with the user's trust, network rules and secrets, or
//! with a sandbox or a recording in their place.

use std::{collections::BTreeMap, path::PathBuf};

use orchestra_ledger_model::{Layer, Ledger};
use orchestra_net::{Client, ClientOptions, NetworkRules, Origin, Redactor, Trust, Url};
use orchestra_package_model::Project;
use orchestra_plan::Plan;
use orchestra_runtime_engine::{
    Engine, EngineError, EngineOptions, MOST_CONNECTIONS, ProjectFolder, Replay,
};
use orchestra_runtime_sandbox::{Sandbox, SandboxOptions};

use crate::{
    client_options::{client_options, user_agent},
    command_error::{CommandError, Doing as _},
    launch::{Launch, SandboxLaunch},
    secrets,
    session::Session,
};

/// What answers a job.
pub(crate) enum World {
    /// The services themselves.
    Services,
    /// A sandbox.
    Sandbox(SandboxLaunch),
    /// A recording.
    Recording(Replay),
}

impl World {
    /// What a launch says; `replay` is its recording, if it has one.
    pub(crate) fn of(launch: &Launch, replay: Option<Replay>) -> Self {
        match (replay, launch.sandbox) {
            (Some(replay), _) => Self::Recording(replay),
            (None, Some(sandbox)) => Self::Sandbox(sandbox),
            (None, None) => Self::Services,
        }
    }
}

/// An engine for one job.
pub(crate) struct JobEngine {
    pub(crate) engine: Engine,
    /// Serves until it is dropped.
    sandbox: Option<Sandbox>,
}

impl JobEngine {
    /// An engine that runs `plan` in that world, and nowhere else.
    ///
    /// # Errors
    /// Where store, configuration or sandbox can't be had.
    pub(crate) async fn open(
        session: &Session,
        project: &Project,
        plan: &Plan,
        world: World,
    ) -> Result<Self, CommandError> {
        let folder = folder(project);
        let redactor = Redactor::default();
        refuse_other_secrets(plan)?;
        match world {
            World::Services => {
                session.logins.check()?;
                let client = real_client(session, &project.ledger, &redactor)?;
                let options = EngineOptions {
                    store: session.places.store.clone(),
                    client,
                    redactor,
                    secrets: secrets::real(session),
                    project: Some(folder),
                    base_urls: BTreeMap::new(),
                    most_connections: MOST_CONNECTIONS,
                    replay: None,
                };
                let engine = Engine::open(options).map_err(|error| explain(session, error))?;
                Ok(Self { engine, sandbox: None })
            }
            World::Recording(replay) => {
                let options = EngineOptions {
                    store: session.places.store.clone(),
                    // It reaches nobody, and isn't asked to.
                    client: silent_client()?,
                    redactor,
                    secrets: secrets::pretended(),
                    project: Some(folder),
                    base_urls: BTreeMap::new(),
                    most_connections: MOST_CONNECTIONS,
                    replay: Some(replay),
                };
                let engine = Engine::open(options).map_err(|error| explain(session, error))?;
                Ok(Self { engine, sandbox: None })
            }
            World::Sandbox(launch) => {
                let options = SandboxOptions {
                    seed: launch.seed,
                    faults: launch.faults,
                    ..SandboxOptions::default()
                };
                let started = Sandbox::start(&project.ledger, options).await;
                let sandbox = started.doing("start the sandbox")?;
                let options = EngineOptions {
                    store: session.places.store.clone(),
                    client: sandbox_client(&sandbox, &redactor)?,
                    redactor,
                    // Nobody's secret is ever sent to a sandbox.
                    secrets: secrets::pretended(),
                    project: Some(folder),
                    base_urls: base_urls(&sandbox, plan),
                    most_connections: MOST_CONNECTIONS,
                    replay: None,
                };
                let engine = Engine::open(options).map_err(|error| explain(session, error))?;
                Ok(Self { engine, sandbox: Some(sandbox) })
            }
        }
    }

    /// Takes the sandbox down.
    pub(crate) async fn close(self) {
        if let Some(sandbox) = self.sandbox {
            sandbox.stop().await;
        }
    }
}

/// An entry names variables. What has another form could name a file of the user's, which is read
/// before it is known whether its text may go anywhere.
fn refuse_other_secrets(plan: &Plan) -> Result<(), CommandError> {
    for binding in plan.bindings.values() {
        let sent = binding.auth.iter().filter(|auth| !auth.needs_hotkey());
        let mut names = sent.flat_map(|auth| auth.secrets());
        if let Some(name) = names.find(|name| !secrets::is_variable(name)) {
            let operation = &binding.operation;
            return Err(CommandError::usage(format!(
                "`{operation}` asks for the secret `{name}`, and no variable can be called that"
            )));
        }
    }
    Ok(())
}

/// The folder that `sys` reaches.
pub(crate) fn folder(project: &Project) -> ProjectFolder {
    ProjectFolder { path: project.root.clone(), overlay: overlay(project) }
}

/// Where the overlay really lies, from the project's root: its name in the manifest may be a link.
fn overlay(project: &Project) -> Option<PathBuf> {
    let (folder, _) = project.manifest.overlay.as_ref()?;
    let real = project.root.join(folder).canonicalize().ok()?;
    real.strip_prefix(&project.root).ok().map(Into::into)
}

/// An engine that only reads the store.
///
/// # Errors
/// Where the store can't be read.
pub(crate) fn open_store(session: &Session) -> Result<Engine, CommandError> {
    let redactor = Redactor::default();
    let client = silent_client()?;
    let options = EngineOptions {
        store: session.places.store.clone(),
        client,
        redactor,
        secrets: secrets::real(session),
        project: None,
        base_urls: BTreeMap::new(),
        most_connections: MOST_CONNECTIONS,
        replay: None,
    };
    Engine::open(options).map_err(|error| explain(session, error))
}

/// Trusts nobody.
fn silent_client() -> Result<Client, CommandError> {
    Client::new(ClientOptions::default()).map_err(|error| CommandError::usage(error.to_string()))
}

/// Trusts what the embedded Ledger lists and what the user granted; a project adds loopback
/// addresses of its overlay alone.
fn real_client(
    session: &Session,
    ledger: &Ledger,
    redactor: &Redactor,
) -> Result<Client, CommandError> {
    let mut rules = NetworkRules::public_only();
    for subnet in ledger.subnets().filter(|it| ledger.layer(&it.slug) == Some(Layer::Overlay)) {
        for endpoint in subnet.endpoints.values() {
            let url = endpoint.base_url.parse::<Url>().ok();
            if let Some(origin) = url.and_then(|url| Origin::of(&url).ok()) {
                rules.allow_loopback(origin);
            }
        }
    }
    let options = client_options(session, Trust::listed(listed_pairs()), rules)?;
    let options = ClientOptions { redactor: redactor.clone(), ..options };
    Client::new(options).map_err(|error| CommandError::usage(error.to_string()))
}

/// Reaches the sandbox, trusts nobody.
fn sandbox_client(sandbox: &Sandbox, redactor: &Redactor) -> Result<Client, CommandError> {
    let mut rules = NetworkRules::public_only();
    let origin = format!("http://{}", sandbox.address());
    rules.allow_loopback(origin.parse().doing("name the sandbox's address")?);
    let options = ClientOptions {
        rules,
        redactor: redactor.clone(),
        user_agent: user_agent(),
        ..ClientOptions::default()
    };
    Client::new(options).map_err(|error| CommandError::usage(error.to_string()))
}

/// The pairs of secret and origin that the embedded Ledger lists.
fn listed_pairs() -> Vec<(String, Origin)> {
    let mut pairs = Vec::new();
    for (origin, secrets) in Ledger::embedded().embedded_origins() {
        let Ok(origin) = origin.parse::<Origin>() else { continue };
        pairs.extend(secrets.into_iter().map(|secret| (secret, origin.clone())));
    }
    pairs
}

/// Every endpoint of the plan, at the sandbox.
fn base_urls(sandbox: &Sandbox, plan: &Plan) -> BTreeMap<String, String> {
    let endpoints = plan.bindings.values().map(|binding| &binding.endpoint);
    endpoints
        .map(|name| {
            let (slug, endpoint) = name.split_once('/').unwrap_or((name, ""));
            (name.clone(), sandbox.base_url(slug, endpoint))
        })
        .collect()
}

/// Why a job doesn't begin or go on, with what to do about it.
pub(crate) fn explain(session: &Session, error: EngineError) -> CommandError {
    let plain = CommandError::usage(error.to_string());
    match error {
        EngineError::Refused(refusals) => {
            let hints: Vec<_> = refusals.iter().filter_map(|refusal| refusal.hint()).collect();
            let reasons: Vec<_> = refusals.iter().map(ToString::to_string).collect();
            let error = CommandError::usage(format!("{}; nothing was sent", reasons.join("; ")));
            if hints.is_empty() { error } else { error.hint(hints.join("; ")) }
        }
        EngineError::UnknownJob(_) => {
            plain.hint(format!("`{}` lists them", session.command("jobs list")))
        }
        EngineError::OtherJob { job, .. } => {
            let show = session.command(&format!("jobs show {job}"));
            plain.hint(format!("take another id, or none; `{show}` says what it is"))
        }
        EngineError::Owned { .. } => plain.hint("wait for it to end, or stop it"),
        EngineError::NotUncertain { job, .. }
        | EngineError::NotAsked { job, expired: false, .. } => {
            let show = session.command(&format!("jobs show {job}"));
            plain.hint(format!("`{show}` names the steps to be decided"))
        }
        EngineError::NotAsked { job, .. } => {
            let resume = session.command(&format!("jobs resume {job}"));
            plain.hint(format!("`{resume}` goes on with that"))
        }
        EngineError::Lacking(_) => {
            plain.hint("nothing was sent; `orchc plan` shows what is called")
        }
        EngineError::Unrecorded { .. } => plain.hint(
            "nothing was sent; record it anew: the same command with `--record FILE` in the place of \
             `--replay`",
        ),
        EngineError::Store(_) => {
            plain.hint("`--store FOLDER` or ORCHESTRA_STORE names another place for jobs")
        }
        _ => plain,
    }
}
