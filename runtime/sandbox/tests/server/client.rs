//! A client of a few lines: one request a connection, and what came back, whole or not.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Longer than any answer takes, shorter than a pretended silence.
const PATIENCE: Duration = Duration::from_secs(3);

/// A request, as text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query, encoded.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<String>,
}

impl Request {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self { method: method.to_owned(), target: target.to_owned(), ..Self::default() }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        let mut request = self.header("Content-Type", "application/json");
        request.body = Some(body.to_string());
        request
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing, within our patience.
    Silence,
    /// The connection was cut before an answer.
    Cut,
    Answered(Reply),
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// The same as it came.
    pub(crate) octets: Vec<u8>,
    /// Whether the body is as long as it should be.
    pub(crate) whole: bool,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null if it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// Sends a request and waits for what comes.
pub(crate) async fn send(address: SocketAddr, request: Request) -> Outcome {
    let exchange = tokio::task::spawn_blocking(move || exchange(address, &request));
    exchange.await.expect("the exchange doesn't panic")
}

/// Sends a request that is answered.
pub(crate) async fn ask(address: SocketAddr, request: Request) -> Reply {
    match send(address, request.clone()).await {
        Outcome::Answered(reply) => reply,
        other => panic!("{request:?}: {other:?}"),
    }
}

fn exchange(address: SocketAddr, request: &Request) -> Outcome {
    let mut stream = TcpStream::connect(address).expect("the sandbox listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time above zero");
    let body = request.body.clone().unwrap_or_default();
    let mut text =
        format!("{} {} HTTP/1.1\r\nConnection: close\r\n", request.method, request.target);
    if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        text += &format!("Host: {address}\r\n");
    }
    for (name, value) in &request.headers {
        text += &format!("{name}: {value}\r\n");
    }
    if request.body.is_some() {
        text += &format!("Content-Length: {}\r\n", body.len());
    }
    stream.write_all(format!("{text}\r\n{body}").as_bytes()).expect("the sandbox reads");
    let mut received = Vec::new();
    let end = stream.read_to_end(&mut received);
    match parse(&received) {
        Some(reply) => Outcome::Answered(reply),
        None if end.is_err_and(|error| is_patience(&error)) => Outcome::Silence,
        None => Outcome::Cut,
    }
}

fn is_patience(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{TimedOut, WouldBlock};
    matches!(error.kind(), TimedOut | WouldBlock)
}

fn parse(received: &[u8]) -> Option<Reply> {
    let end = received.windows(4).position(|window| window == b"\r\n\r\n")?;
    let (head, octets) = (str::from_utf8(&received[..end]).ok()?, received[end + 4..].to_vec());
    let (first, rest) = head.split_once("\r\n").unwrap_or((head, ""));
    let headers: Vec<_> = rest
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .filter(|(name, _)| name != "date")
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let whole = length.is_none_or(|(_, length)| length.parse() == Ok(octets.len()));
    let status = first.split(' ').nth(1)?.parse().ok()?;
    let body = String::from_utf8_lossy(&octets).into_owned();
    Some(Reply { status, headers, body, octets, whole })
}
