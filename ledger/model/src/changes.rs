//! What changed from one revision of an entry to another, and whether what relied on the old one
//! still holds.
//!
//! A change is *compatible* if a template that was checked against the old revision surely is as
//! right under the new one: what it sends is still taken, what it gets is what it expected, it costs
//! no more, takes no longer by its bounds, needs no other secret and reaches no other origin.
//! Everything else is *breaking*, what we can't judge as well.
//!
//! One module a part of the form. Each takes an entry's types apart field by field, so that a new
//! field doesn't compile until somebody says what changing it means.

mod auth;
mod binding;
mod entry;
mod family;
mod limits;
mod operation;
mod pricing;
mod schemas;

use std::fmt::Display;

use crate::{Family, Subnet, document::segment};

/// What a change does to those who rely on an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeClass {
    /// Nothing that held stops to hold.
    Compatible,
    /// Something may not hold any more.
    Breaking,
}

impl ChangeClass {
    /// The name that documents use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

/// What of an entry a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are what their names say")]
pub enum ChangeKind {
    Identity,
    Status,
    Revision,
    Verification,
    Words,
    Authentication,
    Endpoint,
    Operation,
    Capability,
    Input,
    Output,
    Effect,
    Idempotency,
    Text,
    Binding,
    Job,
    Price,
    Limit,
    Latency,
    Deprecation,
    Law,
}

impl ChangeKind {
    /// The name that documents use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Status => "status",
            Self::Revision => "revision",
            Self::Verification => "verification",
            Self::Words => "words",
            Self::Authentication => "authentication",
            Self::Endpoint => "endpoint",
            Self::Operation => "operation",
            Self::Capability => "capability",
            Self::Input => "input",
            Self::Output => "output",
            Self::Effect => "effect",
            Self::Idempotency => "idempotency",
            Self::Text => "text",
            Self::Binding => "binding",
            Self::Job => "job",
            Self::Price => "price",
            Self::Limit => "limit",
            Self::Latency => "latency",
            Self::Deprecation => "deprecation",
            Self::Law => "law",
        }
    }

    /// What its owner can do so that a breaking change doesn't break, or what such a change needs.
    #[must_use]
    pub const fn hint(self) -> Option<&'static str> {
        Some(match self {
            Self::Operation => {
                "first deprecate an operation, naming the one to `use`; withdraw it in a later revision"
            }
            Self::Input => {
                "a new field that needn't be given, or a new operation beside the old one, breaks nothing"
            }
            Self::Output => "a new operation beside the old one breaks nothing",
            Self::Price => "a price is never rewritten: say from when it holds (`valid_from`)",
            Self::Authentication | Self::Endpoint => {
                "who calls it may have to set another secret, or to trust another origin"
            }
            Self::Capability | Self::Law => {
                "a new capability beside the old one breaks neither callers nor providers"
            }
            _ => return None,
        })
    }
}

/// One change, at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whether it breaks.
    pub class: ChangeClass,
    /// What it is about.
    pub kind: ChangeKind,
    /// JSON Pointer into the entry or family.
    pub pointer: String,
    /// Whether the pointer leads into the old one, since the new one has nothing there.
    pub in_old: bool,
    /// What changed, in words.
    pub reason: String,
}

impl Change {
    /// Whether it breaks.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.class == ChangeClass::Breaking
    }
}

/// All that changed in an entry. Both are of one slug.
#[must_use]
pub fn subnet_changes(old: &Subnet, new: &Subnet) -> Vec<Change> {
    let mut changes = Changes::default();
    entry::compare(old, new, &mut changes);
    changes.found
}

/// All that changed in a family, for those who call its capabilities. Both are of one name.
#[must_use]
pub fn family_changes(old: &Family, new: &Family) -> Vec<Change> {
    let mut changes = Changes::default();
    family::compare(old, new, &mut changes);
    changes.found
}

/// Collects changes at a place that grows while an entry is gone through.
#[derive(Debug, Default)]
struct Changes {
    found: Vec<Change>,
    place: String,
}

impl Changes {
    /// What `compare` finds stands in the field `name`.
    fn within(&mut self, name: &str, compare: impl FnOnce(&mut Self)) {
        let outer = self.place.len();
        self.place.push_str(&segment(name));
        compare(self);
        self.place.truncate(outer);
    }

    fn breaking(&mut self, kind: ChangeKind, name: &str, reason: impl Into<String>) {
        self.add(ChangeClass::Breaking, kind, name, reason.into());
    }

    fn compatible(&mut self, kind: ChangeKind, name: &str, reason: impl Into<String>) {
        self.add(ChangeClass::Compatible, kind, name, reason.into());
    }

    fn class(&mut self, class: ChangeClass, kind: ChangeKind, name: &str, reason: String) {
        self.add(class, kind, name, reason);
    }

    /// The field `name` here is only said otherwise, for people or for no one.
    fn words<T: PartialEq>(&mut self, name: &str, old: &T, new: &T) {
        if old != new {
            self.compatible(ChangeKind::Words, name, format!("`{name}` says something else"));
        }
    }

    /// A change of the field `name` here; empty: of what stands here itself.
    fn add(&mut self, class: ChangeClass, kind: ChangeKind, name: &str, reason: String) {
        let mut pointer = self.place.clone();
        if !name.is_empty() {
            pointer.push_str(&segment(name));
        }
        self.found.push(Change { class, kind, pointer, in_old: false, reason });
    }

    /// The change just told stands in the old entry, and in the new one nothing does.
    fn in_old(&mut self) {
        if let Some(last) = self.found.last_mut() {
            last.in_old = true;
        }
    }
}

/// The class of a change that is for the worse, or for the better.
fn worse_if(worse: bool) -> ChangeClass {
    if worse { ChangeClass::Breaking } else { ChangeClass::Compatible }
}

/// `it is NEW, was OLD`, where either may be unknown.
fn is_was<T: Display>(name: &str, old: Option<T>, new: Option<T>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("{name} is {new}, was {old}"),
        (None, Some(new)) => format!("{name} is {new}, none was known"),
        (Some(old), None) => format!("{name} isn't known any more, was {old}"),
        (None, None) => format!("{name} isn't known"),
    }
}
