//! Whether the requests of a plan may leave at all, found before the first does.
//!
//! The client asks again at every request; but a job whose fifth step is refused has paid for four,
//! and a project that asks for somebody else's key is better not run at all.

use std::collections::BTreeSet;

use orchestra_plan::Plan;

use super::{Engine, EngineError};

impl Engine {
    /// Refuses a plan of which some request would be refused, but for those that are left out
    /// because a secret is missing.
    pub(super) fn refuse_untrusted(
        &self,
        plan: &Plan,
        missing_secrets: &BTreeSet<String>,
    ) -> Result<(), EngineError> {
        let post = &self.world.post;
        let mut refusals = Vec::new();
        for binding in plan.bindings.values() {
            let secrets = binding.auth.as_ref().map(|auth| auth.secrets()).unwrap_or_default();
            if secrets.iter().any(|name| missing_secrets.contains(*name)) {
                continue;
            }
            let url = post
                .address(&binding.endpoint, &binding.base_url, &binding.path)
                .map_err(EngineError::Effects)?;
            if let Err(refusal) = post.client.check(&url, secrets)
                && !refusals.contains(&refusal)
            {
                refusals.push(refusal);
            }
        }
        if refusals.is_empty() { Ok(()) } else { Err(EngineError::Refused(refusals)) }
    }
}
