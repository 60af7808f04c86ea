//! How an operation's input becomes a request, and its answer a value. Pure: nothing is sent here.
//!
//! Each protocol is a module; both share the places of an input (`places.rs`). To add one: a
//! variant of [`orchestra_plan::binding::Transport`], its module, and a line in each `match` below.

mod axon;
mod http;
mod input;
pub(crate) mod job;
pub(crate) mod multipart;
mod openai;
mod places;
pub(crate) mod prompt;
pub(crate) mod retry_after;
pub(crate) mod styles;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use orchestra_plan::{
    Binding, Value,
    binding::{Body as Form, Response, Transport},
};
use serde_json::{Map, Value as Json};

pub(crate) use self::input::Input;
use crate::{
    Answer, OutgoingRequest,
    machine::{Body, SecretPlace},
};

/// The request for an operation. What can't be sent is said in words that follow "the arguments
/// can't be sent: ".
pub(crate) fn request(
    binding: &Binding,
    input: &Input,
    key: &str,
) -> Result<OutgoingRequest, String> {
    let mut request = OutgoingRequest {
        method: binding.method.clone(),
        base_url: binding.base_url.clone(),
        path: binding.path.clone(),
        query: binding.fixed.query.clone().into_iter().collect(),
        query_encoded: Vec::new(),
        headers: binding.fixed.headers.clone().into_iter().collect(),
        secrets: Vec::new(),
        body: None,
    };
    let left = places::place(binding, input, &mut request)?;
    let secrets = body_secrets(binding, input, &left)?;
    match binding.transport {
        Transport::Http | Transport::S3 => http::body(binding, left, key, &mut request)?,
        Transport::Openai => openai::body(binding, left, &mut request),
        Transport::Axon => axon::body(binding, input, left, &mut request)?,
        Transport::Mock => return Err("it is answered by a test alone".to_owned()),
    }
    request.secrets.extend(secrets);
    if let Some(name) = &binding.idempotency_header {
        request.headers.push((name.clone(), key.to_owned()));
    }
    Ok(request)
}

/// Where secrets stand in the body.
fn body_secrets(
    binding: &Binding,
    input: &Input,
    left: &Map<String, Json>,
) -> Result<Vec<SecretPlace>, String> {
    let mut places = Vec::new();
    for field in left.keys() {
        for (within, handle) in input.secrets_in(field) {
            let pointer = match &binding.body {
                Form::Json { field: None, at } => at.clone() + &input::step(field) + within,
                Form::Json { field: Some(_), .. } => within.to_owned(),
                _ => return Err(format!("`{field}` holds a secret, and the body isn't JSON")),
            };
            places.push(SecretPlace::Body { pointer, handle: handle.to_owned() });
        }
    }
    Ok(places)
}

/// The output in a 2xx answer, not yet checked against its schema. What is wrong with it is said
/// in words that follow "the answer ".
pub(crate) fn output(binding: &Binding, answer: &Answer) -> Result<Json, String> {
    match binding.transport {
        Transport::Openai => openai::output(&binding.response, &answer.body),
        Transport::Http | Transport::Axon | Transport::S3 | Transport::Mock => {
            http::output(&binding.response, &answer.body)
        }
    }
}

/// Whether nothing was sent. Bytes that hold a struck secret have no value any more, and aren't
/// nothing.
fn is_empty(body: &Body) -> bool {
    matches!(body, Body::Text(text) if text.is_empty())
}

/// The text of a body.
fn text(body: &Body) -> Result<&str, String> {
    match body {
        Body::Text(text) => Ok(text),
        Body::Base64(_) => Err("isn't UTF-8 text".to_owned()),
    }
}

/// An answer with this output, as a person states it for a request whose answer never came. What is
/// wrong with the output is said in words that follow "the output ".
pub(crate) fn answer(binding: &Binding, output: &Json) -> Result<Answer, String> {
    let body = match (&binding.response, output) {
        (Response::Text, Json::String(text)) => text.clone(),
        (Response::Text, _) => return Err("must be a string".to_owned()),
        (Response::Binary, Json::String(text)) => {
            let bytes = STANDARD.decode(text).map_err(|_| "must be base64".to_owned())?;
            return Ok(Answer { status: 200, body: Body::of(&bytes), ..Answer::default() });
        }
        (Response::Binary, _) => return Err("must be base64".to_owned()),
        (Response::None, Json::Null) => String::new(),
        (Response::None, _) => return Err("must be null".to_owned()),
        (Response::Json { at }, output) => {
            let names = at.split('/').skip(1);
            let names: Vec<_> = names.map(|it| it.replace("~1", "/").replace("~0", "~")).collect();
            let around = |inner, name: String| Json::Object([(name, inner)].into_iter().collect());
            names.into_iter().rev().fold(output.clone(), around).to_string()
        }
    };
    Ok(Answer { status: 200, body: Body::Text(body), ..Answer::default() })
}

/// A JSON document and the part of it that counts.
fn json_at(text: &str, pointer: &str) -> Result<Json, String> {
    let mut document: Json = serde_json::from_str(text).map_err(|error| {
        let came = Value::text(text);
        format!("isn't JSON ({error}), but {}", crate::summary::of(&came))
    })?;
    match document.pointer_mut(pointer) {
        Some(part) => Ok(part.take()),
        None => Err(format!("has nothing at `{pointer}`")),
    }
}

impl SecretPlace {
    /// The handle.
    #[must_use]
    pub fn handle(&self) -> &str {
        match self {
            Self::Header { handle, .. }
            | Self::Query { handle, .. }
            | Self::Body { handle, .. } => handle,
        }
    }
}
