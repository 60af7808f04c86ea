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
    Btauth {
        /// For whom it is signed: the service's address, SS58; null: for nobody by name, which
        /// receivers refuse unless they say otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("format" = "ss58"))]
        receiver: Option<String>,
    },
    /// The signed message of SDK 6.0 to 10.5, by a wallet's hotkey.
    Axon {
        /// The miner's hotkey, SS58.
        #[schemars(extend("format" = "ss58"))]
        receiver: String,
    },
    /// The Epistula request signature, by a wallet's hotkey.
    Epistula {
        /// For whom it is signed: the service's address, SS58; null: for nobody by name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("format" = "ss58"))]
        receiver: Option<String>,
    },
    /// The request signature of S3.
    S3 {
        /// The variable that holds the access key's id.
        user_env: String,
        /// The secret key.
        env: String,
        /// The region that signatures are for.
        #[serde(default = "usual_region")]
        region: String,
    },
}

fn usual_region() -> String {
    "us-east-1".to_owned()
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
            Self::S3 { user_env, env, .. } => vec![user_env, env],
            Self::Btauth { .. } | Self::Axon { .. } | Self::Epistula { .. } => Vec::new(),
        }
    }

    /// The address for which a wallet's hotkey signs.
    #[must_use]
    pub fn receiver(&self) -> Option<&str> {
        match self {
            Self::Btauth { receiver } | Self::Epistula { receiver } => receiver.as_deref(),
            Self::Axon { receiver } => Some(receiver),
            _ => None,
        }
    }

    /// Whether a wallet's hotkey signs.
    #[must_use]
    pub const fn needs_hotkey(&self) -> bool {
        matches!(self, Self::Btauth { .. } | Self::Axon { .. } | Self::Epistula { .. })
    }

    /// The kind, as the entry writes it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Header { .. } => "header",
            Self::Bearer { .. } => "bearer",
            Self::Query { .. } => "query",
            Self::Basic { .. } => "basic",
            Self::Btauth { .. } => "btauth",
            Self::Axon { .. } => "axon",
            Self::Epistula { .. } => "epistula",
            Self::S3 { .. } => "s3",
        }
    }
}
