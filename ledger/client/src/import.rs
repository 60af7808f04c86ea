//! An entry of the Ledger from a document that describes a service: OpenAPI 3.0 or 3.1, or what an
//! MCP server answers to `tools/list`.
//!
//! What a binding can't say is left out by name, with the reason and its place in the document:
//! an operation as a whole, or an optional parameter or field of it. Nothing is guessed: price,
//! latency and limits stay unknown, and what is no GET or HEAD writes unless the user says
//! otherwise. Every operation that is imported passes the check that overlays pass, alone and
//! together with the others. The same document gives the same bytes.
//!
//! `text` reads bytes, `documents` follows references inside the folder, `schemas` makes a schema
//! of the document one that stands alone, and a module for each part of an operation (`parameters`,
//! `body`, `answer`, `security`, `server`) says how it is bound or why it can't be. To bind more:
//! the part's module, a document in `tests/import.rs`, and a request in the end-to-end tests.

mod answer;
mod body;
mod documents;
mod draft;
mod flat;
mod layout;
mod mcp;
mod media_type;
mod names;
mod openapi;
mod parameters;
mod schemas;
mod security;
mod server;
mod shape;
mod text;
mod yaml;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use orchestra_ledger_model::{
    Ledger,
    check::{Standard, check_subnet},
};
use serde_json::{Map, Value, json};

use self::documents::Documents;

/// Bytes of an entry, as large as a project's files may be.
const LARGEST_ENTRY: usize = 8 << 20;

/// What reads the files that a document refers to.
pub trait Folder {
    /// The bytes of a file inside the document's folder; `path` is relative to it, has `/` between
    /// its parts, and no `..`.
    ///
    /// # Errors
    /// Why it can't be read, in words that follow "`path` can't be read: ".
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// What the user says of an import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The entry's slug; none: made of the document's title.
    pub slug: Option<String>,
    /// Where requests go; none: the document's servers.
    pub server: Option<String>,
    /// Operations to import, by their name in the entry or in the document, or as `GET /path`;
    /// empty: all.
    pub only: Vec<String>,
    /// Operations that only read, named alike, whatever their method.
    pub reads: Vec<String>,
    /// Where the document was found, and on which day (`YYYY-MM-DD`).
    pub source: Option<(String, String)>,
}

/// An entry, and what became of each operation.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The entry's slug.
    pub slug: String,
    /// The text of the entry's file.
    pub text: String,
    /// What was taken over, in the document's order.
    pub taken: Vec<Taken>,
    /// What was not, in the document's order.
    pub left_out: Vec<LeftOut>,
    /// What holds for the whole document.
    pub notes: Vec<String>,
}

/// An operation that was taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its name in the entry.
    pub name: String,
    /// How the document calls it: `GET /pets`.
    pub origin: String,
    /// What of it was left out, and what a caller should know.
    pub notes: Vec<String>,
}

/// An operation that was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The name that it would have.
    pub name: String,
    /// How the document calls it: `GET /pets`.
    pub origin: String,
    /// JSON Pointer to it in the document.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// A place in a text; both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Why nothing can be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    file: String,
    place: Option<Position>,
    message: String,
    hint: Option<String>,
}

/// Makes an entry of the document `bytes`, which lies in `folder` as `file`.
///
/// # Errors
/// Where the document can't be read or describes nothing that can be imported.
pub fn import(
    file: &str,
    bytes: &[u8],
    folder: &dyn Folder,
    options: &Options,
) -> Result<Imported, Refusal> {
    let documents = Documents::load(file, text::read(file, bytes)?, folder);
    let root = documents.root();
    let found = if let Some(tools) = mcp::tools(root) {
        mcp::found(file, tools, options)?
    } else {
        openapi::found(file, &documents, options)?
    };
    let found = names::select(file, found, options)?;
    assemble(file, found, options)
}

/// What a document holds, before it is known which of it is wanted.
struct Found {
    slug: String,
    /// The entry without its operations.
    entry: Value,
    operations: Vec<Candidate>,
    notes: Vec<String>,
}

/// One operation of a document.
struct Candidate {
    name: String,
    /// How the document names it, where it does.
    id: Option<String>,
    origin: String,
    place: String,
    outcome: Result<Bound, String>,
}

/// An operation as the entry says it.
struct Bound {
    operation: Value,
    notes: Vec<String>,
}

/// The entry of all that passes the check.
fn assemble(file: &str, found: Found, options: &Options) -> Result<Imported, Refusal> {
    let Found { slug, mut entry, operations, mut notes } = found;
    if let Some((url, day)) = &options.source {
        entry["sources"] = json!([{ "url": url, "checked_on": day }]);
    }
    let ledger = Ledger::embedded();
    let wrong = |entry: &Value| {
        let name = format!("{slug}.json").into();
        let problems = check_subnet(&name, &entry.to_string(), &ledger, Standard::Overlay);
        problems.into_iter().map(|problem| problem.message).next()
    };
    if let Some(problem) = wrong(&entry) {
        return Err(Refusal::new(file, problem));
    }
    let (mut taken, mut left_out) = (Vec::new(), Vec::new());
    let mut imported = Map::new();
    for Candidate { name, origin, place, outcome, .. } in operations {
        let outcome = outcome.and_then(|bound| {
            entry["operations"] = json!({ name.as_str(): bound.operation });
            match wrong(&entry) {
                Some(problem) => Err(problem),
                None => Ok(bound),
            }
        });
        match outcome {
            Ok(Bound { operation, notes }) => {
                imported.insert(name.clone(), operation);
                taken.push(Taken { name, origin, notes });
            }
            Err(reason) => left_out.push(LeftOut { name, origin, place, reason }),
        }
    }
    if taken.is_empty() {
        let reasons = left_out.first().map(|it| format!("; of `{}`: {}", it.origin, it.reason));
        let message =
            format!("none of its operations can be imported{}", reasons.unwrap_or_default());
        return Err(Refusal::new(file, message));
    }
    entry["operations"] = Value::Object(imported);
    settle(&mut entry);
    notes.dedup();
    let text = layout::text(&entry);
    if text.len() > LARGEST_ENTRY {
        let message = format!(
            "its entry would have {} MiB, and one has {} at most",
            text.len().div_ceil(1 << 20),
            LARGEST_ENTRY >> 20
        );
        return Err(
            Refusal::new(file, message).hint("name the operations that you need by `--only`")
        );
    }
    Ok(Imported { slug, text, taken, left_out, notes })
}

/// Says of an endpoint how requests prove who sends them, where all of its operations agree, and
/// takes out what no operation uses.
fn settle(entry: &mut Value) {
    let mut users: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for operation in entry["operations"].as_object().into_iter().flat_map(Map::values) {
        let binding = &operation["binding"];
        let endpoint = binding["endpoint"].as_str().unwrap_or_default();
        users.entry(endpoint.to_owned()).or_default().push(binding["auth"].clone());
    }
    let used: BTreeSet<String> =
        users.values().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    for (name, auths) in &users {
        let [first, ..] = &auths[..] else { continue };
        if first.is_null() || auths.iter().any(|auth| auth != first) {
            continue;
        }
        entry["endpoints"][name]["auth"] = first.clone();
        for operation in entry["operations"].as_object_mut().into_iter().flat_map(Map::values_mut) {
            if operation["binding"]["endpoint"] == name.as_str()
                && let Some(binding) = operation["binding"].as_object_mut()
            {
                binding.shift_remove("auth");
            }
        }
    }
    if let Some(endpoints) = entry["endpoints"].as_object_mut() {
        endpoints.retain(|name, _| users.contains_key(name));
    }
    let Some(fields) = entry.as_object_mut() else { return };
    if let Some(auth) = fields.get_mut("auth").and_then(Value::as_object_mut) {
        auth.retain(|name, _| used.contains(name));
        if auth.is_empty() {
            fields.shift_remove("auth");
        }
    }
}

impl Position {
    /// The place behind a text.
    fn after(text: &str) -> Self {
        let last = text.rsplit('\n').next().unwrap_or_default();
        Self { line: text.matches('\n').count() + 1, column: last.chars().count() + 1 }
    }
}

impl Refusal {
    fn new(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: None, message: message.into(), hint: None }
    }

    fn at(mut self, place: Position) -> Self {
        self.place = Some(place);
        self
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:", self.file)?;
        if let Some(Position { line, column }) = self.place {
            write!(formatter, "{line}:{column}:")?;
        }
        write!(formatter, " {}", self.message)
    }
}

impl std::error::Error for Refusal {}
