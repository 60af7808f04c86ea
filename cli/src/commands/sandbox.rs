//! `orchc sandbox`.

use clap::Args;
use orchestra_package_model::Project;
use orchestra_runtime_sandbox::{RequestLog, Sandbox as Server, SandboxOptions};

use crate::{
    command_error::{CommandError, Doing as _},
    commands::run::runtime,
    exit::Exit,
    session::{DONE, Session},
    signals::Signals,
};

/// Serve answers for every subnet of the Ledger on this machine, until Ctrl-C
///
/// An endpoint's base URL there is /SLUG/ENDPOINT. Any key is taken.
#[derive(Debug, Args)]
pub(crate) struct Sandbox {
    /// The port on 127.0.0.1; without one any that is free
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// What answers are drawn from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The share of answers that fail, from 0 to 1
    #[arg(long, value_name = "RATE", default_value_t = 0.0)]
    faults: f64,
    /// What declared latencies are multiplied with; 0 answers at once
    #[arg(long, value_name = "FACTOR", default_value_t = SandboxOptions::default().latency_scale)]
    latency_scale: f64,
}

pub(crate) fn run(session: &Session, arguments: &Sandbox) -> Result<Exit, CommandError> {
    let project = Project::open(&session.working, &|path| session.shown(path));
    if !project.problems.is_empty() {
        session.note("manifest or overlay have problems, and aren't served in full: `orchc check`");
    }
    runtime()?.block_on(serve(session, arguments, &project))
}

async fn serve(
    session: &Session,
    arguments: &Sandbox,
    project: &Project,
) -> Result<Exit, CommandError> {
    let mut signals = Signals::listen().doing("listen for signals")?;
    let log = session.clone();
    let options = SandboxOptions {
        seed: arguments.seed,
        faults: arguments.faults,
        latency_scale: arguments.latency_scale,
        port: arguments.port,
        log: Some(RequestLog::new(move |request, status| {
            log.note(&format!("{status} {request}"));
        })),
    };
    let port = arguments.port.map_or(String::new(), |port| format!(" on port {port}"));
    let server = Server::start(&project.ledger, options)
        .await
        .doing(format_args!("start the sandbox{port}"))?;
    session.print(&format!("http://{}", server.address()))?;
    session.note("answers for every endpoint at /SLUG/ENDPOINT; Ctrl-C ends it");
    signals.next().await;
    server.stop().await;
    DONE
}
