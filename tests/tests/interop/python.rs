//! Python programs of `tests/interop/`, and requests to those that listen.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;

/// A Python that has the libraries.
pub(crate) struct Python(pub(crate) String);

/// A program that listens, until it is dropped.
pub(crate) struct Listening {
    child: Child,
    pub(crate) port: u16,
    /// Its own hotkey.
    pub(crate) hotkey: String,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    /// The line of the status, and headers.
    pub(crate) head: String,
    pub(crate) body: String,
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop").join(name)
}

impl Python {
    /// A program, in an empty home: the libraries write there.
    fn command(&self, name: &str, home: &Path) -> Command {
        let mut command = Command::new(&self.0);
        command.arg("-W").arg("ignore").arg(script(name));
        command.env_clear().env("HOME", home).current_dir(home);
        command.stderr(Stdio::inherit());
        command
    }

    /// What a program says to these arguments: its last line.
    pub(crate) fn ask(&self, name: &str, home: &Path, arguments: &[&str]) -> String {
        let mut command = self.command(name, home);
        let output = command.args(arguments).stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{name} {arguments:?} failed");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().last().unwrap().to_owned()
    }

    /// Starts a program that says in one line where it listens.
    pub(crate) fn listen(&self, name: &str, home: &Path) -> Listening {
        let mut command = self.command(name, home);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with('{'));
        // What else it says is read, or it would wait for that.
        std::thread::spawn(move || lines.for_each(drop));
        let said: Value = serde_json::from_str(&said.expect("it says where it listens")).unwrap();
        Listening {
            child,
            port: said["port"].as_u64().and_then(|port| port.try_into().ok()).unwrap(),
            hotkey: said["hotkey"].as_str().unwrap().to_owned(),
        }
    }
}

impl Listening {
    /// Sends exactly these headers and this body.
    pub(crate) fn post(&self, target: &str, headers: &[(String, String)], body: &[u8]) -> Answered {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let mut head = format!(
            "POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\
             Content-Length: {}\r\n",
            self.port,
            body.len()
        );
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        // Who refuses early reads no body, and resets the connection behind its answer.
        let mut answer = Vec::new();
        let sent = stream.write_all(body);
        let read = stream.read_to_end(&mut answer);
        assert!(!answer.is_empty(), "no answer: {sent:?}, {read:?}");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answered { status, head: head.to_owned(), body: body.to_owned() }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // It ends with its stdin; who doesn't is ended.
        drop(self.child.stdin.take());
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
