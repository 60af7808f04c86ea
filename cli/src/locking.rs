//! What a project's lock says, and what it would say if it were written today.

use std::collections::{BTreeMap, BTreeSet};

use orchestra_compiler::{SourceFile, ledger_uses};
use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_ledger_model::UsedKind;
use orchestra_package_model::lock::{LOCK, Lock, Move};

use crate::{command_error::CommandError, compilation::Compilation, exit::Exit, session::Session};

/// Names that are listed in one message.
const MOST_LISTED: usize = 5;

impl Compilation {
    /// What the project's own modules call of the Ledger, as it is today.
    pub(crate) fn lock_of_today(&self) -> Lock {
        let names = self.modules().flat_map(|file| ledger_uses(&self.db, file));
        let names: BTreeSet<_> = names.map(|it| (it.kind, it.name)).collect();
        Lock::of(&self.package.ledger, names)
    }

    /// What an update would do to the lock.
    pub(crate) fn moves(&self) -> BTreeMap<(UsedKind, String), Move> {
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
            drift.is_breaking().then(|| drift.diagnostic(std::sync::Arc::clone(&name), it.span))
        });
        drifted.collect()
    }

    /// Refuses a lock that an update would change.
    ///
    /// # Errors
    /// What would change, with exit code 1.
    pub(crate) fn refuse_unlocked(&self, session: &Session) -> Result<(), CommandError> {
        let moves = self.moves();
        if !self.package.is_package || moves.is_empty() {
            return Ok(());
        }
        let shown = session.shown(&self.package.root.join(LOCK));
        let names: Vec<_> = moves.keys().map(|(_, name)| format!("`{name}`")).collect();
        let mut listed = names[..names.len().min(MOST_LISTED)].join(", ");
        if names.len() > MOST_LISTED {
            listed += &format!(" and {} more", names.len() - MOST_LISTED);
        }
        let message = match self.package.lock {
            Some(_) => format!("`{shown}` would change: {listed}"),
            None => format!("there is no `{shown}`, and it would lock {listed}"),
        };
        Err(CommandError::usage(message)
            .exit(Exit::Source)
            .hint("`orchc update` writes it, and says what it moves; commit it"))
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
