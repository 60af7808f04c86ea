//! A subnet whose entry in the Ledger isn't signed.

use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_ledger_model::Standing;

use super::Finding;
use crate::{
    db::{Project, SourceFile},
    diagnostics::Reporter,
    hir::Site,
    items::{Entry, items},
};

/// A subnet whose entry in the Ledger isn't signed: `unverified-subnet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnverifiedSubnet {
    /// Its slug in the `use`.
    at: Site,
    /// Its slug.
    slug: String,
}

impl UnverifiedSubnet {
    pub(super) fn find(db: &dyn salsa::Database, file: SourceFile, found: &mut Vec<Finding>) {
        let ledger = Project::get(db).ledger(db);
        for entry in &items(db, file).entries {
            let Entry::Subnets(aliases) = entry else { continue };
            for alias in aliases {
                let slug = alias.name.text.to_string();
                let is_listed = ledger.has_subnet(&slug);
                if is_listed && Standing::of(ledger, &slug) != Standing::OwnerSigned {
                    found.push(Self { at: alias.name.at, slug }.into());
                }
            }
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the owner of `{}` hasn't signed its entry in the Ledger", self.slug);
        reporter.error(Code::UnverifiedSubnet, self.at, message)
    }
}
