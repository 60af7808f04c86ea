//! An operation whose answer only names a job, and how that is followed to its result.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::policy::Millis;

/// How a submitted job is followed. The caller sees one call, whose time-out is the job's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AsyncJob {
    /// Pointer to the job's id in the answer to the submission.
    pub id_at: String,
    /// Asks how it stands.
    pub poll: JobRequest,
    /// The pause before each poll; none: the engine's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Millis>,
    /// Pointer to the job's state in the answer to `poll`.
    pub state_at: String,
    /// States of a job that has its result.
    pub done: Vec<Value>,
    /// States of a job that never will.
    pub failed: Vec<Value>,
    /// Brings the result, where `poll` doesn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetch: Option<JobRequest>,
    /// Ends the job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel: Option<JobRequest>,
    /// Longest time of one request about it, the submission included.
    pub request_timeout: Millis,
    /// Whether a job that was cancelled costs what one with a result does.
    pub charged_when_cancelled: bool,
    /// Likewise one that failed.
    pub charged_when_failed: bool,
}

/// A request about a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JobRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// Appended to the binding's `base_url`; `{job_id}` is the job's id.
    pub path: String,
}
