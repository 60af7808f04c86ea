//! Which operations answer for which capability.
//!
//! The Ledger lists capabilities and operations; that one answers for the other is said by sources
//! (`provide search.web by desearch.web_search`), which whoever compiles them hands in here.

use std::collections::{BTreeMap, BTreeSet};

/// Operations by the capabilities that they answer for, all by full name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    operations: BTreeMap<String, BTreeSet<String>>,
    capabilities: BTreeMap<String, BTreeSet<String>>,
}

impl Served {
    /// The operations that answer for a capability, sorted.
    pub fn operations(&self, capability: &str) -> impl Iterator<Item = &str> {
        self.operations.get(capability).into_iter().flatten().map(String::as_str)
    }

    /// The capabilities that an operation answers for, sorted.
    pub fn capabilities(&self, operation: &str) -> impl Iterator<Item = &str> {
        self.capabilities.get(operation).into_iter().flatten().map(String::as_str)
    }

    /// Whether an operation answers for a capability.
    #[must_use]
    pub fn answers(&self, operation: &str, capability: &str) -> bool {
        self.operations.get(capability).is_some_and(|all| all.contains(operation))
    }
}

/// Pairs of a capability and an operation.
impl FromIterator<(String, String)> for Served {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut served = Self::default();
        for (capability, operation) in pairs {
            served.capabilities.entry(operation.clone()).or_default().insert(capability.clone());
            served.operations.entry(capability).or_default().insert(operation);
        }
        served
    }
}
