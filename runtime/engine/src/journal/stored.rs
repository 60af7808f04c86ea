//! What stands in the rows.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_plan::Plan;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Record, StoreError};
use crate::{CommandId, Event, Instant, JobSettings};

/// Where a job stands, as its journal knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It has no end yet: it runs, or waits to be resumed ([`JobSummary::running`] tells).
    Running,
    /// It has a result.
    Succeeded,
    /// It failed.
    Failed,
    /// Requests left whose fate isn't known, and sending them again may buy twice.
    NeedsDecision,
}

impl JobState {
    const ALL: [Self; 4] = [Self::Running, Self::Succeeded, Self::Failed, Self::NeedsDecision];

    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::NeedsDecision => "needs_decision",
        }
    }

    pub(super) fn read(job: &str, name: &str) -> Result<Self, StoreError> {
        let found = Self::ALL.into_iter().find(|state| state.name() == name);
        found.ok_or_else(|| broken(job, "state", format!("`{name}` is none")))
    }
}

/// A job in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JobSummary {
    /// Its id.
    pub id: String,
    /// Its template.
    pub template: String,
    /// Where it stands.
    pub state: JobState,
    /// Whether a process runs it now. One that neither runs nor has ended can be resumed.
    pub running: bool,
    /// When it began.
    pub created: Instant,
    /// When its state changed last.
    pub changed: Instant,
}

/// A job's row to be.
#[derive(Debug)]
pub(crate) struct NewRow<'job> {
    pub(crate) id: &'job str,
    pub(crate) plan_id: &'job str,
    pub(crate) template: &'job str,
    pub(crate) plan: String,
    pub(crate) settings: String,
    /// Digests of secret inputs, by handle.
    pub(crate) secrets: BTreeMap<String, String>,
    pub(crate) created: Instant,
}

/// The columns of a job that lists show.
#[derive(Debug)]
pub(super) struct SummaryRow {
    pub(super) id: String,
    pub(super) template: String,
    pub(super) state: String,
    pub(super) created: Instant,
    pub(super) changed: Instant,
}

impl SummaryRow {
    pub(super) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let (created, changed) = (Instant(row.get(3)?), Instant(row.get(4)?));
        Ok(Self { id: row.get(0)?, template: row.get(1)?, state: row.get(2)?, created, changed })
    }
}

/// A job as it was told at its start, and where it stands.
#[derive(Debug)]
pub(crate) struct StoredJob {
    pub(crate) summary: JobSummary,
    pub(crate) plan_id: String,
    pub(crate) plan: Arc<Plan>,
    pub(crate) settings: JobSettings,
    /// Digests of secret inputs, by handle.
    pub(crate) secrets: BTreeMap<String, String>,
}

impl StoredJob {
    /// From its texts: the plan's id, plan, settings, digests of secrets.
    pub(super) fn read(
        summary: JobSummary,
        [plan_id, plan, settings, secrets]: [String; 4],
    ) -> Result<Self, StoreError> {
        let job = &summary.id;
        Ok(Self {
            plan_id,
            plan: Plan::from_json(&plan)
                .map(Arc::new)
                .map_err(|error| broken(job, "plan", error.to_string()))?,
            settings: json(job, "settings", &settings)?,
            secrets: json(job, "secrets", &secrets)?,
            summary,
        })
    }
}

/// How a record is written.
pub(super) fn body(record: &Record) -> (&'static str, String) {
    match record {
        Record::Event(event) => ("event", text(event)),
        Record::Sent(ids) => ("sent", text(ids)),
        Record::Deadline(at) => ("deadline", text(at)),
    }
}

pub(super) fn record(job: &str, kind: &str, body: &str) -> Result<Record, StoreError> {
    match kind {
        "event" => json::<Event>(job, "event", body).map(Record::Event),
        "sent" => json::<Vec<CommandId>>(job, "sent", body).map(Record::Sent),
        "deadline" => json::<Instant>(job, "deadline", body).map(Record::Deadline),
        other => Err(broken(job, "record", format!("its kind is `{other}`"))),
    }
}

/// A value of ours as JSON.
pub(crate) fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("our types have text keys and finite numbers")
}

fn json<T: DeserializeOwned>(job: &str, what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| broken(job, what, error.to_string()))
}

pub(super) fn broken(job: &str, what: &'static str, reason: String) -> StoreError {
    StoreError::Broken { job: job.to_owned(), what, reason }
}
