//! A request as a recording has it: what the operation is asked, and nothing that differs from one
//! job to the next.
//!
//! Left out are the address (it may be a sandbox's), keys and signatures, and the idempotency key
//! with all that is made from it. Two requests are the same where this is.

use std::fmt::Write as _;

use orchestra_schema::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{Body, Send, summary, transport::multipart};

/// What stands where something made from an idempotency key would.
const OF_THE_PURCHASE: &str = "orchestra-boundary";

/// Bytes of a request's body beyond which its digest is kept.
const LARGEST_BODY: usize = 64 * 1024;

/// How deep a body is that is kept as JSON: what is deeper is kept as text, since lines have a depth
/// of their own.
const DEEPEST: usize = 64;

/// Characters of a request in a message.
const SHOWN: usize = 200;

/// What an operation is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedRequest {
    method: String,
    path: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    query: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Content>,
}

/// What a request or an answer holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Content {
    /// A JSON document that was written without blanks.
    Json(Json),
    /// Other text.
    Text(String),
    /// What isn't UTF-8.
    Base64(String),
    /// The BLAKE3 digest of a request's large body.
    Digest(Digest),
}

impl RecordedRequest {
    /// What `send` asks.
    pub(crate) fn of(send: &Send) -> Self {
        let outgoing = &send.request;
        let boundary = (!send.key.is_empty()).then(|| multipart::boundary(&send.key));
        let is_multipart = |value: &str| boundary.as_ref().is_some_and(|it| value.contains(it));
        let mut headers: Vec<_> = outgoing
            .headers
            .iter()
            .filter(|(_, value)| send.key.is_empty() || *value != send.key)
            .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
            .collect();
        let mut body = outgoing.body.clone();
        if let Some(boundary) = boundary.as_ref()
            && headers.iter().any(|(_, value)| is_multipart(value))
        {
            for (_, value) in &mut headers {
                *value = value.replace(boundary, OF_THE_PURCHASE);
            }
            body = body.map(|body| without(&body, boundary));
        }
        headers.sort();
        let body = body.and_then(|body| match body.bytes() {
            bytes if bytes.len() > LARGEST_BODY => Some(Content::Digest(Digest::of_bytes(&bytes))),
            _ => Content::of(&body),
        });
        Self {
            method: outgoing.method.clone(),
            path: outgoing.path.clone(),
            query: outgoing.query_decoded(),
            headers,
            body,
        }
    }

    /// Names it: equal requests have equal digests.
    pub(super) fn digest(&self) -> Digest {
        let document = serde_json::to_value(self).expect("a request has text keys");
        Digest::of_json(&document)
    }

    /// It in a line, cut.
    pub(super) fn shown(&self) -> String {
        let mut text = format!("{} {}", self.method, self.path);
        for (at, (name, value)) in self.query.iter().enumerate() {
            let sign = if at == 0 { '?' } else { '&' };
            write!(text, "{sign}{name}={value}").expect("a String takes all text");
        }
        match &self.body {
            Some(Content::Json(document)) => text += &format!(" {document}"),
            Some(Content::Text(body)) => text += &format!(" {body}"),
            Some(Content::Base64(_)) => text += " (bytes)",
            Some(Content::Digest(digest)) => text += &format!(" (body {digest})"),
            None => {}
        }
        summary::cut(&text, SHOWN)
    }
}

/// A body with something else in the place of `boundary`.
fn without(body: &Body, boundary: &str) -> Body {
    if let Some(text) = body.text() {
        return Body::Text(text.replace(boundary, OF_THE_PURCHASE));
    }
    let (bytes, sought) = (body.bytes(), boundary.as_bytes());
    let mut replaced = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(sought) {
            replaced.extend_from_slice(OF_THE_PURCHASE.as_bytes());
            at += sought.len();
        } else {
            replaced.push(bytes[at]);
            at += 1;
        }
    }
    Body::of(&replaced)
}

impl Content {
    /// What a body holds; none: it is empty.
    pub(crate) fn of(body: &Body) -> Option<Self> {
        match body {
            Body::Text(text) if text.is_empty() => None,
            Body::Text(text) => {
                Some(document(text).map_or_else(|| Self::Text(text.clone()), Self::Json))
            }
            Body::Base64(text) => Some(Self::Base64(text.clone())),
        }
    }

    /// The body again; none where its digest alone was kept.
    pub(super) fn body(self) -> Option<Body> {
        match self {
            Self::Json(document) => Some(Body::Text(document.to_string())),
            Self::Text(text) => Some(Body::Text(text)),
            Self::Base64(text) => Some(Body::Base64(text)),
            Self::Digest(_) => None,
        }
    }
}

/// The document that a text is, where it is written the same again: its value is the same then.
fn document(text: &str) -> Option<Json> {
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let document: Json = serde_json::from_str(text).ok()?;
    let again = document.to_string();
    (again == text && depth(&document) <= DEEPEST).then_some(document)
}

fn depth(document: &Json) -> usize {
    match document {
        Json::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Json::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_body_is_the_same_body_again() {
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        for text in [
            r#"{"b":1,"a":[1.5,"é"]}"#,
            r#"{ "b": 1 }"#,
            r#"{"a":1,"a":2}"#,
            r#"{"a":1.10}"#,
            r#"{"a":1e400}"#,
            "plain",
            "7",
            deep.as_str(),
        ] {
            let body = Body::Text(text.to_owned());
            let content = Content::of(&body).unwrap();
            let line = serde_json::to_string(&content).unwrap();
            let read: Content = serde_json::from_str(&line).unwrap();
            assert_eq!(read.body(), Some(body), "{text}");
        }
        assert_eq!(Content::of(&Body::default()), None);
        assert!(matches!(Content::of(&Body::Text(r#"{"a":1}"#.into())), Some(Content::Json(_))));
        assert!(matches!(Content::of(&Body::Text(deep)), Some(Content::Text(_))));
    }

    #[test]
    fn what_is_made_from_the_idempotency_key_is_left_out_of_bytes_too() {
        let body = Body::of(b"--B-1\r\n\xff\r\n--B-1--");
        assert_eq!(
            without(&body, "B-1"),
            Body::of(b"--orchestra-boundary\r\n\xff\r\n--orchestra-boundary--")
        );
    }
}
