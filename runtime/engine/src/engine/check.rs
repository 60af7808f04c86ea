//! What can be known of a job without sending anything.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use indexmap::IndexMap;
use orchestra_plan::Value;

use super::{Engine, EngineError, NewJob, inputs, resume, unasked::Unasked};
use crate::{JobFailure, Machine};

/// A job that could be run.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The values of all parameters, defaults filled in.
    pub inputs: IndexMap<String, Value>,
    /// Secrets that aren't there: providers that need one are left out.
    pub missing_secrets: BTreeSet<String>,
    /// Operations that need what this version lacks, with what that is: they are left out.
    pub left_out: BTreeMap<String, Vec<&'static str>>,
    /// What the inputs alone make fail: a guard, an `ensure`, a `fail`.
    pub failure: Option<JobFailure>,
}

impl Engine {
    /// All that [`Engine::run`] checks before it sends something, and the guards of the steps that
    /// wait for no answer. Neither sends nor stores anything.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn check(&self, job: &NewJob) -> Result<Checked, EngineError> {
        let inputs = inputs::complete(&job.plan, &job.inputs)?;
        let id = self.id_of(job)?;
        if let Some(stored) = self.journal().load(&id)? {
            resume::same(&id, &stored, &job.plan, &inputs)?;
        }
        let unasked = self.unasked(&job.plan, &inputs)?;
        let settings = self.settings(&id, job, inputs.clone(), unasked.clone());
        let (machine, _) = Machine::new(Arc::clone(&job.plan), settings)?;
        let failure = machine.result().and_then(|result| result.as_ref().err().cloned());
        let Unasked { missing_secrets, left_out } = unasked;
        let named = |(key, what): (String, Vec<&'static str>)| {
            let operation = job.plan.bindings.get(&key).map(|binding| binding.operation.clone());
            (operation.unwrap_or(key), what)
        };
        let left_out = left_out.into_iter().map(named).collect();
        Ok(Checked { inputs, missing_secrets, left_out, failure })
    }
}
