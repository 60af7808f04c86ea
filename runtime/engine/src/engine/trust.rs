//! Whether the requests of a plan may leave at all, found before the first does.
//!
//! The client asks again at every request; but a job whose fifth step is refused has paid for four,
//! and a project that asks for somebody else's key is better not run at all.

use orchestra_plan::Plan;

use super::{Engine, EngineError, unasked::Unasked};

impl Engine {
    /// Refuses a plan of which some request would be refused, but for those that are never made.
    pub(super) fn refuse_untrusted(
        &self,
        plan: &Plan,
        unasked: &Unasked,
    ) -> Result<(), EngineError> {
        if self.world.replay.is_some() {
            // Nothing leaves.
            return Ok(());
        }
        let post = &self.world.post;
        let mut refusals = Vec::new();
        for (_, binding) in plan.bindings.iter().filter(|(key, it)| unasked.asks(key, it)) {
            let secrets = binding.auth.as_ref().map(|auth| auth.secrets()).unwrap_or_default();
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
