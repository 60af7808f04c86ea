//! How a request proves who sends it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a request proves who sends it. A secret's name is that of its environment variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Auth {
    /// A header that holds the secret.
    Header {
        /// The header's name.
        #[schemars(extend("format" = "header"))]
        name: String,
        /// The header's text, with `{secret}` where the secret goes.
        #[serde(default = "bare_secret")]
        format: String,
        /// The secret.
        env: String,
    },
    /// `Authorization: Bearer …`.
    Bearer {
        /// The secret.
        env: String,
    },
    /// A query parameter that holds the secret.
    Query {
        /// The parameter's name.
        name: String,
        /// The secret.
        env: String,
    },
    /// `Authorization: Basic …`, with the secret as password.
    Basic {
        /// The user's name, where all have the same.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        /// The variable that holds the user's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_env: Option<String>,
        /// The secret.
        env: String,
    },
    /// The `btauth/1` request signature of Bittensor SDK 11, by a wallet's hotkey.
    Btauth {},
    /// The signed message of SDK 6.0 to 10.5, by a wallet's hotkey.
    Axon {},
    /// The Epistula request signature, by a wallet's hotkey.
    Epistula {},
    /// The request signature of S3.
    S3 {
        /// The variable that holds the access key's id.
        user_env: String,
        /// The secret key.
        env: String,
    },
}

fn bare_secret() -> String {
    "{secret}".to_owned()
}

impl Auth {
    /// The names of the variables that it needs, the user's name first.
    #[must_use]
    pub fn variables(&self) -> Vec<&str> {
        match self {
            Self::Header { env, .. } | Self::Bearer { env } | Self::Query { env, .. } => vec![env],
            Self::Basic { user_env, env, .. } => {
                user_env.iter().map(String::as_str).chain([env.as_str()]).collect()
            }
            Self::S3 { user_env, env } => vec![user_env, env],
            Self::Btauth {} | Self::Axon {} | Self::Epistula {} => Vec::new(),
        }
    }

    /// Whether it signs requests rather than sending a secret along.
    #[must_use]
    pub const fn is_signature(&self) -> bool {
        matches!(self, Self::Btauth {} | Self::Axon {} | Self::Epistula {} | Self::S3 { .. })
    }

    /// The kind, as the entry writes it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Header { .. } => "header",
            Self::Bearer { .. } => "bearer",
            Self::Query { .. } => "query",
            Self::Basic { .. } => "basic",
            Self::Btauth {} => "btauth",
            Self::Axon {} => "axon",
            Self::Epistula {} => "epistula",
            Self::S3 { .. } => "s3",
        }
    }
}
