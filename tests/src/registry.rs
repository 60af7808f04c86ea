//! A small OCI registry on loopback, for tests of what real ones do seldom: lie, forget, ask for logins
//! elsewhere. It knows nothing of our code.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::server::{Answer, Request, Server};

/// What a registry can do, and wants.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    /// Whether it lists referrers; else clients keep an index of their own.
    pub referrers: bool,
    /// Whether it says which repositories it has.
    pub catalogue: bool,
    /// Whether it honours `If-None-Match`.
    pub conditions: bool,
    /// Entries of a page.
    pub page: Option<usize>,
    /// Who may do what.
    pub login: Login,
}

/// Who may do what.
#[derive(Clone, Debug, Default)]
pub enum Login {
    /// Everybody everything.
    #[default]
    Nobody,
    /// `user:password`, for everything.
    Basic(&'static str),
    /// Tokens: for reading anybody gets one, for writing `user:password`. They are given at `realm`, or else
    /// by the registry itself.
    Token {
        /// `user:password`
        pair: &'static str,
        /// `https://tokens.example/token`
        realm: Option<String>,
    },
}

/// What a registry holds. Keys begin with the repository.
#[derive(Debug, Default)]
pub struct Held {
    /// By repository and digest.
    pub blobs: BTreeMap<(String, String), String>,
    /// By repository and digest, with their types.
    pub manifests: BTreeMap<(String, String), (String, String)>,
    /// Digests, by repository and tag.
    pub tags: BTreeMap<(String, String), String>,
}

type Before = dyn Fn(&Request, &mut Held) -> Option<Answer> + Send + Sync;

/// A running registry.
pub struct Registry {
    /// Who answers.
    pub server: Server,
    held: Arc<Mutex<Held>>,
}

impl Registry {
    /// One with these habits.
    #[must_use]
    pub fn start(habits: Habits) -> Self {
        Self::start_with(habits, |_, _| None)
    }

    /// One that does something else first, and only that where an answer comes of it.
    #[must_use]
    pub fn start_with(
        habits: Habits,
        before: impl Fn(&Request, &mut Held) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        let held = Arc::<Mutex<Held>>::default();
        let (shared, before) = (held.clone(), Box::new(before) as Box<Before>);
        let server = Server::start(move |_, request| {
            let mut held = lock(&shared);
            let answer = before(request, &mut held);
            let mut answer = answer.unwrap_or_else(|| answer_to(&habits, request, &mut held));
            // What answers a HEAD has no body.
            if let ("HEAD", Answer::Whole { body, .. }) = (&*request.method, &mut answer) {
                body.clear();
            }
            answer
        });
        Self { server, held }
    }

    /// `oci://127.0.0.1:PORT`
    #[must_use]
    pub fn address(&self) -> String {
        self.server.url().replace("http://", "oci://")
    }

    /// What it holds, to be looked at and changed.
    pub fn held(&self) -> MutexGuard<'_, Held> {
        lock(&self.held)
    }
}

fn lock(held: &Mutex<Held>) -> MutexGuard<'_, Held> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `sha256:…`
#[must_use]
pub fn digest(text: &str) -> String {
    let mut digest = "sha256:".to_owned();
    for byte in Sha256::digest(text.as_bytes()) {
        write!(digest, "{byte:02x}").expect("a String takes all text");
    }
    digest
}

fn plain(status: u16, body: &str) -> Answer {
    Answer::status(status, body)
}

/// An error as the distribution specification has it.
#[must_use]
pub fn error(status: u16, code: &str) -> Answer {
    let error = json!({ "errors": [{ "code": code, "message": "says the registry" }] });
    Answer::status(status, &error.to_string())
}

fn answer_to(habits: &Habits, request: &Request, held: &mut Held) -> Answer {
    if request.path() == "/token" {
        return token(habits, request);
    }
    if let Some(refused) = refused(habits, request) {
        return refused;
    }
    let path = request.path().strip_prefix("/v2/").unwrap_or_default().to_owned();
    if path == "_catalog" && habits.catalogue {
        let mut names: Vec<_> =
            held.tags.keys().map(|(repository, _)| repository.clone()).collect();
        names.dedup();
        return page(habits, request, "repositories", &names);
    }
    for (part, handle) in PARTS {
        if let Some((repository, rest)) = path.split_once(part) {
            return handle(habits, request, held, (repository, rest));
        }
    }
    error(404, "UNSUPPORTED")
}

type Handle = fn(&Habits, &Request, &mut Held, (&str, &str)) -> Answer;

const PARTS: &[(&str, Handle)] = &[
    ("/tags/list", tags),
    ("/blobs/uploads/", upload),
    ("/blobs/", blob),
    ("/manifests/", manifest),
    ("/referrers/", referrers),
];

fn key(repository: &str, rest: &str) -> (String, String) {
    (repository.to_owned(), rest.to_owned())
}

fn tags(habits: &Habits, request: &Request, held: &mut Held, at: (&str, &str)) -> Answer {
    let tags = held.tags.keys().filter(|(repository, _)| repository == at.0);
    let tags: Vec<String> = tags.map(|(_, tag)| tag.clone()).collect();
    if tags.is_empty() {
        return error(404, "NAME_UNKNOWN");
    }
    page(habits, request, "tags", &tags)
}

fn page(habits: &Habits, request: &Request, field: &str, all: &[String]) -> Answer {
    let after = query(request, "last");
    let left: Vec<_> =
        all.iter().filter(|it| after.as_ref().is_none_or(|last| *it > last)).collect();
    let count = habits.page.unwrap_or(left.len()).min(left.len());
    let (now, later) = left.split_at(count);
    let answer = plain(200, &json!({ (field): now }).to_string());
    match (now.last(), later.is_empty()) {
        (Some(last), false) => {
            let next = format!("<{}?n={count}&last={last}>; rel=\"next\"", request.path());
            answer.with_header("Link", &next)
        }
        _ => answer,
    }
}

fn query(request: &Request, name: &str) -> Option<String> {
    let (_, query) = request.target.split_once('?')?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let found = pairs.into_iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.replace("%3A", ":").replace("%2C", ",").replace("%2F", "/"))
}

fn upload(_: &Habits, request: &Request, held: &mut Held, at: (&str, &str)) -> Answer {
    if request.method == "POST" {
        let place = format!("/v2/{}/blobs/uploads/1?state=a%2Fb", at.0);
        return plain(202, "").with_header("Location", &place);
    }
    let stated = query(request, "digest").unwrap_or_default();
    if digest(&request.body) != stated {
        return error(400, "DIGEST_INVALID");
    }
    held.blobs.insert(key(at.0, &stated), request.body.clone());
    plain(201, "")
}

fn blob(_: &Habits, request: &Request, held: &mut Held, at: (&str, &str)) -> Answer {
    match held.blobs.get(&key(at.0, at.1)) {
        Some(_) if request.method == "HEAD" => plain(200, ""),
        Some(text) => plain(200, text),
        None => error(404, "BLOB_UNKNOWN"),
    }
}

fn manifest(habits: &Habits, request: &Request, held: &mut Held, at: (&str, &str)) -> Answer {
    let is_digest = at.1.starts_with("sha256:");
    let digest_of = |held: &Held| match is_digest {
        true => Some(at.1.to_owned()),
        false => held.tags.get(&key(at.0, at.1)).cloned(),
    };
    if request.method != "PUT" {
        let found = digest_of(held).and_then(|it| held.manifests.get(&key(at.0, &it)));
        return match found {
            Some((media_type, text)) => plain(200, text).with_header("x-type", media_type),
            None => error(404, "MANIFEST_UNKNOWN"),
        };
    }
    let document: Value = serde_json::from_str(&request.body).unwrap_or_default();
    let lacks = |part: &Value| {
        let digest = part["digest"].as_str().unwrap_or_default();
        !held.blobs.contains_key(&key(at.0, digest))
    };
    let layers = document["layers"].as_array().cloned().unwrap_or_default();
    if document["config"].is_object() && (lacks(&document["config"]) || layers.iter().any(lacks)) {
        return error(400, "MANIFEST_BLOB_UNKNOWN");
    }
    let wants_new = habits.conditions && request.header("if-none-match") == Some("*");
    if wants_new && digest_of(held).is_some_and(|it| held.manifests.contains_key(&key(at.0, &it))) {
        return error(412, "DENIED");
    }
    let digest = digest(&request.body);
    let media_type = request.header("content-type").unwrap_or_default().to_owned();
    held.manifests.insert(key(at.0, &digest), (media_type, request.body.clone()));
    if !is_digest {
        held.tags.insert(key(at.0, at.1), digest);
    }
    match document["subject"]["digest"].as_str() {
        Some(subject) if habits.referrers => plain(201, "").with_header("OCI-Subject", subject),
        _ => plain(201, ""),
    }
}

fn referrers(habits: &Habits, _: &Request, held: &mut Held, at: (&str, &str)) -> Answer {
    if !habits.referrers {
        return plain(404, "404 page not found");
    }
    let mut found = Vec::new();
    for ((repository, digest), (media_type, text)) in &held.manifests {
        let document: Value = serde_json::from_str(text).unwrap_or_default();
        if repository == at.0 && document["subject"]["digest"] == at.1 {
            found.push(json!({
                "mediaType": media_type,
                "digest": digest,
                "size": text.len(),
                "artifactType": document["artifactType"],
            }));
        }
    }
    let index = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": found,
    });
    plain(200, &index.to_string())
}

fn basic(pair: &str) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

/// The answer to who may not.
fn refused(habits: &Habits, request: &Request) -> Option<Answer> {
    let given = request.header("authorization");
    match &habits.login {
        Login::Nobody => None,
        Login::Basic(pair) => (given != Some(&*basic(pair))).then(|| {
            error(401, "UNAUTHORIZED").with_header("WWW-Authenticate", "Basic realm=\"kits\"")
        }),
        Login::Token { realm, .. } => {
            let writes = !matches!(request.method.as_str(), "GET" | "HEAD");
            let rights = given.unwrap_or_default();
            let may = rights.starts_with("Bearer token-") && (!writes || rights.contains("push"));
            let host = request.header("host").unwrap_or_default();
            let own = format!("http://{host}/token");
            let realm = realm.as_deref().unwrap_or(&own);
            let asked = format!(
                "Bearer realm=\"{realm}\",service=\"kits\",scope=\"repository:other:pull,push,delete\""
            );
            (!may).then(|| error(401, "UNAUTHORIZED").with_header("WWW-Authenticate", &asked))
        }
    }
}

/// A token names what it is for.
fn token(habits: &Habits, request: &Request) -> Answer {
    let Login::Token { pair, .. } = &habits.login else { return plain(404, "") };
    let scope = query(request, "scope").unwrap_or_default();
    let is_known = request.header("authorization") == Some(&*basic(pair));
    if scope.contains("push") && !is_known {
        return error(401, "UNAUTHORIZED");
    }
    plain(200, &json!({ "token": format!("token-{scope}") }).to_string())
}
