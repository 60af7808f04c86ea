//! The HTTP clients underneath: the only place that builds them.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, ClientBuilder, Proxy};
use rustls::crypto::ring;
use url::Url;

use crate::attempt::ConnectorWatchLayer;
use crate::resolver::GuardedResolver;

/// A host that takes no connection within this is down: an attempt's own time is better spent on
/// another provider. Long enough for a lost packet or two (TCP repeats after 1, 3 and 7 s).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than the idle time-outs that servers commonly have, since a request sent into a
/// connection that the server is just closing has an uncertain end.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// Bytes of the headers of an answer in HTTP/2, in which nothing else bounds them: as many as
/// [`crate::Limits`] admits by default.
const LONGEST_HEADERS: u32 = 64 * 1024;

/// The clients, each made when it is first needed: reading the system's certificates takes longer
/// than many a whole run against the sandbox.
#[derive(Debug)]
pub(crate) struct Transport {
    user_agent: String,
    proxy: Option<Proxy>,
    extra_roots: Vec<Certificate>,
    plain: OnceLock<Result<reqwest::Client, String>>,
    encrypted: OnceLock<Result<reqwest::Client, String>>,
    proxied: OnceLock<Result<reqwest::Client, String>>,
}

/// The way to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// Straight, over plain http.
    Plain,
    /// Straight, over TLS.
    Encrypted,
    /// Through the user's proxy, which then resolves the name.
    Proxied,
}

impl Transport {
    pub(crate) fn new(
        user_agent: String,
        proxy: Option<&Url>,
        extra_roots_pem: &[u8],
    ) -> Result<Self, reqwest::Error> {
        Ok(Self {
            user_agent,
            proxy: proxy.map(|url| Proxy::all(url.clone())).transpose()?,
            extra_roots: Certificate::from_pem_bundle(extra_roots_pem)?,
            plain: OnceLock::new(),
            encrypted: OnceLock::new(),
            proxied: OnceLock::new(),
        })
    }

    /// Whether the user named a proxy.
    pub(crate) fn has_proxy(&self) -> bool {
        self.proxy.is_some()
    }

    /// The client for a route, or why there is none.
    pub(crate) fn client(&self, route: Route) -> Result<&reqwest::Client, String> {
        let cell = match route {
            Route::Plain => &self.plain,
            Route::Encrypted => &self.encrypted,
            Route::Proxied => &self.proxied,
        };
        let build = || self.build(route, builder()).map_err(|error| root_cause(&error));
        cell.get_or_init(build).as_ref().map_err(Clone::clone)
    }

    /// A client for a connection that becomes another protocol's, which HTTP/1.1 alone can do.
    pub(crate) fn upgrading_client(&self, route: Route) -> Result<reqwest::Client, String> {
        let client = self.build(route, builder().http1_only());
        client.map_err(|error| root_cause(&error))
    }

    fn build(
        &self,
        route: Route,
        builder: ClientBuilder,
    ) -> Result<reqwest::Client, reqwest::Error> {
        let builder = builder
            .user_agent(&self.user_agent)
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .http2_max_header_list_size(LONGEST_HEADERS)
            .connector_layer(ConnectorWatchLayer)
            .no_proxy();
        match (route, &self.proxy) {
            (Route::Plain, _) => {
                builder.dns_resolver(GuardedResolver).tls_backend_preconfigured(no_roots()).build()
            }
            // The proxy's own name is the user's word, and the target's is resolved by the proxy.
            (Route::Proxied, Some(proxy)) => self.with_roots(builder.proxy(proxy.clone())).build(),
            _ => self.with_roots(builder.dns_resolver(GuardedResolver)).build(),
        }
    }

    /// The system's certificates and those of the user.
    fn with_roots(&self, builder: ClientBuilder) -> ClientBuilder {
        // An error means that a provider stands already, which then is ours.
        let _ = ring::default_provider().install_default();
        if self.extra_roots.is_empty() {
            builder
        } else {
            builder.tls_certs_merge(self.extra_roots.iter().cloned())
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is where clients are built")]
fn builder() -> ClientBuilder {
    ClientBuilder::new()
}

/// TLS that trusts nobody, for the client that speaks plain http only: it saves reading the
/// system's certificates.
fn no_roots() -> rustls::ClientConfig {
    rustls::ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring supports the versions of TLS that rustls deems safe")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

/// The innermost error: the outer ones say "error sending request" and repeat the URL, which may
/// hold a secret.
pub(crate) fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
