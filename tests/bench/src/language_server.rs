//! A language server in a process of its own, and the client that asks it, on stdin and stdout.
//!
//! Answers are stamped where they arrive, before they are read: what a client makes of them isn't the
//! server's time.

use std::{
    collections::VecDeque,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// After so long a server is taken to have no answer.
const LONGEST: Duration = Duration::from_secs(120);

/// Messages that are kept until somebody waits for them.
const MOST_WAITING: usize = 1_000;

/// What a server tells views of its own, with all texts each time: it is left unread.
const UNREAD: &str = "\"runtime_updated\"";

/// A language server, initialized for a folder.
pub struct LanguageServer {
    process: Child,
    input: ChildStdin,
    messages: Receiver<(Instant, Vec<u8>)>,
    waiting: VecDeque<(Instant, Value)>,
    last_id: i64,
    started: Instant,
    /// Whether it wants all of a text after each change.
    wants_all: bool,
}

/// A document that is open.
pub struct Document {
    /// How both sides name it.
    pub uri: String,
    /// Its text now.
    pub text: String,
    version: i32,
}

impl LanguageServer {
    /// Starts `command` for `folder`.
    #[must_use]
    pub fn start(command: &[&str], folder: &Path) -> Self {
        let started = now();
        let mut process = Command::new(command[0])
            .args(&command[1..])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server can be started");
        let input = process.stdin.take().expect("it was asked for");
        let output = process.stdout.take().expect("it was asked for");
        let (give, messages) = mpsc::channel();
        thread::spawn(move || receive(output, &give));
        let mut server = Self {
            process,
            input,
            messages,
            waiting: VecDeque::new(),
            last_id: 0,
            started,
            wants_all: false,
        };
        let uri = uri(folder);
        let params = json!({
            "processId": null,
            "rootUri": uri,
            "workspaceFolders": [{ "uri": uri, "name": "measured" }],
            "capabilities": {
                "general": { "positionEncodings": ["utf-8", "utf-16"] },
                "textDocument": {
                    "publishDiagnostics": { "versionSupport": true },
                    "completion": { "completionItem": { "snippetSupport": true } },
                },
            },
        });
        let asked = server.ask("initialize", params);
        let told = server.answer(asked).1;
        let changes = &told["capabilities"]["textDocumentSync"];
        server.wants_all = changes == 1 || changes["change"] == 1;
        server.notify("initialized", json!({}));
        server
    }

    /// Opens the file `name` of `folder`.
    pub fn open(&mut self, folder: &Path, name: &str, language: &str, text: &str) -> Document {
        let uri = uri(&folder.join(name));
        let item = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item }));
        Document { uri, text: text.to_owned(), version: 1 }
    }

    /// Waits until it is said what is wrong with a document that was just opened; how long that took
    /// since the server was started.
    pub fn first_diagnostics(&mut self, document: &Document) -> Duration {
        self.diagnostics(document).0 - self.started
    }

    /// Waits until it is said what is wrong with a document as it is now: when that came, and what.
    pub fn diagnostics(&mut self, document: &Document) -> (Instant, Value) {
        self.take(|message| {
            let told = &message["params"];
            // What was opened may be told of without its version.
            let is_now = told["version"] == document.version
                || (document.version == 1 && told["version"].is_null());
            message["method"] == "textDocument/publishDiagnostics"
                && told["uri"] == *document.uri
                && is_now
        })
    }

    /// Replaces what stands at `from..to`, in bytes; when that was sent.
    pub fn edit(&mut self, document: &mut Document, from: usize, to: usize, with: &str) -> Instant {
        let place = |offset| position(&document.text, offset);
        let range = json!({ "start": place(from), "end": place(to) });
        document.text.replace_range(from..to, with);
        document.version += 1;
        let change = match self.wants_all {
            true => json!({ "text": document.text }),
            false => json!({ "range": range, "text": with }),
        };
        let named = json!({ "uri": document.uri, "version": document.version });
        let params = json!({ "textDocument": named, "contentChanges": [change] });
        self.notify("textDocument/didChange", params)
    }

    /// Asks about an offset of a document; gives when that was sent, and the number of the request.
    pub fn ask_at(&mut self, method: &str, document: &Document, offset: usize) -> (Instant, i64) {
        let at = position(&document.text, offset);
        let params = json!({ "textDocument": { "uri": document.uri }, "position": at });
        self.ask(method, params)
    }

    /// The answer to a request, and when it came.
    pub fn answer(&mut self, (_, id): (Instant, i64)) -> (Instant, Value) {
        let is_it = |message: &Value| message["id"] == id && message.get("method").is_none();
        let (arrived, mut message) = self.take(is_it);
        assert!(message.get("error").is_none(), "{}", message["error"]);
        (arrived, message["result"].take())
    }

    /// The memory that is resident, in KiB, as Linux says it.
    #[must_use]
    pub fn resident_kib(&self) -> Option<u64> {
        let status = self.said_by_system("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    /// The time that processors have worked for it, in milliseconds, as Linux says it.
    #[must_use]
    pub fn cpu_ms(&self) -> Option<u64> {
        /// Linux counts in hundredths of a second, whatever it runs on.
        const TICK_MS: u64 = 10;
        let stat = self.said_by_system("stat")?;
        let (_, behind_name) = stat.rsplit_once(") ")?;
        let mut figures = behind_name.split(' ').skip(11);
        let mut next = || figures.next()?.parse::<u64>().ok();
        Some((next()? + next()?) * TICK_MS)
    }

    #[expect(clippy::disallowed_methods, reason = "the system tells in files what a process takes")]
    fn said_by_system(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.process.id())).ok()
    }

    fn ask(&mut self, method: &str, params: Value) -> (Instant, i64) {
        self.last_id += 1;
        let id = self.last_id;
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        (self.send(&message), id)
    }

    fn notify(&mut self, method: &str, params: Value) -> Instant {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn send(&mut self, message: &Value) -> Instant {
        let text = message.to_string();
        let framed = format!("Content-Length: {}\r\n\r\n{text}", text.len());
        let sent = now();
        self.input.write_all(framed.as_bytes()).expect("the server reads");
        self.input.flush().expect("the server reads");
        sent
    }

    fn take(&mut self, is_it: impl Fn(&Value) -> bool) -> (Instant, Value) {
        if let Some(known) = self.waiting.iter().position(|(_, message)| is_it(message)) {
            return self.waiting.remove(known).expect("it was found there");
        }
        loop {
            let (arrived, body) =
                self.messages.recv_timeout(LONGEST).expect("the server answers, and isn't gone");
            let message: Value = serde_json::from_slice(&body).expect("it is JSON");
            if is_it(&message) {
                return (arrived, message);
            }
            // What is said of other files isn't waited for, and would pile up.
            if self.waiting.len() > MOST_WAITING {
                self.waiting.pop_front();
            }
            match (message.get("method"), message.get("id")) {
                // Whatever the server asks, there is no answer; it mustn't wait for one.
                (Some(_), Some(id)) => {
                    self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null }));
                }
                (Some(_), None) if message["method"] != "textDocument/publishDiagnostics" => {}
                _ => self.waiting.push_back((arrived, message)),
            }
        }
    }
}

impl Drop for LanguageServer {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Reads messages until there are no more.
fn receive(output: ChildStdout, give: &Sender<(Instant, Vec<u8>)>) {
    let mut output = BufReader::new(output);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if output.read_line(&mut line).is_ok_and(|read| read > 0) {
                match line.trim_end().split_once(": ") {
                    Some((name, count)) if name.eq_ignore_ascii_case("content-length") => {
                        length = count.parse().expect("it is a number");
                    }
                    Some(_) => {}
                    None => break,
                }
            } else {
                return;
            }
        }
        let mut body = vec![0; length];
        if output.read_exact(&mut body).is_err() {
            return;
        }
        let head = String::from_utf8_lossy(&body[..length.min(80)]);
        if !head.contains(UNREAD) && give.send((now(), body)).is_err() {
            return;
        }
    }
}

/// The position of a byte, counted as all our texts can be counted: they are ASCII.
fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let column = before.rfind('\n').map_or(offset, |at| offset - at - 1);
    json!({ "line": line, "character": column })
}

fn uri(path: &Path) -> String {
    let path = path.canonicalize().expect("it is there");
    format!("file://{}", path.display())
}

#[expect(clippy::disallowed_methods, reason = "a bench looks at the clock")]
fn now() -> Instant {
    Instant::now()
}
