//! How much and how fast.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::TimeSpan;

/// How much may be asked of a service; what is left out isn't known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// How many requests in `per`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub requests: Option<u32>,
    /// The window that `requests` counts in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<TimeSpan>,
    /// How many requests at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub concurrency: Option<u32>,
    /// How long one attempt may take. An operation's goes before its endpoint's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<TimeSpan>,
}

/// How long answers take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// Half of the answers come within this.
    #[serde(default)]
    pub p50: Option<TimeSpan>,
    /// Nineteen of twenty answers come within this.
    #[serde(default)]
    pub p95: Option<TimeSpan>,
    /// How the figures are known.
    pub basis: LatencyBasis,
}

/// How a latency is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LatencyBasis {
    /// The service says so.
    Declared,
    /// Somebody measured it.
    Measured,
}
