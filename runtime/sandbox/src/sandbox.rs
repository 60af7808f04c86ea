//! Starting and stopping the server.

use std::borrow::Borrow;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use orchestra_ledger_model::Ledger;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::answers::Answers;
use crate::catalogue::Catalogue;
use crate::connection::{CuttableListener, Scissors};
use crate::fault::Faults;
use crate::job::Jobs;
use crate::service::{Service, answer};

/// How long answers under way may take to finish once the server is to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// How a sandbox behaves.
#[derive(Clone, Debug)]
pub struct SandboxOptions {
    /// What all answers and faults are drawn from.
    pub seed: u64,
    /// The share of requests that fail, from 0 to 1.
    pub faults: f64,
    /// What declared latencies are multiplied with; 0 answers at once.
    pub latency_scale: f64,
    /// The port on 127.0.0.1; without one any that is free.
    pub port: Option<u16>,
    /// Who is told of each request.
    pub log: Option<RequestLog>,
}

impl Default for SandboxOptions {
    /// No faults, any port, and latencies that are felt but not waited for.
    fn default() -> Self {
        Self { seed: 0, faults: 0.0, latency_scale: 0.05, port: None, log: None }
    }
}

/// Is told of each request that was answered: its method and path, and the status. A request that
/// was left without an answer is told of when its client gave up, if at all.
#[derive(Clone)]
pub struct RequestLog(Arc<Note>);

type Note = dyn Fn(&str, u16) + Send + Sync;

impl RequestLog {
    /// A log that calls `note` with `METHOD /PATH` and the status. It is called from the server's
    /// tasks and must not block for long.
    pub fn new(note: impl Fn(&str, u16) + Send + Sync + 'static) -> Self {
        Self(Arc::new(note))
    }

    pub(crate) fn note(&self, request: &str, status: u16) {
        (self.0)(request, status);
    }
}

impl fmt::Debug for RequestLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RequestLog")
    }
}

/// A running loopback server that answers for every operation of a Ledger. It stops when this is
/// dropped.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    serving: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a server on the current tokio runtime, which has I/O and time.
    ///
    /// # Errors
    /// Where the port can't be had, or an option is out of its range (`InvalidInput`).
    pub async fn start(ledger: impl Borrow<Ledger>, options: SandboxOptions) -> io::Result<Self> {
        options.check()?;
        let catalogue = Arc::new(Catalogue::new(ledger.borrow()));
        let answers = Answers { catalogue, seed: options.seed, jobs: Jobs::default() };
        let port = options.port.unwrap_or(0);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let (stop, stopping) = watch::channel(false);
        let service = Arc::new(Service {
            answers,
            address,
            faults: Faults::at(options.faults),
            latency_scale: options.latency_scale,
            log: options.log,
            stopping: stopping.clone(),
        });
        let router = Router::new().fallback(answer).with_state(service);
        let router = router.into_make_service_with_connect_info::<Scissors>();
        let mut stopped = stopping;
        let serving = axum::serve(CuttableListener(listener), router)
            .with_graceful_shutdown(async move { drop(stopped.wait_for(|stop| *stop).await) });
        // It ends only when it is told to.
        let serving = tokio::spawn(async move { drop(serving.await) });
        Ok(Self { address, stop, serving: Some(serving) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL that stands for an endpoint's own: `http://127.0.0.1:PORT/SLUG/ENDPOINT`.
    #[must_use]
    pub fn base_url(&self, slug: &str, endpoint: &str) -> String {
        format!("http://{}/{slug}/{endpoint}", self.address)
    }

    /// Stops listening, ends pretended silences, and waits for answers under way.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(serving) = self.serving.take() {
            // A client that reads nothing doesn't keep us.
            let _ = tokio::time::timeout(LAST_ANSWERS, serving).await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

impl SandboxOptions {
    fn check(&self) -> io::Result<()> {
        let refuse = |message: String| Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        if !(0.0..=1.0).contains(&self.faults) {
            return refuse(format!("the rate of faults is from 0 to 1, not {}", self.faults));
        }
        if !(self.latency_scale.is_finite() && self.latency_scale >= 0.0) {
            return refuse(format!(
                "the scale of latencies is 0 or more, not {}",
                self.latency_scale
            ));
        }
        Ok(())
    }
}
