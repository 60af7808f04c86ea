//! What a project's lock says, and what it would say if it were written today.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use orchestra_compiler::{SourceFile, ledger_uses};
use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_ledger_model::UsedKind;
use orchestra_package_model::lock::{Lock, Move};

use crate::Compilation;

impl Compilation {
    /// What the project calls of the Ledger, as it is today; packages as they are locked.
    #[must_use]
    pub fn lock_of_today(&self) -> Lock {
        let names = self.modules().flat_map(|file| ledger_uses(&self.db, file));
        let names: BTreeSet<_> = names.map(|it| (it.kind, it.name)).collect();
        let packages = self.package.lock.as_ref().map(|lock| lock.packages.clone());
        Lock { packages: packages.unwrap_or_default(), ..Lock::of(&self.package.ledger, names) }
    }

    /// What an update would do to the lock.
    #[must_use]
    pub fn moves(&self) -> BTreeMap<(UsedKind, String), Move> {
        let none = Lock::default();
        let locked = self.package.lock.as_ref().unwrap_or(&none);
        locked.moves(&self.lock_of_today(), &self.package.ledger)
    }

    /// E0406 where `file` calls what has changed incompatibly since it was locked.
    pub(crate) fn drifted(&self, file: SourceFile) -> Vec<Diagnostic> {
        if self.drift.values().all(|drift| !drift.is_breaking()) {
            return Vec::new();
        }
        let name = file.path(&self.db).to_string().into();
        let uses = ledger_uses(&self.db, file).into_iter();
        let drifted = uses.filter_map(|it| {
            let drift = self.drift.get(&(it.kind, it.name))?;
            let through = it.through.as_deref();
            drift.is_breaking().then(|| drift.diagnostic(Arc::clone(&name), it.span, through))
        });
        drifted.collect()
    }
}

/// Whether a diagnostic says no more than that the Ledger lacks what E0406 says it had.
pub(crate) fn is_told_by(found: &Diagnostic, drifted: &[Diagnostic]) -> bool {
    matches!(found.code, Code::E0402 | Code::E0403)
        && drifted.iter().any(|it| {
            it.file == found.file
                && it.span.start <= found.span.start
                && found.span.end <= it.span.end
        })
}
