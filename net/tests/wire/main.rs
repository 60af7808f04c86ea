//! What really goes over the wire, and what must not: hand-written loopback servers against the
//! client. Nothing here sleeps; the servers record what they got, and a [`server::Silent`] one
//! fails the test if anybody connected.

#![expect(clippy::unwrap_used, reason = "what can't be set up fails the test")]

mod failures;
mod http2;
mod limits;
mod redirects;
mod requests;
mod secrets;
mod server;
mod tls;

use std::time::Duration;

use orchestra_net::{Client, ClientOptions, Error, Method, NetworkRules, Request, Response, Url};

/// Far longer than any of the tests needs.
const AMPLE: Duration = Duration::from_secs(30);

/// A client that may reach these origins on loopback.
fn client(loopback: &[&str]) -> Client {
    Client::new(options(loopback)).unwrap()
}

fn options(loopback: &[&str]) -> ClientOptions {
    let mut rules = NetworkRules::public_only();
    for origin in loopback {
        rules.allow_loopback(origin.parse().unwrap());
    }
    ClientOptions { rules, user_agent: "orchestra-test".to_owned(), ..ClientOptions::default() }
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn get(address: &str) -> Request {
    Request::new(Method::GET, url(address))
}

/// Sends on a runtime of its own.
fn send(client: &Client, request: Request) -> Result<Response, Error> {
    send_within(client, request, AMPLE)
}

fn send_within(client: &Client, request: Request, timeout: Duration) -> Result<Response, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(client.send(request, timeout))
}
