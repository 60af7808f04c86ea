//! Where requests go.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Limits;

/// Where requests go, and how they are wrapped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The protocol.
    pub transport: Transport,
    /// What every path is appended to, as text.
    #[schemars(extend("format" = "uri"))]
    pub base_url: String,
    /// The name of one of the entry's `auth`; null where requests need none.
    #[serde(default)]
    pub auth: Option<String>,
    /// Headers that every request carries.
    #[serde(default)]
    pub headers: IndexMap<String, String>,
    /// What holds for all its operations together.
    #[serde(default)]
    pub limits: Option<Limits>,
}

/// A protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Plain HTTP: path, query, headers and body.
    Http,
    /// Chat completions in the form that OpenAI made common.
    Openai,
    /// Synapse requests straight to a miner, SDK 6.0 to 10.5.
    Axon,
    /// Objects in buckets.
    S3,
}

impl Transport {
    /// The name that entries use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Openai => "openai",
            Self::Axon => "axon",
            Self::S3 => "s3",
        }
    }
}
