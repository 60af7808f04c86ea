//! A project's Ledger with all that pages say of it, computed once.

use orchestra_compiler::{Database, Project};
use orchestra_ledger_model::{Ledger, Offer, SearchIndex, Served, compare};

use crate::{ExampleCosts, served};

/// A Ledger, who serves what in it, what examples cost, and what words find.
pub struct Library {
    /// The entries.
    pub ledger: Ledger,
    /// Who serves what.
    pub served: Served,
    /// What words find.
    pub index: SearchIndex,
    costs: ExampleCosts,
}

impl Library {
    /// Of a compiled project.
    #[must_use]
    pub fn new(db: &Database, project: Project) -> Self {
        let ledger = project.ledger(db).clone();
        let served = served(db, project);
        let names = ledger.capability_names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let costs = ExampleCosts::new(db, project, &served, &names);
        let index = SearchIndex::new(&ledger, &served);
        Self { ledger, served, index, costs }
    }

    /// Who serves a capability, side by side.
    #[must_use]
    pub fn offers(&self, capability: &str) -> Vec<Offer> {
        let example = |operation: &str| self.costs.get(capability, operation);
        compare(&self.ledger, &self.served, capability, &example)
    }
}
