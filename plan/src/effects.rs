//! What a plan may do: computed by the compiler, enforced by engines.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything outside itself that a plan can touch, sorted, each attributed to the package whose
/// source causes it (`""` is the root package).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Effects {
    /// Operations that may be called.
    pub operations: Vec<OperationEffect>,
    /// Origins that may be reached: `https://api.example.com:443`.
    pub origins: Vec<OriginEffect>,
    /// Secrets that may be released, each to one origin.
    pub secrets: Vec<SecretEffect>,
    /// Packages that read files.
    pub reads_files: Vec<String>,
    /// Packages that write files.
    pub writes_files: Vec<String>,
    /// Packages that ask a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks_people: Vec<String>,
}

/// An operation that may be called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct OperationEffect {
    /// `desearch.web_search`
    pub operation: String,
    /// Of its Ledger entry.
    pub revision: u32,
    /// Whether it writes.
    pub writes: bool,
    /// Whose source causes it.
    pub package: String,
}

/// An origin that may be reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct OriginEffect {
    /// Scheme, host and port.
    pub origin: String,
    /// Whose source causes it.
    pub package: String,
}

/// A secret that may be released.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct SecretEffect {
    /// The name of its variable.
    pub name: String,
    /// To whom.
    pub origin: String,
    /// Whose source causes it.
    pub package: String,
}
