//! What has changed since a lock was written.

use std::{collections::BTreeMap, fmt::Write as _};

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span};
use orchestra_ledger_model::{Change, Ledger, UsedKind};

use super::{Lock, Locked};

/// Changes that are told at one call; the rest is counted.
const MOST_TOLD: usize = 5;

/// What has become of an operation or capability since it was locked.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// Its full name.
    pub name: String,
    /// The revision that was locked.
    pub from: u32,
    /// That of today; none where the Ledger lists it no more.
    pub to: Option<u32>,
    /// What changed, of one that is still there.
    pub changes: Vec<Change>,
}

/// What an update does to one fact of a lock.
#[derive(Clone, Debug, PartialEq)]
pub enum Move {
    /// It is called now, and wasn't.
    Added {
        /// The revision of today.
        to: u32,
    },
    /// It isn't called any more.
    Dropped {
        /// The revision that was locked.
        from: u32,
    },
    /// It is called, and isn't as it was.
    Drifted(Drift),
}

impl Lock {
    /// All that isn't in `ledger` what it was when it was locked.
    #[must_use]
    pub fn drift(&self, ledger: &Ledger) -> BTreeMap<(UsedKind, String), Drift> {
        let drifted = self.entries.iter().filter_map(|(key, locked)| {
            let used = ledger.used(key.0, &key.1);
            let drift = locked.drift(&key.1, used.map(|used| Locked { used, at: Span::at(0) }));
            Some((key.clone(), drift?))
        });
        drifted.collect()
    }

    /// What changes from this lock to `new`.
    #[must_use]
    pub fn moves(&self, new: &Self, ledger: &Ledger) -> BTreeMap<(UsedKind, String), Move> {
        let mut moves = BTreeMap::new();
        for (key, locked) in &self.entries {
            let is_there = ledger.used(key.0, &key.1).is_some();
            let moved = match new.entries.get(key) {
                None if is_there => Some(Move::Dropped { from: locked.used.revision() }),
                today => locked.drift(&key.1, today.cloned()).map(Move::Drifted),
            };
            moves.extend(moved.map(|moved| (key.clone(), moved)));
        }
        for (key, locked) in new.entries.iter().filter(|(key, _)| !self.entries.contains_key(key)) {
            moves.insert(key.clone(), Move::Added { to: locked.used.revision() });
        }
        moves
    }
}

impl Locked {
    fn drift(&self, name: &str, today: Option<Self>) -> Option<Drift> {
        let (name, from) = (name.to_owned(), self.used.revision());
        let Some(today) = today else {
            return Some(Drift { name, from, to: None, changes: Vec::new() });
        };
        let to = today.used.revision();
        if from == to && self.used == today.used {
            return None;
        }
        Some(Drift { name, from, to: Some(to), changes: self.used.changes(&today.used) })
    }
}

impl Drift {
    /// Whether a call that was right may not be any more.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.to.is_none() || self.breaking().next().is_some()
    }

    /// What breaks.
    pub fn breaking(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.is_breaking())
    }

    /// E0406 at a call, named as it is written: what broke, where it stands in the entry; `through`
    /// names the template that is called there and calls it.
    #[must_use]
    pub fn diagnostic(&self, file: FileName, span: Span, through: Option<&str>) -> Diagnostic {
        let Self { name, from, to, changes: _ } = self;
        let message = match to {
            None => format!("`{name}` isn't listed any more; it was locked at revision {from}"),
            Some(to) if to == from => {
                format!("`{name}` isn't what was locked, though its revision still is {from}")
            }
            Some(to) => {
                format!("`{name}` changed since it was locked: revision {from} is {to} now")
            }
        };
        let told = self.breaking().take(MOST_TOLD).map(|change| {
            let place = self.within(&change.pointer);
            format!("; {place}: {}", change.reason)
        });
        let calls = through.map(|template| format!("in `{template}`: ")).unwrap_or_default();
        let mut message: String = [calls, message].into_iter().chain(told).collect();
        let more = self.breaking().count().saturating_sub(MOST_TOLD);
        if more > 0 {
            write!(message, "; and {more} more").expect("a String takes all text");
        }
        let diagnostic = Diagnostic::error(Code::E0406, file, span, message);
        diagnostic.with_help(match to {
            None => "call something else; `orchc update` takes it out of the lock".to_owned(),
            Some(_) => "look at the call, then accept what changed with `orchc update`".to_owned(),
        })
    }

    /// A place in an entry, from the operation or capability where it lies in that.
    fn within<'p>(&self, pointer: &'p str) -> &'p str {
        let name = self.name.split_once('.').map_or("", |(_, name)| name);
        let below =
            ["/operations/", "/capabilities/"].iter().find_map(|it| pointer.strip_prefix(it));
        below.and_then(|below| below.strip_prefix(name)).unwrap_or(pointer)
    }
}
