//! A loopback server of a few lines: one thread, one answer a connection, everything recorded.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as its bytes said it.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// `GET /path?query HTTP/1.1`.
    pub(crate) line: String,
    /// Header lines as sent.
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// The header's value, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// A server that answers each connection's first request with what `answer` makes of it, and
/// closes.
pub(crate) struct Server {
    pub(crate) origin: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Received) -> Vec<u8> + Send + 'static) -> Self {
        Self::serve(move |stream, received| stream.write_all(&answer(received)))
    }

    /// A server that does what it likes with the connection after the request.
    pub(crate) fn serve(
        mut act: impl FnMut(&mut TcpStream, &Received) -> io::Result<()> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Ok(request) = read_request(&mut stream) else { continue };
                record.lock().unwrap().push(request.clone());
                // A client that was told enough hangs up.
                let _ = act(&mut stream, &request);
            }
        });
        Self { origin, received }
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// Reads one request by its `Content-Length`.
pub(crate) fn read_request(stream: &mut impl Read) -> io::Result<Received> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let mut lines = head.trim_end().split("\r\n").map(str::to_owned);
    let line = lines.next().unwrap();
    let mut received = Received { line, headers: lines.collect(), body: Vec::new() };
    let length = received.header("content-length").map_or(0, |length| length.parse().unwrap());
    received.body = vec![0; length];
    stream.read_exact(&mut received.body)?;
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

/// A redirect.
pub(crate) fn redirect(status: &str, location: &str) -> Vec<u8> {
    answer(status, &[&format!("Location: {location}")], b"moved")
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
