//! WebSockets, under the rules that hold for requests.
//!
//! The handshake is an HTTP request of the same clients, so that addresses, certificates and the
//! proxy are theirs. A socket carries no secrets. What comes in is limited in size by message, and
//! in time by whoever waits for it.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::header::{
    CONNECTION, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use reqwest::{Method, StatusCode, Upgraded};
use tokio::time::timeout_at;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error as Problem, Message};
use url::Url;

use crate::attempt::Attempt;
use crate::transport::root_cause;
use crate::{Client, Error, Origin, Refusal};

/// An open WebSocket on which texts go and come.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<Upgraded>,
    /// As its address is written.
    origin: Origin,
    /// Bytes of a message.
    limit: usize,
    /// All that is done on it ends by then.
    until: tokio::time::Instant,
    after: Duration,
}

impl Client {
    /// Opens a WebSocket at a `ws` or `wss` address, on which messages have at most `limit` bytes
    /// and all is done within `after`. Must run inside a tokio runtime with I/O and time.
    ///
    /// # Errors
    /// A rule that keeps it from being opened, or why there is none.
    pub async fn open_socket(
        &self,
        url: &Url,
        limit: usize,
        after: Duration,
    ) -> Result<Socket, Error> {
        let url = over_http(url)?;
        let requested = self.admit_bare(&url)?;
        let origin = requested.clone().of_socket();
        let until = tokio::time::Instant::now() + after;
        let timed_out = |connected| Error::TimedOut { origin: origin.clone(), after, connected };
        let unreadable = |status: u16, reason: String| Error::Unreadable {
            origin: origin.clone(),
            status,
            headers: Vec::new(),
            reason,
        };
        let key = generate_key();
        let (client, reach) = self
            .way_to(&requested)
            .map_err(|reason| Error::Unreachable { origin: origin.clone(), reason })?;
        let attempt = Attempt::new(reach);
        let answer = timeout_at(until, attempt.run(client.execute(handshake(url.clone(), &key))));
        let answer = answer.await.map_err(|_| timed_out(!attempt.was_never_connected()))?;
        let answer = answer.map_err(|error| match attempt.refusal() {
            Some(refusal) => Error::Refused(refusal),
            None if error.is_connect() => {
                Error::Unreachable { origin: origin.clone(), reason: root_cause(&error) }
            }
            None => Error::Interrupted { origin: origin.clone(), reason: root_cause(&error) },
        })?;
        let status = answer.status();
        let expected = derive_accept_key(key.as_bytes());
        let accepted = answer.headers().get(SEC_WEBSOCKET_ACCEPT);
        if status != StatusCode::SWITCHING_PROTOCOLS
            || accepted.is_none_or(|it| it.as_bytes() != expected.as_bytes())
        {
            let reason = format!("opens no WebSocket (HTTP {})", status.as_u16());
            return Err(unreadable(status.as_u16(), reason));
        }
        let upgraded = timeout_at(until, answer.upgrade()).await.map_err(|_| timed_out(true))?;
        let upgraded = upgraded.map_err(|error| Error::Interrupted {
            origin: origin.clone(),
            reason: root_cause(&error),
        })?;
        let config =
            WebSocketConfig::default().max_message_size(Some(limit)).max_frame_size(Some(limit));
        let stream = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        Ok(Socket { stream, origin, limit, until, after })
    }
}

impl Socket {
    /// Sends a text.
    ///
    /// # Errors
    /// Where the connection was cut or the time is up.
    pub async fn send(&mut self, text: String) -> Result<(), Error> {
        match timeout_at(self.until, self.stream.send(Message::text(text))).await {
            Ok(sent) => sent.map_err(|problem| self.error(problem)),
            Err(_) => Err(self.timed_out()),
        }
    }

    /// The next text that comes.
    ///
    /// # Errors
    /// Where the connection was cut, the time is up, or what comes is too large or no text.
    pub async fn receive(&mut self) -> Result<String, Error> {
        loop {
            let next = match timeout_at(self.until, self.stream.next()).await {
                Ok(next) => next,
                Err(_) => return Err(self.timed_out()),
            };
            return match next {
                Some(Ok(Message::Text(text))) => Ok(text.as_str().to_owned()),
                // A pong is sent by the library.
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                Some(Ok(Message::Close(_))) | None => Err(self.cut("it was closed")),
                Some(Ok(Message::Binary(_) | Message::Frame(_))) => {
                    Err(self.unreadable("holds bytes where a text was meant".to_owned()))
                }
                Some(Err(problem)) => Err(self.error(problem)),
            };
        }
    }

    fn timed_out(&self) -> Error {
        Error::TimedOut { origin: self.origin.clone(), after: self.after, connected: true }
    }

    fn cut(&self, reason: &str) -> Error {
        Error::Interrupted { origin: self.origin.clone(), reason: reason.to_owned() }
    }

    fn unreadable(&self, reason: String) -> Error {
        let (origin, headers) = (self.origin.clone(), Vec::new());
        let status = StatusCode::SWITCHING_PROTOCOLS.as_u16();
        Error::Unreadable { origin, status, headers, reason }
    }

    fn error(&self, problem: Problem) -> Error {
        match problem {
            Problem::Capacity(CapacityError::MessageTooLong { .. }) => {
                self.unreadable(format!("has a message of more than {} bytes", self.limit))
            }
            problem => self.cut(&problem.to_string()),
        }
    }
}

/// The address as the handshake needs it.
fn over_http(url: &Url) -> Result<Url, Refusal> {
    let scheme = match url.scheme() {
        "ws" => "http",
        "wss" => "https",
        other => {
            let reason =
                format!("`{other}://` is no WebSocket: it begins with `wss://` or `ws://`");
            return Err(Refusal::Url(reason));
        }
    };
    let text = url.as_str().replacen(url.scheme(), scheme, 1);
    Url::parse(&text).map_err(|error| Refusal::Url(error.to_string()))
}

fn handshake(url: Url, key: &str) -> reqwest::Request {
    let mut request = reqwest::Request::new(Method::GET, url);
    let headers = request.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    let key = HeaderValue::from_str(key).expect("a key is Base64");
    headers.insert(SEC_WEBSOCKET_KEY, key);
    request
}
