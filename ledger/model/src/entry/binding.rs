//! How an operation is sent.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{AsyncJob, Place, stated};

/// How an operation is sent: where each input field goes, and what of the answer is the output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// The name of one of the entry's `endpoints`.
    pub endpoint: String,
    /// The HTTP method; needed over `http` and `s3`, always POST over `openai` and `axon`.
    #[serde(default)]
    pub method: Option<Method>,
    /// Appended to the endpoint's `base_url` as text; `{name}` is the input field of that name,
    /// percent-encoded, lists with commas. `{.name}` and `{;name}`, and `*` behind the name, are
    /// those of RFC 6570. Left out, it is empty over `http`, and `/chat/completions` over `openai`.
    #[serde(default)]
    pub path: Option<String>,
    /// Input fields that go into the query.
    #[serde(default)]
    pub query: Vec<Place>,
    /// Input fields that go into headers.
    #[serde(default)]
    pub headers: Vec<Place>,
    /// Input fields that go into cookies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cookies: Vec<Place>,
    /// What becomes of the fields that are left. Left out, it is a JSON object for POST, PUT and
    /// PATCH, and null for all others; null: there is no body, and no field may be left.
    #[serde(default, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    pub body: Option<Option<Body>>,
    /// Fixed values that every request carries.
    #[serde(default)]
    pub set: Option<FixedValues>,
    /// What of the answer is the output; left out, all of it, as JSON.
    #[serde(default)]
    pub response: Option<Response>,
    /// The name of one of the entry's `auth`, where it isn't the endpoint's; null: sent without.
    #[serde(default, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    pub auth: Option<Option<String>>,
    /// The header that takes the key of a `keyed` operation.
    #[serde(default)]
    #[schemars(extend("format" = "header"))]
    pub idempotency_header: Option<String>,
    /// JSON Pointer to the input field, a string or chat messages, that takes schema, refused
    /// answer and error of an `into`; left out, `/messages`, else `/prompt`.
    #[serde(default)]
    #[schemars(extend("format" = "json-pointer"))]
    pub prompt: Option<String>,
    /// What `response_format` understands over `openai`; null: nothing, the prompt alone says it.
    #[serde(default)]
    pub structured: Option<Structured>,
    /// Fields of the body that the signature covers over `axon`, in the order of the synapse's
    /// `required_hash_fields`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hash_fields: Vec<String>,
    /// Set when the answer only names a job, which is then asked for its result.
    #[serde(default, rename = "async")]
    pub job: Option<AsyncJob>,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "they are what their names say")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// How the fields that stand nowhere else are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// The form of the body.
    pub kind: BodyKind,
    /// The input field that alone is the body; left out, it is an object of all fields left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Of an object in JSON: the JSON Pointer of its place among the fixed values of `set.body`;
    /// left out, it is the body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(extend("format" = "json-pointer"))]
    pub at: String,
    /// Of a form: the fields that are written otherwise than as one pair, or one for each item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Place>,
}

impl Body {
    /// All fields left, in this form.
    #[must_use]
    pub const fn of(kind: BodyKind) -> Self {
        Self { kind, field: None, at: String::new(), fields: Vec::new() }
    }
}

/// The form of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// JSON.
    Json,
    /// Plain text.
    Text,
    /// URL-encoded pairs.
    Form,
    /// Parts, one a field.
    Multipart,
    /// Bytes.
    Binary,
}

impl BodyKind {
    /// The name that entries use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Form => "form",
            Self::Multipart => "multipart",
            Self::Binary => "binary",
        }
    }
}

/// Fixed values that every request carries.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixedValues {
    /// Query parameters: strings, numbers or truth values.
    #[serde(default)]
    pub query: IndexMap<String, Value>,
    /// Headers: strings, numbers or truth values.
    #[serde(default)]
    pub headers: IndexMap<String, Value>,
    /// Fields of a JSON body.
    #[serde(default)]
    pub body: Map<String, Value>,
}

/// What of an answer is the output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The form of the answer.
    #[serde(default)]
    pub kind: ResponseKind,
    /// JSON Pointer to the part of a JSON answer that is the output; `""`: all of it.
    #[serde(default)]
    #[schemars(extend("format" = "json-pointer"))]
    pub at: String,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResponseKind {
    /// JSON.
    #[default]
    Json,
    /// Plain text.
    Text,
    /// Bytes.
    Binary,
    /// Nothing that matters: the output is null.
    None,
}

/// What `response_format` understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Structured {
    /// A JSON Schema, which the answer then keeps.
    JsonSchema,
    /// That the answer is some JSON object.
    JsonObject,
}
