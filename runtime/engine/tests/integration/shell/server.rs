//! A loopback server: a thread a connection, one request each, everything recorded.

use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
};

/// A request as its bytes said it.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// `GET /path?query HTTP/1.1`.
    pub(crate) line: String,
    /// Header lines as sent.
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

impl Received {
    /// The header's value, by its name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// `/path?query`
    pub(crate) fn target(&self) -> &str {
        self.line.split(' ').nth(1).unwrap()
    }

    pub(crate) fn key(&self) -> String {
        self.header("idempotency-key").unwrap().to_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A server; it serves until the test's process ends.
pub(crate) struct Server {
    pub(crate) origin: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// `answer` is given the request and its number, from 1, in the order of coming. An empty
    /// answer cuts the connection.
    pub(crate) fn start(
        answer: impl Fn(&Received, usize) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let (record, answer) = (Arc::clone(&received), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (record, answer) = (Arc::clone(&record), Arc::clone(&answer));
                thread::spawn(move || serve(stream.unwrap(), &record, &*answer));
            }
        });
        Self { origin, received }
    }

    /// A server that answers everything with this JSON.
    pub(crate) fn answering(body: serde_json::Value) -> Self {
        Self::start(move |_, _| json(&body))
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: TcpStream,
    record: &Mutex<Vec<Received>>,
    answer: &(impl Fn(&Received, usize) -> Vec<u8> + ?Sized),
) {
    // Who connects and says nothing had second thoughts.
    let Ok(request) = read_request(&mut stream) else { return };
    let number = {
        let mut received = record.lock().unwrap();
        received.push(request.clone());
        received.len()
    };
    // Whoever crashed meanwhile doesn't listen any more.
    let _ = stream.write_all(&answer(&request, number));
}

/// Reads one request by its `Content-Length`.
fn read_request(stream: &mut impl Read) -> io::Result<Received> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let mut lines = head.trim_end().split("\r\n").map(str::to_owned);
    let line = lines.next().unwrap();
    let mut received = Received { line, headers: lines.collect(), body: String::new() };
    let length = received.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    received.body = String::from_utf8(body).unwrap();
    Ok(received)
}

/// An answer with a body and its length.
pub(crate) fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    for header in headers {
        text += &format!("{header}\r\n");
    }
    text += &format!("Content-Length: {}\r\n\r\n", body.len());
    [text.as_bytes(), body].concat()
}

/// Status 200 and JSON.
pub(crate) fn json(body: &serde_json::Value) -> Vec<u8> {
    answer("200 OK", &["Content-Type: application/json"], body.to_string().as_bytes())
}

/// What a server's thread waits at until the test opens it.
#[derive(Clone, Default)]
pub(crate) struct Barrier(Arc<(Mutex<bool>, Condvar)>);

impl Barrier {
    pub(crate) fn wait(&self) {
        let (open, changed) = &*self.0;
        let _open = changed.wait_while(open.lock().unwrap(), |open| !*open).unwrap();
    }

    pub(crate) fn open(&self) {
        let (open, changed) = &*self.0;
        *open.lock().unwrap() = true;
        changed.notify_all();
    }
}

/// A listener to which nobody may connect; checked when it is dropped.
pub(crate) struct Silent {
    pub(crate) origin: String,
    listener: TcpListener,
}

impl Silent {
    pub(crate) fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self { origin: format!("http://{}", listener.local_addr().unwrap()), listener }
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        if !thread::panicking() {
            let kind = self.listener.accept().map(|_| ()).map_err(|error| error.kind());
            assert_eq!(kind, Err(io::ErrorKind::WouldBlock), "somebody connected to a silent host");
        }
    }
}
