//! How a job ended.

use std::collections::BTreeMap;

use orchestra_plan::{FailureKind, plan::Position};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How a job ended, and what it took.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its id.
    pub job: String,
    /// The result as JSON, or why there is none.
    pub result: Result<serde_json::Value, JobFailure>,
    /// What it took.
    pub totals: Totals,
}

/// The failure that nothing caught.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobFailure {
    /// Where it arose: a step's path, or that of the block around an expression.
    pub step: String,
    /// What kind.
    pub kind: FailureKind,
    /// What went wrong.
    pub message: String,
    /// Where that stands in the source, as far as the plan says.
    pub position: Option<Position>,
}

/// What a job took, up to now.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Totals {
    /// Calls of operations that had a value.
    pub calls: u64,
    /// Attempts answered or given up; what providers' jobs are asked doesn't count.
    pub attempts: u64,
    /// What its attempts cost, by currency; none: nothing of known price was bought. One that may
    /// have been billed though its answer never came, or was given up, counts with its worst case.
    pub cost: BTreeMap<String, Decimal>,
    /// Operations of which it isn't known what an attempt cost: `cost` leaves these out.
    pub unpriced: Vec<String>,
    /// From the start to the last event, in milliseconds.
    pub elapsed_ms: u64,
}
