//! What the store knows of one job.

use std::{collections::BTreeSet, sync::Arc};

use indexmap::IndexMap;
use orchestra_plan::{Plan, Value};

use super::{Engine, EngineError, checked_id};
use crate::{Approval, Instant, JobFailure, JobSummary, Stamped, Totals};

/// A job as its journal knows it.
#[derive(Clone, Debug)]
pub struct JobRecord {
    /// As in the list.
    pub summary: JobSummary,
    /// Its plan.
    pub plan: Arc<Plan>,
    /// The values of all parameters; secrets by handle.
    pub inputs: IndexMap<String, Value>,
    /// When it must have ended.
    pub deadline_at: Option<Instant>,
    /// Secrets that weren't there at its start: providers that need one are left out.
    pub missing_secrets: BTreeSet<String>,
    /// The number of the process that runs it now, where that can be told.
    pub owner: Option<u32>,
    /// All that it did, marked as replayed.
    pub events: Vec<Stamped>,
    /// The result as JSON, or why there is none, once it has ended.
    pub result: Option<Result<serde_json::Value, JobFailure>>,
    /// What it took up to now.
    pub totals: Totals,
    /// Steps that sent a request whose fate isn't known, and which may buy or write twice if it is
    /// sent again: of a job that nobody runs, these are to be decided before it goes on.
    pub uncertain: Vec<String>,
    /// What people are asked and haven't answered.
    pub approvals: Vec<Approval>,
}

impl Engine {
    /// A job of the store, whoever runs it. Changes nothing.
    ///
    /// # Errors
    /// [`EngineError::UnknownJob`], [`EngineError::Store`]; [`EngineError::Plan`] where the stored
    /// plan can't be run.
    pub fn job(&self, id: &str) -> Result<JobRecord, EngineError> {
        let id = checked_id(id)?;
        let stored = self.journal().load(&id)?;
        let stored = stored.ok_or_else(|| EngineError::UnknownJob(id.clone()))?;
        let owner = self.journal().owner(&id)?.and_then(|owner| owner.process);
        let mut events = Vec::new();
        let replayed = self.replay(&stored, &mut |event| events.push(event))?;
        let uncertain = replayed.uncertain().map(|(_, send)| send.step.clone()).collect();
        let machine = replayed.machine;
        let approvals = machine.approvals().collect();
        Ok(JobRecord {
            summary: stored.summary,
            plan: stored.plan,
            inputs: stored.settings.inputs,
            deadline_at: machine.deadline_at(),
            missing_secrets: stored.settings.missing_secrets,
            owner,
            events,
            result: machine.result().cloned(),
            totals: machine.totals().clone(),
            uncertain,
            approvals,
        })
    }
}
