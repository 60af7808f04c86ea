//! Who isn't asked in a job, decided before it begins and kept over every restart.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use orchestra_plan::{Binding, Plan, Value};

use super::{Engine, EngineError, effects, lacking};

/// Providers that a job does without.
#[derive(Clone, Debug, Default)]
pub(super) struct Unasked {
    /// Secrets that aren't there: providers that need one are left out.
    pub(super) missing_secrets: BTreeSet<String>,
    /// Bindings that need what this version lacks, with what that is.
    pub(super) left_out: BTreeMap<String, Vec<&'static str>>,
}

impl Unasked {
    /// Whether a binding is asked, as far as that is told by what it needs.
    pub(super) fn asks(&self, key: &str, binding: &Binding) -> bool {
        let secrets = binding.auth.iter().flat_map(|auth| auth.secrets());
        let is_there = |name: &str| !self.missing_secrets.contains(name);
        !self.left_out.contains_key(key) && secrets.into_iter().all(is_there)
    }
}

impl Engine {
    /// Who isn't asked in a job that is about to begin.
    ///
    /// # Errors
    /// What keeps it from beginning: a call that nobody is left to answer, effects that it doesn't
    /// admit to, requests that would be refused.
    pub(super) fn unasked(
        &self,
        plan: &Plan,
        inputs: &IndexMap<String, Value>,
    ) -> Result<Unasked, EngineError> {
        let left_out = lacking::left_out(plan)?;
        effects::check(plan)?;
        if let Some(replay) = &self.world.replay {
            // Those who weren't asked when it was recorded, and no others.
            let about = replay.about();
            let recorded = about.left_out.iter().map(|key| (key.clone(), Vec::new()));
            let left_out = recorded.chain(left_out).collect();
            return Ok(Unasked { missing_secrets: about.missing_secrets.clone(), left_out });
        }
        let asked = |key: &str| !left_out.contains_key(key);
        let missing_secrets = self.missing_secrets(plan, inputs, &asked)?;
        let unasked = Unasked { missing_secrets, left_out };
        self.refuse_untrusted(plan, &unasked)?;
        Ok(unasked)
    }
}
