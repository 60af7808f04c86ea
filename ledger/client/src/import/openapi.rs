//! OpenAPI 3.0 and 3.1: a narrow view of what an entry needs to know.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    Bound, Candidate, Found, Options, Refusal, answer, body,
    documents::{Documents, Part},
    draft::{Draft, Finished},
    names::{is_called, snake, unused},
    parameters,
    schemas::described,
    security::Schemes,
    server::{self, Endpoints},
};

/// Methods in the order in which an entry lists those of one path.
const METHODS: [&str; 8] = ["get", "head", "post", "put", "patch", "delete", "options", "trace"];

/// Paths and operations that a document may have.
const MOST_OPERATIONS: usize = 10_000;

/// What an OpenAPI document holds.
///
/// # Errors
/// Where it is none, or of another version.
pub(crate) fn found(
    file: &str,
    documents: &Documents,
    options: &Options,
) -> Result<Found, Refusal> {
    let is_3_0 = version(file, documents.root())?;
    let whole = documents.whole();
    let info = whole.get("info");
    let title = info.and_then(|it| it.text("title")).unwrap_or_default();
    let slug = options.slug.clone().unwrap_or_else(|| snake(title, "service"));
    let schemes = Schemes::of(documents, &slug);
    let mut notes = Vec::new();
    let address = match &options.server {
        Some(given) => server::check(given).map(|()| Some(given.clone())),
        None => server::address(whole).map(|found| {
            found.map(|(address, note)| {
                notes.extend(note);
                address
            })
        }),
    };
    let address = address.and_then(|found| {
        found.ok_or_else(|| {
            "the document names no server: give its address by `--server`".to_owned()
        })
    });
    let mut reading = Reading {
        documents,
        options,
        is_3_0,
        schemes: &schemes,
        address,
        endpoints: Endpoints::default(),
        names: BTreeSet::new(),
    };
    let mut operations = Vec::new();
    for (path, item) in whole.fields("paths").filter(|(path, _)| path.starts_with('/')) {
        reading.path(path, item, &mut operations);
        if operations.len() > MOST_OPERATIONS {
            let message = format!("it has more than {MOST_OPERATIONS} operations");
            return Err(Refusal::new(file, message));
        }
    }
    if operations.is_empty() {
        return Err(Refusal::new(file, "it describes no operation"));
    }
    let mut entry = head(&slug, title, info, whole);
    entry["auth"] = Value::Object(schemes.entry());
    entry["endpoints"] = Value::Object(reading.endpoints.entry());
    Ok(Found { slug, entry, operations, notes })
}

/// Whether the document is of 3.0 rather than 3.1.
fn version(file: &str, root: &Value) -> Result<bool, Refusal> {
    let text = |key: &str| match root.get(key) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let is = |version: &str, wanted: &str| {
        version == wanted || version.starts_with(&format!("{wanted}."))
    };
    match (text("openapi"), text("swagger")) {
        (Some(version), _) if is(&version, "3.0") => Ok(true),
        (Some(version), _) if is(&version, "3.1") => Ok(false),
        (Some(version), _) | (None, Some(version)) => {
            let message = format!("it is of OpenAPI {version}; 3.0 and 3.1 can be imported");
            Err(Refusal::new(file, message).hint("convert it to 3.1 first"))
        }
        (None, None) => {
            let message = "it is neither an OpenAPI document (`openapi`) nor an MCP server's list \
                           of tools (`tools`)";
            Err(Refusal::new(file, message))
        }
    }
}

/// The entry without what operations add.
fn head(slug: &str, title: &str, info: Option<Part<'_>>, whole: Part<'_>) -> Value {
    let name = if title.trim().is_empty() { slug } else { title.trim() };
    let mut links = Map::new();
    let contact = info.and_then(|it| it.get("contact")).and_then(|it| it.text("url"));
    let docs = whole.get("externalDocs").and_then(|it| it.text("url"));
    for (kind, url) in [("website", contact), ("docs", docs)] {
        let url = url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
        links.extend(url.map(|url| (kind.to_owned(), url.into())));
    }
    let mut entry = json!({ "netuid": null, "slug": slug, "name": name });
    if let Some(text) = info.and_then(|it| it.text("description")).and_then(described) {
        entry["description"] = text.into();
    }
    entry["status"] = "active".into();
    if !links.is_empty() {
        entry["links"] = Value::Object(links);
    }
    entry["sources"] = json!([]);
    entry["verification"] = json!({ "state": "unverified" });
    entry["revision"] = 1.into();
    entry
}

struct Reading<'a> {
    documents: &'a Documents,
    options: &'a Options,
    is_3_0: bool,
    schemes: &'a Schemes,
    /// Where requests go that say nothing else.
    address: Result<String, String>,
    endpoints: Endpoints,
    names: BTreeSet<String>,
}

impl<'a> Reading<'a> {
    fn path(&mut self, path: &str, item: Part<'a>, operations: &mut Vec<Candidate>) {
        let place = format!("/paths/{}", path.replace('~', "~0").replace('/', "~1"));
        let item = match self.documents.resolve(item) {
            Ok(item) => item,
            Err(reason) => {
                let name = unused(snake(path, "path"), &mut self.names);
                let origin = format!("* {path}");
                operations.push(Candidate { name, id: None, origin, place, outcome: Err(reason) });
                return;
            }
        };
        for method in METHODS {
            let Some(operation) = item.get(method).filter(|it| it.value.is_object()) else {
                continue;
            };
            let id = operation.text("operationId").map(str::to_owned);
            let wanted = match &id {
                Some(id) => snake(id, "operation"),
                None => named_after(method, path),
            };
            let name = unused(wanted, &mut self.names);
            let origin = format!("{} {path}", method.to_ascii_uppercase());
            let outcome = self.operation(&name, method, path, item, operation);
            let place = format!("{place}/{method}");
            operations.push(Candidate { name, id, origin, place, outcome });
        }
    }

    fn operation(
        &mut self,
        name: &str,
        method: &str,
        path: &str,
        item: Part<'a>,
        operation: Part<'a>,
    ) -> Result<Bound, String> {
        if matches!(method, "options" | "trace") {
            return Err(format!("a binding has no method {}", method.to_ascii_uppercase()));
        }
        let endpoint = self.endpoint(item, operation)?;
        let needed = self.schemes.needed(self.documents.whole(), operation)?;
        let mut draft = Draft::new(self.documents, self.is_3_0, path);
        draft.notes.extend(needed.note);
        draft.cookie_is_taken = needed.is_cookie;
        for parameter in parameters::collect(self.documents, item, operation)? {
            parameters::add(&mut draft, parameter)?;
        }
        without_value(&draft)?;
        if method != "head" && method != "get" {
            body::add(&mut draft, operation)?;
        } else if operation.get("requestBody").is_some() {
            draft.notes.push("without its body, which has no meaning for GET and HEAD".to_owned());
        }
        let answer = answer::of(self.documents, operation, self.is_3_0, method == "head")?;
        draft.notes.extend(answer.notes.iter().cloned());
        let keyed = draft.idempotency_header.is_some();
        let Finished { mut binding, input, notes } =
            draft.finish(&endpoint, &method.to_ascii_uppercase())?;
        answer.bind(&mut binding);
        if let Some(auth) = needed.auth {
            binding.insert("auth".to_owned(), auth.into());
        }
        let id = operation.text("operationId");
        let origin = format!("{} {path}", method.to_ascii_uppercase());
        let told = self.options.reads.iter().any(|said| is_called(said, name, id, &origin));
        let reads = matches!(method, "get" | "head") || told;
        // RFC 9110, § 9.2.2: these do nothing new when they are repeated.
        let safe = matches!(method, "get" | "head" | "put" | "delete");
        let mut said = json!({ "summary": summary(operation, name) });
        if let Some(text) = operation.text("description").and_then(described)
            && said["summary"] != text.as_str()
        {
            said["description"] = text.into();
        }
        said["effect"] = if reads { "read" } else { "write" }.into();
        said["idempotency"] = match (safe || told, keyed) {
            (true, false) => "safe",
            (_, true) => "keyed",
            (false, false) => "none",
        }
        .into();
        said["binding"] = Value::Object(binding);
        said["input"] = input;
        said["output"] = answer.output;
        if operation.is_set("deprecated") {
            said["deprecated"] = json!({ "since": 1 });
        }
        said["since"] = 1.into();
        said["confidence"] = "medium".into();
        Ok(Bound { operation: said, notes })
    }

    /// The endpoint that an operation, its path or the document names.
    fn endpoint(&mut self, item: Part<'a>, operation: Part<'a>) -> Result<String, String> {
        let own = match &self.options.server {
            Some(_) => None,
            None => server::address(operation)?.or(server::address(item)?),
        };
        let address = match own {
            Some((address, _)) => address,
            None => self.address.clone()?,
        };
        Ok(self.endpoints.name(&address))
    }
}

/// Whether every `{name}` of a path has its parameter.
fn without_value(draft: &Draft<'_>) -> Result<(), String> {
    for part in draft.path.split('{').skip(1) {
        let between = part.split_once('}').map_or(part, |(between, _)| between);
        let name = between.strip_prefix(['.', ';']).unwrap_or(between);
        let name = name.strip_suffix('*').unwrap_or(name);
        if !draft.fields.contains_key(name) {
            return Err(format!("`{{{between}}}` in its path has no parameter"));
        }
    }
    Ok(())
}

/// One line of what it does.
fn summary(operation: Part<'_>, name: &str) -> String {
    let first = |text: &str| {
        let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
        described(line)
    };
    let said = operation.text("summary").and_then(first);
    said.or_else(|| operation.text("description").and_then(first))
        .unwrap_or_else(|| name.replace('_', " "))
}

/// `get_pets_by_pet_id`, of an operation without a name.
fn named_after(method: &str, path: &str) -> String {
    let words = path.split('/').filter(|part| !part.is_empty()).map(|part| {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => format!("by_{name}"),
            None => part.to_owned(),
        }
    });
    snake(&format!("{method}_{}", words.collect::<Vec<_>>().join("_")), "operation")
}
