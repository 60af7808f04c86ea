//! What a job is told once, at its start, and keeps over every restart.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use orchestra_plan::{Money, Value};
use serde::{Deserialize, Serialize};

use crate::Instant;

/// What a job is told at its start. Journaled, so that a resumed job decides as the first did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobSettings {
    /// The job's id.
    pub job: String,
    /// The plan's id, for those who watch.
    pub plan_id: String,
    /// Random; part of every idempotency key, for two stores may know the same job id.
    pub nonce: String,
    /// Decides the jitter of waits.
    pub seed: u64,
    /// When it began.
    pub started_at: Instant,
    /// When it must have ended.
    pub deadline_at: Option<Instant>,
    /// What all its calls together may cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// Secrets that aren't there: providers that need one are left out.
    pub missing_secrets: BTreeSet<String>,
    /// Bindings that need what the program lacked which began the job: they are left out, whatever
    /// a newer one can do.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub left_out: BTreeSet<String>,
    /// The longest pause before a provider's job is asked again, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_pause: Option<u64>,
    /// The inputs, defaults filled in, checked against the plan's parameters.
    pub inputs: IndexMap<String, Value>,
}
