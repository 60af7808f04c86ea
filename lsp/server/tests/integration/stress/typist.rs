//! Somebody who does things at random, and remembers what was said.

use std::{collections::BTreeMap, ops::Range};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    positions::{any_offset, any_stretch, position},
    random::Random,
    texts::{FILES, LAST_CHANGED, LAST_TOLD, MANIFESTS, SNIPPETS},
};
use crate::client::Client;

/// How a session ended.
pub(crate) struct Outcome {
    /// By file and kind, what the server says.
    pub(crate) observed: BTreeMap<String, Value>,
    /// The texts that were open.
    pub(crate) texts: BTreeMap<&'static str, String>,
    pub(crate) folder: TempDir,
    /// How many requests were answered before that.
    pub(crate) answered: usize,
}

pub(crate) struct Typist {
    client: Client,
    random: Random,
    is_utf8: bool,
    /// What the server was told that files are.
    open: BTreeMap<&'static str, String>,
    /// What they are where nobody told.
    on_disk: BTreeMap<&'static str, String>,
    /// Versions are never used twice, also not by a text that is opened again.
    version: i32,
    /// Requests that are under way.
    asked: BTreeMap<i64, &'static str>,
    /// How many were answered, and not overtaken, cancelled or refused.
    answered: usize,
    /// What was said last, and of which version, by the names of files.
    said: BTreeMap<String, (i64, Value)>,
}

/// What a request that was cancelled, or whose text has changed meanwhile, is answered with.
const OVERTAKEN: [i64; 2] = [-32800, -32801];

/// What a name that can't be changed, or not to that, is answered with: the client shows why.
const REFUSED: i64 = -32602;

/// A text longer than this is replaced by what it was at first.
const MOST_TEXT: usize = 3_000;

/// Requests that may be under way before their answers are looked at.
const MOST_ASKED: usize = 24;

/// What can be asked of a place.
const OF_PLACES: &[&str] = &[
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/definition",
    "textDocument/typeDefinition",
    "textDocument/implementation",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
    "textDocument/linkedEditingRange",
    "textDocument/references",
    "textDocument/rename",
    "textDocument/selectionRange",
    "textDocument/prepareCallHierarchy",
    "textDocument/onTypeFormatting",
];

const PULLED: &str = "textDocument/diagnostic";

/// What can be asked of a file; what is asked of each at the end.
const OF_FILES: &[&str] = &[
    PULLED,
    "textDocument/documentSymbol",
    "textDocument/semanticTokens/full",
    "textDocument/formatting",
    "textDocument/foldingRange",
    "textDocument/documentLink",
];

/// What can be asked of all files.
const WORKSPACE_SYMBOLS: &str = "workspace/symbol";

/// What can be asked of a stretch.
const OF_RANGES: &[&str] = &[
    "textDocument/codeAction",
    "textDocument/inlayHint",
    "textDocument/rangeFormatting",
    "textDocument/semanticTokens/range",
];

impl Typist {
    pub(crate) fn new(client: Client, random: Random, is_utf8: bool) -> Self {
        Self {
            client,
            random,
            is_utf8,
            open: BTreeMap::new(),
            on_disk: FILES.iter().map(|(path, text)| (*path, (*text).to_owned())).collect(),
            version: 0,
            asked: BTreeMap::new(),
            answered: 0,
            said: BTreeMap::new(),
        }
    }

    /// One edit, or what stands for one: a file that is opened or closed, or changed on disk. Now and
    /// then some requests behind it.
    pub(crate) async fn act(&mut self) {
        let (path, text) = self.random.one_of(FILES);
        match (self.open.contains_key(path), self.random.below(100)) {
            (false, 0..60) => self.open_with(path, self.on_disk[path].clone()).await,
            (false, _) => self.change_on_disk(path).await,
            (true, 0..2) => self.close(path).await,
            (true, 2..4) if path == LAST_TOLD => self.change_on_disk(path).await,
            (true, _) => self.edit(path, text).await,
        }
        while self.random.chance(40) {
            self.ask().await;
        }
        if self.asked.len() > MOST_ASKED {
            self.hear_all().await;
        }
    }

    /// Opens these texts, in this order.
    pub(crate) async fn open_all(&mut self, texts: BTreeMap<&'static str, String>) {
        for (path, text) in texts {
            self.open_with(path, text).await;
        }
    }

    /// Waits until all is said, asks each file everything once more, and leaves.
    pub(crate) async fn end(mut self) -> Outcome {
        self.hear_all().await;
        self.settle().await;
        let mut observed = BTreeMap::new();
        let paths: Vec<_> = self.open.keys().copied().collect();
        for path in paths {
            let uri = self.client.uri(path);
            for kind in OF_FILES {
                let answer = self.client.request(kind, about(&uri)).await;
                let mut answer = answer.expect("nothing overtakes it");
                // Which answer it is, among all of a session.
                answer.as_object_mut().map(|it| it.remove("resultId"));
                observed.insert(format!("{path} {kind}"), answer);
            }
            if path != LAST_TOLD {
                let pulled = &observed[&format!("{path} {PULLED}")]["items"];
                assert_eq!(self.said[&uri].1, *pulled, "{path}: pushed and pulled");
            }
        }
        for (uri, (_, diagnostics)) in self.said.iter().filter(|(_, it)| it.1 != json!([])) {
            observed.insert(format!("{uri} pushed"), diagnostics.clone());
        }
        let (is_proper, folder) = self.client.leave_folder().await;
        assert!(is_proper);
        Outcome { observed, texts: self.open, folder, answered: self.answered }
    }

    /// Waits until what is published is complete. An edit that changes nothing has all be looked at
    /// that was changed before; the manifest, which is open, is spoken of last.
    async fn settle(&mut self) {
        for path in [LAST_TOLD, LAST_CHANGED] {
            if !self.open.contains_key(path) {
                let text = self.on_disk[path].clone();
                self.open_with(path, text).await;
            }
        }
        let text = self.open[LAST_CHANGED].clone();
        self.change(LAST_CHANGED, json!([{ "text": text }])).await;
        let (changed, last) = (self.client.uri(LAST_CHANGED), self.client.uri(LAST_TOLD));
        let version = i64::from(self.version);
        let mut is_told = false;
        loop {
            match self.hear().await {
                Some(uri) if is_told && uri == last => return,
                Some(uri) => is_told |= uri == changed && self.said[&uri].0 == version,
                None => {}
            }
        }
    }

    async fn open_with(&mut self, path: &'static str, text: String) {
        self.version += 1;
        let item = json!({
            "uri": self.client.uri(path),
            "languageId": "orch",
            "version": self.version,
            "text": text,
        });
        self.client.notify("textDocument/didOpen", json!({ "textDocument": item })).await;
        self.open.insert(path, text);
    }

    async fn close(&mut self, path: &'static str) {
        self.open.remove(path);
        self.client.close(path).await;
    }

    /// Writes another text where the file lies, or takes it away or puts it back.
    async fn change_on_disk(&mut self, path: &'static str) {
        let text = match path == LAST_TOLD {
            true => self.random.one_of(MANIFESTS).to_owned(),
            false => {
                let mut text = self.on_disk[path].clone();
                let stretch = any_stretch(&text, &mut self.random);
                text.replace_range(stretch, self.random.one_of(SNIPPETS));
                text
            }
        };
        self.client.write(path, Some(&text)).await;
        self.on_disk.insert(path, text);
    }

    /// Some changes at once, mostly one; a text that has grown too long, or broken, is put right again
    /// now and then.
    async fn edit(&mut self, path: &'static str, at_first: &str) {
        let mut text = self.open[path].clone();
        let mut changes = Vec::new();
        if text.len() > MOST_TEXT || self.random.chance(3) {
            at_first.clone_into(&mut text);
            changes.push(json!({ "text": text }));
        }
        while changes.is_empty() || self.random.chance(15) {
            let stretch = any_stretch(&text, &mut self.random);
            let written = if self.random.chance(35) { "" } else { self.random.one_of(SNIPPETS) };
            changes.push(json!({ "range": self.range(&text, &stretch), "text": written }));
            text.replace_range(stretch, written);
        }
        self.open.insert(path, text);
        self.change(path, changes.into()).await;
    }

    async fn change(&mut self, path: &str, changes: Value) {
        self.version += 1;
        self.client.change(path, self.version, changes).await;
    }

    /// Asks something about a place, a file or all of them, and perhaps takes it back.
    async fn ask(&mut self) {
        let path = self.random.one_of(FILES).0;
        let uri = self.client.uri(path);
        let kinds = [OF_PLACES, OF_RANGES, OF_FILES, &[WORKSPACE_SYMBOLS]];
        let kinds = self.random.one_of(&kinds);
        let kind = self.random.one_of(kinds);
        let text = self.open.get(path).map_or("", String::as_str);
        let mut params = about(&uri);
        // A place may also lie behind all of the text.
        let place = match self.random.chance(5) {
            true => json!({ "line": 7_000, "character": 7_000 }),
            false => position(text, any_offset(text, &mut self.random), self.is_utf8),
        };
        params["position"] = place.clone();
        params["positions"] = json!([place]);
        let stretch = any_stretch(text, &mut self.random);
        params["range"] = self.range(text, &stretch);
        let id = self.client.ask(kind, params).await;
        self.asked.insert(id, kind);
        if self.random.chance(15) {
            self.client.notify("$/cancelRequest", json!({ "id": id })).await;
        }
    }

    fn range(&self, text: &str, stretch: &Range<usize>) -> Value {
        let [start, end] =
            [stretch.start, stretch.end].map(|offset| position(text, offset, self.is_utf8));
        json!({ "start": start, "end": end })
    }

    /// Waits for all answers.
    async fn hear_all(&mut self) {
        while !self.asked.is_empty() {
            self.hear().await;
        }
    }

    /// Takes the next message; the name of the file, if it says what is wrong with one.
    async fn hear(&mut self) -> Option<String> {
        let mut message = self.client.next().await;
        if let Some(kind) = message["id"].as_i64().and_then(|id| self.asked.remove(&id)) {
            let code = message["error"]["code"].as_i64();
            let may_be_refused = kind.to_lowercase().contains("rename");
            let is_fine = code
                .is_none_or(|code| OVERTAKEN.contains(&code) || may_be_refused && code == REFUSED);
            assert!(is_fine, "{kind}: {message}");
            self.answered += usize::from(code.is_none());
            return None;
        }
        assert_eq!(message["method"], "textDocument/publishDiagnostics", "{message}");
        let params = &mut message["params"];
        let uri = params["uri"].as_str().expect("a file is named").to_owned();
        // Files that aren't open have no version.
        let version = params["version"].as_i64().unwrap_or_default();
        let before = self.said.get(&uri).map_or(0, |it| it.0);
        assert!(version == 0 || version >= before, "{uri}: {version} after {before}");
        self.said.insert(uri.clone(), (version, params["diagnostics"].take()));
        Some(uri)
    }
}

/// Parameters of a request about a file, or about all of them.
fn about(uri: &str) -> Value {
    json!({
        "textDocument": { "uri": uri },
        "query": "a",
        "newName": "renamed",
        "ch": "}",
        "options": { "tabSize": 2, "insertSpaces": true },
        "context": { "diagnostics": [], "includeDeclaration": true, "triggerKind": 1, "isRetrigger": false },
    })
}
