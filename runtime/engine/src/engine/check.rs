//! What can be known of a job without sending anything.

use std::{collections::BTreeSet, sync::Arc};

use indexmap::IndexMap;
use orchestra_plan::Value;

use super::{Engine, EngineError, NewJob, effects, inputs, lacking, resume};
use crate::{JobFailure, Machine};

/// A job that could be run.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The values of all parameters, defaults filled in.
    pub inputs: IndexMap<String, Value>,
    /// Secrets that aren't there: providers that need one are left out.
    pub missing_secrets: BTreeSet<String>,
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
        lacking::refuse(&job.plan)?;
        effects::check(&job.plan)?;
        let missing_secrets = self.missing_secrets(&job.plan, &inputs)?;
        self.refuse_untrusted(&job.plan, &missing_secrets)?;
        let settings = self.settings(&id, job, inputs.clone(), missing_secrets.clone());
        let (machine, _) = Machine::new(Arc::clone(&job.plan), settings)?;
        let failure = machine.result().and_then(|result| result.as_ref().err().cloned());
        Ok(Checked { inputs, missing_secrets, failure })
    }
}
