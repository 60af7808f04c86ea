//! A hand-written HTTP server on loopback, for tests that look at what really goes over the wire.
//!
//! It understands HTTP/1.1 with `Content-Length`, keeps every request, and answers what a function
//! says. It knows nothing of our code.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// A test that waits longer than this waits for something that doesn't come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where nobody listens, nor does a test beside this one: no such port is given where any will do.
pub const NOBODY: &str = "127.0.0.1:1";

/// What came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, …
    pub method: String,
    /// As sent, with the query.
    pub target: String,
    /// Names in small letters, in order.
    pub headers: Vec<(String, String)>,
    /// The bytes, as text.
    pub body: String,
}

impl Request {
    /// The target without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The header of that name, in small letters.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What goes out.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A whole answer.
    Whole {
        /// Status code.
        status: u16,
        /// Beside `content-length`.
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
    },
    /// Nothing, and the connection stays open until the client closes it.
    Silence,
    /// Nothing, and the connection is closed.
    Cut,
    /// These bytes, whatever they are, and the connection is closed.
    Raw(Vec<u8>),
}

impl Answer {
    /// 200 with JSON.
    #[must_use]
    pub fn json(body: &str) -> Self {
        Self::status(200, body)
    }

    /// JSON under another status.
    #[must_use]
    pub fn status(status: u16, body: &str) -> Self {
        let headers = vec![("content-type".into(), "application/json".into())];
        Self::Whole { status, headers, body: body.into() }
    }

    /// The same with a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Self::Whole { headers, .. } = &mut self {
            headers.push((name.into(), value.into()));
        }
        self
    }
}

type Handler = dyn Fn(usize, &Request) -> Answer + Send + Sync;

/// A running server, until nobody holds it any more.
pub struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
}

/// What came in so far.
#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<Request>>,
    connections: Mutex<usize>,
    came: Condvar,
    /// Whether nobody holds the server any more.
    ended: AtomicBool,
}

impl Server {
    /// Answers each request, numbered from 0 in order of arrival, by what `answer` says.
    #[must_use]
    pub fn start(answer: impl Fn(usize, &Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
        let address = listener.local_addr().expect("it is bound");
        let seen = Arc::<Seen>::default();
        let (shared, answer) = (seen.clone(), Arc::new(answer) as Arc<Handler>);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.ended.load(Ordering::SeqCst) {
                    break;
                }
                *lock(&shared.connections) += 1;
                let (seen, answer) = (shared.clone(), answer.clone());
                thread::spawn(move || serve(stream, &seen, &*answer));
            }
        });
        Self { address, seen }
    }

    /// Answers each request with the same JSON.
    #[must_use]
    pub fn answering(body: &'static str) -> Self {
        Self::start(move |_, _| Answer::json(body))
    }

    /// `http://127.0.0.1:PORT`
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What came in so far, in order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.seen.requests).clone()
    }

    /// How often somebody connected.
    #[must_use]
    pub fn connections(&self) -> usize {
        *lock(&self.seen.connections)
    }

    /// Waits until so many requests have come in.
    pub fn wait_for(&self, count: usize) {
        let requests = lock(&self.seen.requests);
        let few = |requests: &mut Vec<Request>| requests.len() < count;
        let waited = self.seen.came.wait_timeout_while(requests, PATIENCE, few);
        let (requests, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(!waited.timed_out(), "{} requests came, not {count}", requests.len());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.seen.ended.store(true, Ordering::SeqCst);
        // Whoever waits for somebody to come looks up.
        drop(TcpStream::connect(self.address));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(stream: TcpStream, seen: &Seen, answer: &Handler) {
    let Ok(mut output) = stream.try_clone() else { return };
    let mut input = BufReader::new(stream);
    while let Some(request) = read(&mut input) {
        let number = {
            let mut requests = lock(&seen.requests);
            requests.push(request.clone());
            requests.len() - 1
        };
        seen.came.notify_all();
        match answer(number, &request) {
            Answer::Whole { status, headers, body } => {
                let mut text =
                    format!("HTTP/1.1 {status} Answer\r\ncontent-length: {}\r\n", body.len());
                for (name, value) in headers {
                    text += &format!("{name}: {value}\r\n");
                }
                text += "\r\n";
                text += &body;
                if output.write_all(text.as_bytes()).is_err() {
                    return;
                }
            }
            Answer::Silence => {
                let mut rest = Vec::new();
                drop(input.read_to_end(&mut rest));
                return;
            }
            Answer::Cut => return,
            Answer::Raw(bytes) => {
                drop(output.write_all(&bytes));
                return;
            }
        }
    }
}

fn read(input: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    input.read_line(&mut line).ok().filter(|count| *count > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        input.read_line(&mut line).ok().filter(|count| *count > 0)?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(Request { method, target, headers, body: String::from_utf8_lossy(&body).into_owned() })
}
