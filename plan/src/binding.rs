//! How one operation is called: a Ledger entry's facts, resolved, as an engine needs them.
//!
//! Endpoint, authentication and operation are folded into one; names of secrets stand in it,
//! secrets never do.

#![expect(missing_docs, reason = "a variant's comment says what its fields are")]

mod async_job;

use std::{collections::BTreeMap, sync::Arc};

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use async_job::{AsyncJob, JobRequest};

use crate::{Shape, policy::Millis};

/// One operation, ready to be called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Binding {
    /// `desearch.web_search`
    pub operation: String,
    /// `desearch/rest`: calls of one endpoint share its limits.
    pub endpoint: String,
    /// Revision of the entry.
    pub revision: u32,
    /// Whether it changes something.
    pub writes: bool,
    /// What a repeated request does, as listed; [`Binding::repeated`] says what to count on.
    pub idempotency: Idempotency,
    /// The protocol.
    pub transport: Transport,
    /// `https://api.example.com/v1`, without a slash at the end.
    pub base_url: String,
    /// `GET`, `POST`, …
    pub method: String,
    /// Appended to `base_url`; each `{name}` is a field of the input, written as RFC 6570 says of
    /// `{name}`, `{.name}` and `{;name}`, each also with `*` behind the name.
    pub path: String,
    /// Input fields that travel in the query.
    pub query: Vec<Place>,
    /// Input fields that travel in headers.
    pub headers: Vec<Place>,
    /// Input fields that travel as cookies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cookies: Vec<Place>,
    /// Where the rest of the input travels.
    pub body: Body,
    /// Fields of the body that an axon's signature covers, in the order of its synapse.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hash_fields: Vec<String>,
    /// Values that are always sent.
    pub fixed: Fixed,
    /// How the answer is read.
    pub response: Response,
    /// How the job is followed that the answer names; none: the answer is the output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<AsyncJob>,
    /// How the caller proves who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<Auth>,
    /// The header that takes the idempotency key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_header: Option<String>,
    /// Pointer to the input field that takes schema, refused answer and error of an `into`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// What may be put into `response_format`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structured: Option<Structured>,
    /// JSON Schema of the input, as listed.
    pub input: Arc<serde_json::Value>,
    /// JSON Schema of the output, as listed.
    pub output: Arc<serde_json::Value>,
    /// What an answer that fits `output` is converted to.
    pub output_shape: Shape,
    /// Prices that add up; none: unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pricing: Option<Vec<Price>>,
    /// Where the answer states what the attempt really cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charged: Option<Charged>,
    /// How fast it may be called; of the endpoint's limits and the operation's both hold.
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub operation_limits: Limits,
    /// Limits of all operations of the endpoint together.
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub endpoint_limits: Limits,
    /// How long half of the answers take at most, as declared or measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_p50: Option<Millis>,
}

impl Binding {
    /// What a repeated request really does: a key that has no place in the request protects nobody.
    #[must_use]
    pub fn repeated(&self) -> Idempotency {
        match self.idempotency {
            Idempotency::Keyed if self.idempotency_header.is_none() => Idempotency::None,
            idempotency => idempotency,
        }
    }
}

/// What a repeated request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Idempotency {
    /// No harm.
    Safe,
    /// No harm with the same key.
    Keyed,
    /// It may buy or write twice.
    None,
}

/// The protocol of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Plain requests.
    Http,
    /// Chat completions.
    Openai,
    /// Synapse requests, straight to a miner.
    Axon,
    /// Objects in buckets.
    S3,
    /// None: a test answers. Engines refuse it.
    Mock,
}

/// An input field in the query, a header, a cookie or a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The input field.
    pub field: String,
    /// What it is called there.
    pub name: String,
    /// How a list is written.
    pub list: ListStyle,
    /// How an object is written; none: it can't stand there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectStyle>,
    /// Whether the value is written as JSON, whatever it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub json: bool,
}

impl Place {
    /// A place of the field's own name for what isn't a list or an object.
    #[must_use]
    pub fn of(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            name: field.to_owned(),
            list: ListStyle::Repeat,
            object: None,
            json: false,
        }
    }
}

/// How a list is written in a query or header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListStyle {
    /// The name once for each item.
    Repeat,
    /// The items with commas between.
    Comma,
    /// The items with blanks between.
    Space,
    /// The items with `|` between.
    Pipe,
}

/// How an object is written in a query, header, cookie or form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectStyle {
    /// `name[key]=value` for each of its fields.
    Deep,
    /// `key=value` for each of its fields, as if they stood there themselves.
    Fields,
    /// Keys and values in turn, with commas between.
    Comma,
    /// Keys and values in turn, with blanks between.
    Space,
    /// Keys and values in turn, with `|` between.
    Pipe,
    /// `key=value` with commas between.
    Pairs,
}

/// Where the rest of the input travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// There is no body.
    None,
    /// An object of the fields left over, or `field` alone.
    Json {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        /// Pointer to where the object of the fields left over stands in what is always sent;
        /// empty: they are the body.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        at: String,
    },
    /// The string `field`.
    Text { field: String },
    /// The fields left over, or `field` alone, URL-encoded; `places` say how those of them are
    /// written that aren't as lists are by default.
    Form {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        places: Vec<Place>,
    },
    /// A part for each of the fields left over, or for `field` alone; `files` hold bytes.
    Multipart {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        files: Vec<String>,
    },
    /// The bytes of `field`.
    Binary { field: String },
}

/// Values that are always sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fixed {
    /// In the query.
    pub query: BTreeMap<String, String>,
    /// As headers, those of the endpoint included.
    pub headers: BTreeMap<String, String>,
    /// In a JSON body.
    pub body: serde_json::Map<String, serde_json::Value>,
}

/// How the answer is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Response {
    /// The part of a JSON document at a pointer.
    Json { at: String },
    /// A string.
    Text,
    /// Bytes.
    Binary,
    /// Null, whatever comes.
    None,
}

/// How the caller proves who they are. `secret` is the name of a variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Auth {
    /// A header; `{secret}` in `format` is the secret.
    Header { name: String, format: String, secret: String },
    /// `Authorization: Bearer …`
    Bearer { secret: String },
    /// `Authorization: Basic …`
    Basic { user: BasicUser, secret: String },
    /// A query parameter.
    Query { name: String, secret: String },
    /// The `btauth/1` signature by a wallet's hotkey, for the address `receiver`.
    Btauth {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receiver: Option<String>,
    },
    /// The signed message for the axon of the miner with the address `receiver`.
    Axon { receiver: String },
    /// The Epistula signature by a wallet's hotkey, for the address `receiver`.
    Epistula {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receiver: Option<String>,
    },
    /// The signature of S3, for a region; `key_id` is the name of a variable too.
    S3 { key_id: String, secret: String, region: String },
}

/// What stands for the user's hotkey where secrets are named. No variable can be called that.
pub const HOTKEY: &str = "@hotkey";

impl Auth {
    /// Whether the user's hotkey signs.
    #[must_use]
    pub const fn needs_hotkey(&self) -> bool {
        matches!(self, Self::Btauth { .. } | Self::Axon { .. } | Self::Epistula { .. })
    }

    /// Names of the variables that it needs, or [`HOTKEY`].
    #[must_use]
    pub fn secrets(&self) -> Vec<&str> {
        match self {
            Self::Header { secret, .. } | Self::Bearer { secret } | Self::Query { secret, .. } => {
                vec![secret]
            }
            Self::Basic { user: BasicUser::Variable { variable }, secret } => {
                vec![variable, secret]
            }
            Self::Basic { secret, .. } => vec![secret],
            Self::S3 { key_id, secret, .. } => vec![key_id, secret],
            Self::Btauth { .. } | Self::Axon { .. } | Self::Epistula { .. } => vec![HOTKEY],
        }
    }
}

/// The user of basic authentication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BasicUser {
    /// A name that everybody has.
    Fixed { name: String },
    /// The variable that holds it.
    Variable { variable: String },
}

/// What may be put into `response_format` of a chat completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Structured {
    /// The schema itself.
    JsonSchema,
    /// That it be JSON; the schema stands in the prompt.
    JsonObject,
}

/// How fast something may be called. What is absent isn't known to be limited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limits {
    /// Requests in any window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<u32>,
    /// The window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Millis>,
    /// Requests at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
}

impl Limits {
    /// Whether nothing is known to be limited.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One price. What an attempt costs is the sum over all prices of its operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Price {
    /// What is counted.
    pub unit: PriceUnit,
    /// For one unit; for a million of tokens.
    #[schemars(with = "String")]
    #[serde(with = "rust_decimal::serde::str")]
    pub amount: Decimal,
    /// Lower case: `usd`.
    pub currency: String,
    /// Whether failed attempts cost nothing.
    pub on_success_only: bool,
    /// Only for these arguments: pointer into the input, value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, serde_json::Value>,
    /// What is counted: `input:/urls`, `output:/hits`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<String>,
    /// Pointer to the argument that limits what is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited_by: Option<String>,
    /// Longest time that is charged for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Millis>,
    /// Whether the user states it, not the Ledger.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
}

/// Where an answer states what the attempt really cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Charged {
    /// `output:/cost_usd`, `header:x-cost`
    pub at: String,
    /// Lower case: `usd`.
    pub currency: String,
    /// What one of what is stated is worth.
    #[schemars(with = "String")]
    #[serde(with = "rust_decimal::serde::str")]
    pub unit: Decimal,
}

/// What a price counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceUnit {
    /// Requests.
    Request,
    /// Items of a list.
    Item,
    /// Millions of tokens sent.
    InputToken,
    /// Millions of tokens answered.
    OutputToken,
    /// Seconds.
    Second,
    /// Bytes.
    Byte,
}
