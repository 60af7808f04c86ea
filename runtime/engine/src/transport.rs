//! How an operation's input becomes a request, and its answer a value. Pure: nothing is sent here.
//!
//! Each protocol is a module; both share the places of an input (`places.rs`). To add one: a
//! variant of [`orchestra_plan::binding::Transport`], its module, and a line in each `match` below.

mod http;
mod input;
mod openai;
mod places;
pub(crate) mod prompt;
pub(crate) mod retry_after;

use orchestra_plan::{Binding, binding::Transport};
use serde_json::Value as Json;

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
        headers: binding.fixed.headers.clone().into_iter().collect(),
        secrets: Vec::new(),
        body: None,
    };
    let left = places::place(binding, input, &mut request)?;
    match binding.transport {
        Transport::Http => http::body(binding, left, &mut request)?,
        Transport::Openai => openai::body(binding, left, &mut request),
    }
    if let Some(name) = &binding.idempotency_header {
        request.headers.push((name.clone(), key.to_owned()));
    }
    Ok(request)
}

/// The output in a 2xx answer, not yet checked against its schema. What is wrong with it is said
/// in words that follow "the answer ".
pub(crate) fn output(binding: &Binding, answer: &Answer) -> Result<Json, String> {
    let text = match &answer.body {
        Body::Text(text) => Ok(text.as_str()),
        Body::Base64(_) => Err("isn't UTF-8 text".to_owned()),
    };
    match binding.transport {
        Transport::Http => http::output(&binding.response, text),
        Transport::Openai => openai::output(&binding.response, text),
    }
}

/// A JSON document and the part of it that counts.
fn json_at(text: &str, pointer: &str) -> Result<Json, String> {
    let mut document: Json =
        serde_json::from_str(text).map_err(|error| format!("isn't JSON: {error}"))?;
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
            Self::Header { handle, .. } | Self::Query { handle, .. } => handle,
        }
    }
}
