//! Which secrets a job needs, found before anything runs.
//!
//! A secret has a name: that of the variable that a Ledger entry names, or, of a secret input, the
//! handle under which it was given. The name stands in plans, journals and events; the value is
//! looked up when a request leaves.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use orchestra_plan::{NodeKind, Plan, Value, node::CallNode};

use super::{Engine, EngineError, nodes::nodes};

impl Engine {
    /// The secrets that aren't there, of those bindings that are `asked` by their key: providers
    /// that need one are left out. What is found is struck out from now on, of whatever is told or
    /// journaled.
    ///
    /// # Errors
    /// All those without which a call would have nobody to ask, and secret inputs that aren't
    /// there.
    pub(super) fn missing_secrets(
        &self,
        plan: &Plan,
        inputs: &IndexMap<String, Value>,
        asked: &dyn Fn(&str) -> bool,
    ) -> Result<BTreeSet<String>, EngineError> {
        let given = handles(inputs);
        let bindings = plan.bindings.iter().filter(|(key, _)| asked(key));
        let auths = bindings.filter_map(|(_, binding)| binding.auth.as_ref());
        let names: BTreeSet<&str> =
            auths.flat_map(|auth| auth.secrets()).chain(given.iter().map(String::as_str)).collect();
        let mut missing = BTreeSet::new();
        for name in names {
            match self.world.post.secret_text(name) {
                Some(value) => self.world.post.redactor.add(name, value.reveal()),
                None => {
                    missing.insert(name.to_owned());
                }
            }
        }
        let mut needed: BTreeSet<&str> =
            given.iter().filter(|name| missing.contains(*name)).map(String::as_str).collect();
        for node in nodes(plan) {
            if let NodeKind::Call(call) = &node.kind {
                needed.extend(lacking(plan, call, &missing, asked));
            }
        }
        if needed.is_empty() {
            return Ok(missing);
        }
        Err(EngineError::MissingSecrets(needed.into_iter().map(str::to_owned).collect()))
    }

    /// What the secret inputs are known by, by handle.
    pub(super) fn secret_digests(
        &self,
        inputs: &IndexMap<String, Value>,
        nonce: &str,
    ) -> BTreeMap<String, String> {
        let digest = |name: String| {
            let value = self.world.post.secret_text(&name)?;
            let digest = self.journal().secret_digest(nonce, value.reveal());
            Some((name, digest))
        };
        handles(inputs).into_iter().filter_map(digest).collect()
    }
}

/// The missing secrets of a call, if they leave it with no provider.
fn lacking<'plan>(
    plan: &'plan Plan,
    call: &CallNode,
    missing: &BTreeSet<String>,
    asked: &dyn Fn(&str) -> bool,
) -> Vec<&'plan str> {
    let mut lacking = Vec::new();
    for provider in call.providers.iter().filter(|provider| asked(&provider.binding)) {
        let auth = plan.bindings.get(&provider.binding).and_then(|binding| binding.auth.as_ref());
        let names = auth.map(|auth| auth.secrets()).unwrap_or_default();
        let of_provider: Vec<_> =
            names.into_iter().filter(|name| missing.contains(*name)).collect();
        if of_provider.is_empty() {
            return Vec::new();
        }
        lacking.extend(of_provider);
    }
    lacking
}

/// The handles of all secrets in the inputs.
fn handles(inputs: &IndexMap<String, Value>) -> BTreeSet<String> {
    let mut handles = BTreeSet::new();
    let mut values: Vec<&Value> = inputs.values().collect();
    while let Some(value) = values.pop() {
        match value {
            Value::Secret(handle) => {
                handles.insert(handle.to_string());
            }
            Value::List(items) => values.extend(items.iter()),
            Value::Record(fields) => values.extend(fields.values()),
            _ => {}
        }
    }
    handles
}
