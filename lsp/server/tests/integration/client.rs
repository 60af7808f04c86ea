//! A client in the same process, on the real stream.

use std::{collections::VecDeque, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{
        AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream,
        ReadHalf, WriteHalf,
    },
    task::JoinHandle,
};

/// Bytes that may be under way: a server that is slow to read must not stop the client.
const UNDER_WAY: usize = 4 << 20;

/// What makes a folder a package.
pub(crate) const MANIFEST: &str = "[package]\nname = \"kit\"\nversion = \"0.1.0\"\n";

pub(crate) struct Client {
    pub(crate) folder: TempDir,
    input: WriteHalf<DuplexStream>,
    output: BufReader<ReadHalf<DuplexStream>>,
    server: JoinHandle<std::io::Result<bool>>,
    last_id: i64,
    /// What came while something else was waited for.
    waiting: VecDeque<Value>,
}

impl Client {
    /// A client whose folder holds these files, that has been initialized with `capabilities`.
    pub(crate) async fn start(files: &[(&str, &str)], capabilities: Value) -> (Self, Value) {
        let folder = tempfile::tempdir().expect("a folder can be made");
        for (path, text) in files {
            write(&folder.path().join(path), text);
        }
        Self::start_in(folder, capabilities).await
    }

    /// The same, in a folder that is there.
    pub(crate) async fn start_in(folder: TempDir, capabilities: Value) -> (Self, Value) {
        Self::initialize(folder, json!({ "capabilities": capabilities })).await
    }

    /// A client in an empty folder, that knows these commands of ours.
    pub(crate) async fn with_commands(commands: &[&str]) -> (Self, Value) {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let options = json!({ "commands": commands });
        let params = json!({ "capabilities": {}, "initializationOptions": options });
        Self::initialize(folder, params).await
    }

    pub(crate) async fn initialize(folder: TempDir, params: Value) -> (Self, Value) {
        let (ours, theirs) = tokio::io::duplex(UNDER_WAY);
        let (read, written) = tokio::io::split(theirs);
        let packages = Some(folder.path().join("cache"));
        let server = tokio::spawn(orchestra_lsp_server::serve_with(read, written, packages));
        let (output, input) = tokio::io::split(ours);
        let mut client = Self {
            folder,
            input,
            output: BufReader::new(output),
            server,
            last_id: 0,
            waiting: VecDeque::new(),
        };
        let result = client.request("initialize", params).await.expect("it starts");
        client.notify("initialized", json!({})).await;
        (client, result)
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        let folder = self.folder.path().canonicalize().expect("it is there");
        format!("file://{}", folder.join(path).display())
    }

    pub(crate) async fn open(&mut self, path: &str, text: &str) {
        let item =
            json!({ "uri": self.uri(path), "languageId": "orch", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item })).await;
    }

    pub(crate) async fn close(&mut self, path: &str) {
        let params = json!({ "textDocument": { "uri": self.uri(path) } });
        self.notify("textDocument/didClose", params).await;
    }

    /// The next request that the server sends, by its method.
    pub(crate) async fn asked_for(&mut self, method: &str) -> Value {
        self.take(|it| it["method"] == method && it.get("id").is_some()).await
    }

    /// The next notification of that method.
    pub(crate) async fn told(&mut self, method: &str) -> Value {
        self.take(|it| it["method"] == method && it.get("id").is_none()).await
    }

    /// Answers a request of the server's.
    pub(crate) async fn answer_to(&mut self, request: &Value, result: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result })).await;
    }

    /// Says that a request of the server's can't be answered.
    pub(crate) async fn refuse(&mut self, request: &Value) {
        let error = json!({ "code": -32603, "message": "no" });
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "error": error })).await;
    }

    /// Writes a file, or deletes it, and says so.
    pub(crate) async fn write(&mut self, path: &str, text: Option<&str>) {
        match text {
            Some(text) => write(&self.folder.path().join(path), text),
            None => remove(&self.folder.path().join(path)),
        }
        let kind = if text.is_some() { 2 } else { 3 };
        let params = json!({ "changes": [{ "uri": self.uri(path), "type": kind }] });
        self.notify("workspace/didChangeWatchedFiles", params).await;
    }

    /// Deletes a folder, and says nothing of it.
    pub(crate) fn remove_folder(&self, path: &str) {
        std::fs::remove_dir_all(self.folder.path().join(path)).expect("it is there");
    }

    /// Replaces all of a document.
    pub(crate) async fn replace(&mut self, path: &str, version: i32, text: &str) {
        self.change(path, version, json!([{ "text": text }])).await;
    }

    pub(crate) async fn change(&mut self, path: &str, version: i32, changes: Value) {
        let document = json!({ "uri": self.uri(path), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.notify("textDocument/didChange", params).await;
    }

    pub(crate) async fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params })).await;
    }

    /// Sends a request, and doesn't wait; gives its number.
    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send(&message).await;
        id
    }

    /// The answer to the request of that number, or its error.
    pub(crate) async fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let is_answer = |it: &Value| it["id"] == id && it.get("method").is_none();
        let mut message = self.take(is_answer).await;
        match message.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(message["result"].take()),
        }
    }

    pub(crate) async fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params).await;
        self.answer(id).await
    }

    /// A request about a place in a document.
    pub(crate) async fn request_at(
        &mut self,
        method: &str,
        path: &str,
        (line, character): (u32, u32),
    ) -> Result<Value, Value> {
        let document = json!({ "uri": self.uri(path) });
        let position = json!({ "line": line, "character": character });
        self.request(method, json!({ "textDocument": document, "position": position })).await
    }

    /// What the server says is wrong with that version of a document.
    pub(crate) async fn diagnostics(&mut self, path: &str, version: i32) -> Vec<Value> {
        self.published(&self.uri(path), json!(version)).await
    }

    /// What the server says is wrong with a file that isn't open.
    pub(crate) async fn diagnostics_on_disk(&mut self, path: &str) -> Vec<Value> {
        self.published(&self.uri(path), Value::Null).await
    }

    /// What the server says is wrong with that version of what `uri` names.
    pub(crate) async fn published(&mut self, uri: &str, version: Value) -> Vec<Value> {
        let message = self
            .take(|it| {
                it["method"] == "textDocument/publishDiagnostics"
                    && it["params"]["uri"] == uri
                    && it["params"]["version"] == version
            })
            .await;
        message["params"]["diagnostics"].as_array().cloned().expect("it is a list")
    }

    /// Everything that came and wasn't waited for.
    pub(crate) fn left_over(&self) -> impl Iterator<Item = &Value> {
        self.waiting.iter()
    }

    /// The next message, whatever it is.
    pub(crate) async fn next(&mut self) -> Value {
        match self.waiting.pop_front() {
            Some(message) => message,
            None => self.read().await,
        }
    }

    /// Says good-bye; whether the server thinks that it was done properly.
    pub(crate) async fn leave(self) -> bool {
        self.leave_folder().await.0
    }

    /// The same, and the folder as it is now.
    pub(crate) async fn leave_folder(mut self) -> (bool, TempDir) {
        self.request("shutdown", Value::Null).await.expect("it can always be asked for");
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" })).await;
        (self.server.await.expect("it doesn't panic").expect("it serves"), self.folder)
    }

    /// Leaves without a word.
    pub(crate) async fn exit(mut self) -> bool {
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" })).await;
        self.server.await.expect("it doesn't panic").expect("it serves")
    }

    async fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let framed = format!("Content-Length: {}\r\n\r\n{text}", text.len());
        self.input.write_all(framed.as_bytes()).await.expect("the server reads");
    }

    async fn take(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(known) = self.waiting.iter().position(&is_it) {
            return self.waiting.remove(known).expect("it was found there");
        }
        loop {
            let message = self.read().await;
            if is_it(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
    }

    async fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).await.expect("the server writes");
            assert_ne!(read, 0, "the server has closed the stream");
            match line.trim_end().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().expect("it is a number"),
                None if line.trim_end().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).await.expect("the server writes all of it");
        serde_json::from_slice(&body).expect("it is JSON")
    }
}

#[expect(clippy::disallowed_methods, reason = "the test makes the folder that is opened")]
pub(crate) fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
    std::fs::write(path, text).expect("it can be written");
}

#[expect(clippy::disallowed_methods, reason = "the test deletes what it made")]
fn remove(path: &Path) {
    std::fs::remove_file(path).expect("it is there");
}
