//! `orchestra.lock`: what a project's plans were checked against.
//!
//! Of the Ledger it keeps each operation and capability that the project calls: the revision, the
//! digest of what a call rests on, and that itself, so that what changed since can be told without
//! the old Ledger. Of each package that the project needs it keeps the version, where that comes
//! from, its digest, who signed it, and what it may do. `orchc update`, `add` and `remove` write it
//! and nothing else does; it is committed. JSON, sorted, a line a fact, so that two branches merge
//! line by line. What these tools don't know is refused by name, since they couldn't hold the
//! project to it.

mod drift;
mod packages;
mod read;

use std::{collections::BTreeMap, fmt::Write as _};

use orchestra_diagnostics::Span;
use orchestra_ledger_model::{Ledger, Used, UsedKind};
use serde_json::{Value, json};

pub use drift::{Drift, Move};
pub(crate) use packages::is_digest;
pub use packages::{LockedPackage, LockedSource};

/// The lock's name, beside the manifest.
pub const LOCK: &str = "orchestra.lock";

/// The version of its form.
const VERSION: u64 = 1;

const SCHEMA: &str = include_str!("lock/lock.schema.json");

/// The facts of each kind, under the field that holds them.
const KINDS: [(&str, UsedKind); 2] =
    [("capabilities", UsedKind::Capability), ("operations", UsedKind::Operation)];

/// What a project's plans were checked against.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lock {
    /// What is called of the Ledger, by kind and full name.
    pub entries: BTreeMap<(UsedKind, String), Locked>,
    /// The packages that are needed, directly or not, by name.
    pub packages: BTreeMap<String, LockedPackage>,
    /// Whether it holds what these tools don't know, so that writing it would lose something.
    pub is_newer: bool,
}

/// One fact of a lock.
#[derive(Clone, Debug, PartialEq)]
pub struct Locked {
    /// The operation or capability as it was.
    pub used: Used,
    /// Where its name stands in the lock; nowhere in one that isn't written yet.
    pub at: Span,
}

impl Lock {
    /// What `ledger` says today of the names; those that it lacks are left out.
    #[must_use]
    pub fn of(ledger: &Ledger, names: impl IntoIterator<Item = (UsedKind, String)>) -> Self {
        let entries = names.into_iter().filter_map(|(kind, name)| {
            let used = ledger.used(kind, &name)?;
            Some(((kind, name), Locked { used, at: Span::at(0) }))
        });
        Self { entries: entries.collect(), ..Self::default() }
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{{\n  \"version\": {VERSION}");
        for (field, kind) in KINDS {
            let mut separator = format!(",\n  \"{field}\": {{\n");
            let entries = self.entries.iter().filter(|((of, _), _)| *of == kind);
            for ((_, name), locked) in entries {
                let used = &locked.used;
                let line = json!({
                    "revision": used.revision(),
                    "digest": used.digest(),
                    "used": used.json(),
                });
                let name = Value::from(name.as_str());
                write!(text, "{separator}    {name}: {line}").expect("a String takes all text");
                ",\n".clone_into(&mut separator);
            }
            if separator == ",\n" {
                text += "\n  }";
            }
        }
        let mut separator = format!(",\n  \"{}\": {{\n", packages::PACKAGES);
        for (name, package) in &self.packages {
            let (name, line) = (Value::from(name.as_str()), package.json());
            write!(text, "{separator}    {name}: {line}").expect("a String takes all text");
            ",\n".clone_into(&mut separator);
        }
        if separator == ",\n" {
            text += "\n  }";
        }
        text + "\n}\n"
    }
}

/// The JSON Schema of a lock.
#[must_use]
pub fn lock_schema() -> Value {
    serde_json::from_str(SCHEMA).expect("a schema of ours is JSON")
}
