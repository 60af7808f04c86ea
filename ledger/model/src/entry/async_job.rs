//! An operation whose answer only names a job.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Method;
use crate::TimeSpan;

/// How a submitted job is followed to its result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AsyncJob {
    /// JSON Pointer to the job's id in the answer to the submission.
    #[schemars(extend("format" = "json-pointer"))]
    pub job_id: String,
    /// The request that asks how the job stands.
    pub poll: JobRequest,
    /// JSON Pointer to the job's state in the answer to `poll`.
    #[schemars(extend("format" = "json-pointer"))]
    pub state: String,
    /// States of a job that has its result.
    pub done: Vec<Value>,
    /// States of a job that never will.
    #[serde(default)]
    pub failed: Vec<Value>,
    /// JSON Pointer to the output in the last answer.
    #[serde(default)]
    #[schemars(extend("format" = "json-pointer"))]
    pub result: String,
    /// A last request that fetches the result, where `poll` doesn't bring it.
    #[serde(default)]
    pub fetch: Option<JobRequest>,
    /// The request that ends the job.
    #[serde(default)]
    pub cancel: Option<JobRequest>,
    /// How long a job may take; left out, there is no bound.
    #[serde(default)]
    pub max_wait: Option<TimeSpan>,
    /// What is charged for a job without a result.
    #[serde(default)]
    pub charged_when: Option<ChargedWhen>,
}

/// A request about a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JobRequest {
    /// The HTTP method.
    pub method: Method,
    /// Appended to the endpoint's `base_url` as text, with a query where there is one; `{job_id}` is
    /// the job's id, percent-encoded.
    pub path: String,
    /// The pause between two requests.
    #[serde(default)]
    pub interval: Option<TimeSpan>,
}

/// Whether a job without a result is charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChargedWhen {
    /// A job that was cancelled.
    pub cancelled: bool,
    /// A job that failed.
    pub failed: bool,
}
