//! The client: one attempt, under all the rules.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Sleep;
use url::Url;

use crate::attempt::Attempt;
use crate::body::{self, BodyProblem};
use crate::network_rules::Reach;
use crate::transport::{Route, Transport, root_cause};
use crate::{
    Error, NetworkRules, Origin, Redactor, Refusal, Request, Response, Trust, redirect, response,
};

/// How large an answer may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the body, on the wire as well as unpacked.
    pub body: usize,
    /// Bytes of all header names and values.
    pub headers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 32 * 1024 * 1024, headers: 64 * 1024 }
    }
}

/// What a client is made from; everything that the user or the root package said comes in here.
#[derive(Clone, Debug, Default)]
pub struct ClientOptions {
    /// Where secrets may go.
    pub trust: Trust,
    /// Which addresses may be reached.
    pub rules: NetworkRules,
    /// Learns every secret that the client sends.
    pub redactor: Redactor,
    /// An HTTP proxy for all but loopback; the system's is never read.
    pub proxy: Option<Url>,
    /// Certificates trusted besides the system's: a PEM bundle, empty for none.
    pub extra_roots_pem: Vec<u8>,
    /// Sent with every request.
    pub user_agent: String,
    /// Limits of answers where a request has none of its own.
    pub limits: Limits,
}

/// An option that can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the network can't be set up: {0}")]
pub struct SetupError(String);

/// An HTTP client. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    trust: Trust,
    rules: NetworkRules,
    redactor: Redactor,
    limits: Limits,
    transport: Transport,
}

impl Client {
    /// A client. Fails where the proxy's address or the certificates can't be read.
    pub fn new(options: ClientOptions) -> Result<Self, SetupError> {
        let ClientOptions { trust, rules, redactor, proxy, extra_roots_pem, user_agent, limits } =
            options;
        if let Some(password) = proxy.as_ref().and_then(Url::password) {
            redactor.add("proxy password", password);
        }
        let transport = Transport::new(user_agent, proxy.as_ref(), &extra_roots_pem)
            .map_err(|error| SetupError(redactor.strike(&root_cause(&error)).into_owned()))?;
        let shared = Shared { trust, rules, redactor, limits, transport };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Whether a request that carries these secrets may go there, as far as that can be told
    /// before its name is resolved. [`Client::send`] asks the same again, and more.
    ///
    /// # Errors
    /// The rule that keeps it from leaving.
    pub fn check<'name>(
        &self,
        url: &Url,
        secrets: impl IntoIterator<Item = &'name str>,
    ) -> Result<(), Refusal> {
        self.shared.check(url, secrets).map(|_| ())
    }

    /// Applies every rule to what carries no secrets.
    pub(crate) fn admit_bare(&self, url: &Url) -> Result<Origin, Refusal> {
        self.shared.check(url, [])
    }

    /// A client that opens sockets at an origin, and the addresses to which that may lead.
    pub(crate) fn way_to(&self, origin: &Origin) -> Result<(reqwest::Client, Reach), String> {
        let client = self.shared.transport.upgrading_client(self.shared.route(origin))?;
        Ok((client, self.shared.reach(origin)))
    }

    /// Sends a request once, and reads the whole answer, within `timeout` altogether. Any status
    /// is an answer. Must run inside a tokio runtime with I/O and time.
    pub async fn send(&self, request: Request, timeout: Duration) -> Result<Response, Error> {
        let mut clock = std::pin::pin!(tokio::time::sleep(timeout));
        let origin = self.shared.admit(&request, &request.url)?;
        let answer = self.shared.hop(&request, &request.url, &origin, clock.as_mut());
        let mut answer = answer.await.map_err(|failure| failure.first(origin, timeout))?;
        for _ in 0..redirect::MAX_HOPS {
            let Some((url, origin)) = redirect::target(&request, &answer) else { break };
            // What the rules refuse isn't followed, hence an ordinary answer.
            if self.shared.admit(&request, &url).is_err() {
                break;
            }
            match self.shared.hop(&request, &url, &origin, clock.as_mut()).await {
                Ok(next) => answer = next,
                Err(Failure::Refused(_)) => break,
                Err(failure) => return Err(failure.after_redirect(origin, timeout)),
            }
        }
        Ok(answer)
    }
}

/// One hop's failure, before it is known whether something was sent earlier.
enum Failure {
    Refused(Refusal),
    NotConnected(String),
    Cut(String),
    TimedOut { connected: bool },
    Unreadable { status: u16, headers: Vec<(String, String)>, reason: String },
}

impl Shared {
    /// Applies every rule that can be judged before a connection is made.
    fn admit(&self, request: &Request, url: &Url) -> Result<Origin, Refusal> {
        let secrets = request.credentials.iter().flat_map(crate::Credential::secrets);
        self.check(url, secrets.map(|secret| secret.name.as_str()))
    }

    fn check<'name>(
        &self,
        url: &Url,
        secrets: impl IntoIterator<Item = &'name str>,
    ) -> Result<Origin, Refusal> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Url("it holds a user name or password".to_owned()));
        }
        let origin = Origin::of(url).map_err(|error| Refusal::Url(error.to_string()))?;
        for secret in secrets {
            self.trust.allows(secret, &origin)?;
        }
        self.rules.check(&origin)?;
        Ok(origin)
    }

    /// Sends the request to one address and reads the answer.
    async fn hop(
        &self,
        request: &Request,
        url: &Url,
        origin: &Origin,
        mut clock: std::pin::Pin<&mut Sleep>,
    ) -> Result<Response, Failure> {
        let elsewhere = Origin::of(&request.url).as_ref() != Ok(origin);
        let prepared = request.prepare(url, elsewhere).map_err(Failure::Refused)?;
        for secret in request.credentials.iter().flat_map(crate::Credential::secrets) {
            self.redactor.add(&secret.name, secret.value.reveal());
        }
        let client = self.transport.client(self.route(origin)).map_err(Failure::NotConnected)?;
        let attempt = Attempt::new(self.reach(origin));
        let limits = request.limits.unwrap_or(self.limits);
        let mut exchange = Box::pin(attempt.run(exchange(client, prepared, url, limits)));
        let outcome = tokio::select! {
            biased;
            outcome = &mut exchange => outcome,
            () = &mut clock => {
                drop(exchange);
                return Err(Failure::TimedOut { connected: !attempt.was_never_connected() });
            }
        };
        let redact = |text: String| self.redactor.strike(&text).into_owned();
        outcome.map_err(|failure| match (attempt.refusal(), failure) {
            (Some(refusal), Failure::NotConnected(_)) => Failure::Refused(refusal),
            (_, Failure::NotConnected(reason)) => Failure::NotConnected(redact(reason)),
            (_, Failure::Cut(reason)) => Failure::Cut(redact(reason)),
            (_, other) => other,
        })
    }

    /// The way to an origin. This machine is never asked for through a proxy.
    fn route(&self, origin: &Origin) -> Route {
        match origin.is_encrypted() {
            _ if self.transport.has_proxy() && !origin.is_loopback() => Route::Proxied,
            true => Route::Encrypted,
            false => Route::Plain,
        }
    }

    fn reach(&self, origin: &Origin) -> Reach {
        self.rules.reach(origin)
    }
}

/// Request out, answer in.
async fn exchange(
    client: &reqwest::Client,
    prepared: reqwest::Request,
    url: &Url,
    limits: Limits,
) -> Result<Response, Failure> {
    let mut answer = client.execute(prepared).await.map_err(|error| {
        let reason = root_cause(&error);
        if error.is_connect() { Failure::NotConnected(reason) } else { Failure::Cut(reason) }
    })?;
    let status = answer.status().as_u16();
    let headers = readable_headers(&answer);
    let size: usize = headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > limits.headers {
        let reason = format!("has more than {} bytes of headers", limits.headers);
        return Err(Failure::Unreadable { status, headers: Vec::new(), reason });
    }
    let (packed, cut) = body::read(&mut answer, limits.body).await;
    let encoding = response::header(&headers, "content-encoding");
    let (body, unpacking) = body::unpack(packed, encoding, limits.body);
    match cut.or(unpacking) {
        Some(problem) if answer.status().is_success() => Err(match problem {
            BodyProblem::Cut(reason) => Failure::Cut(reason),
            BodyProblem::Unreadable(reason) => Failure::Unreadable { status, headers, reason },
        }),
        problem => {
            let complete = problem.is_none();
            Ok(Response { status, headers, body, complete, url: url.clone() })
        }
    }
}

fn readable_headers(answer: &reqwest::Response) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = answer.headers().iter();
    headers.map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}

impl Failure {
    /// As the failure of an attempt that sent nothing before.
    fn first(self, origin: Origin, after: Duration) -> Error {
        match self {
            Self::Refused(refusal) => Error::Refused(refusal),
            Self::NotConnected(reason) => Error::Unreachable { origin, reason },
            Self::Cut(reason) => Error::Interrupted { origin, reason },
            Self::TimedOut { connected } => Error::TimedOut { origin, after, connected },
            Self::Unreadable { status, headers, reason } => {
                Error::Unreadable { origin, status, headers, reason }
            }
        }
    }

    /// As the failure of an attempt that was answered by a redirect before: it arrived.
    fn after_redirect(self, origin: Origin, after: Duration) -> Error {
        match self {
            Self::NotConnected(reason) => {
                Error::Interrupted { origin, reason: format!("after a redirect: {reason}") }
            }
            Self::TimedOut { .. } => Error::TimedOut { origin, after, connected: true },
            other => other.first(origin, after),
        }
    }
}
