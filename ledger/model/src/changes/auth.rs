//! How requests prove who sends them.
//!
//! Every change here is breaking: what was sent isn't taken any more, or another secret is needed.
//! Only what nobody uses may come and go.

use std::collections::BTreeSet;

use super::{ChangeKind, Changes};
use crate::{Auth, Subnet};

/// Compares the entry's ways, which have their place in `auth`.
pub(super) fn compare(old: &Subnet, new: &Subnet, changes: &mut Changes) {
    let kind = ChangeKind::Authentication;
    for (name, was) in &old.auth {
        match new.auth.get(name) {
            None => {
                // Where it was used, that is told there.
                changes.compatible(kind, name, format!("`{name}` isn't described any more"));
                changes.in_old();
            }
            Some(is) if is == was => {}
            Some(is) if used(old).contains(name.as_str()) || used(new).contains(name.as_str()) => {
                changes.breaking(kind, name, difference(was, is));
            }
            Some(is) => {
                let reason = format!("{}, and nothing uses it", difference(was, is));
                changes.compatible(kind, name, reason);
            }
        }
    }
    for name in new.auth.keys().filter(|name| !old.auth.contains_key(*name)) {
        changes.compatible(kind, name, format!("`{name}` is new"));
    }
}

/// Compares what one place in the entry names: an endpoint, or a binding.
pub(super) fn compare_names(
    (old, was): (&Subnet, Option<&str>),
    (new, is): (&Subnet, Option<&str>),
    changes: &mut Changes,
) {
    let kind = ChangeKind::Authentication;
    let meant = |entry: &Subnet, name: Option<&str>| entry.auth.get(name?).cloned();
    if was == is {
        return;
    }
    match (meant(old, was), meant(new, is)) {
        (Some(was), Some(is)) if was == is => {
            changes.compatible(kind, "auth", "it is called otherwise, and is the same");
        }
        (Some(was), Some(is)) => changes.breaking(kind, "auth", difference(&was, &is)),
        (None, Some(is)) => {
            let needs = needs(&is);
            changes.breaking(
                kind,
                "auth",
                format!("requests have to prove who sends them now: {needs}"),
            );
        }
        (Some(_), None) => {
            changes.compatible(kind, "auth", "requests needn't prove who sends them any more");
        }
        (None, None) => {}
    }
}

/// The ways that something uses.
fn used(entry: &Subnet) -> BTreeSet<&str> {
    let endpoints = entry.endpoints.values().filter_map(|endpoint| endpoint.auth.as_deref());
    let operations = entry.operations.values();
    let bindings = operations.filter_map(|operation| operation.binding.auth.as_ref()?.as_deref());
    endpoints.chain(bindings).collect()
}

/// What is different, the gravest first.
fn difference(was: &Auth, is: &Auth) -> String {
    if was.kind() != is.kind() {
        return format!("it is {}, was {}", needs(is), needs(was));
    }
    if was.variables() != is.variables() {
        let names = |auth: &Auth| {
            let names: Vec<_> = auth.variables().iter().map(|name| format!("`{name}`")).collect();
            if names.is_empty() { "none".to_owned() } else { names.join(" and ") }
        };
        return format!("the secret is {}, was {}", names(is), names(was));
    }
    match is {
        _ if was.receiver() != is.receiver() => {
            let whom = |auth: &Auth| auth.receiver().unwrap_or("nobody by name").to_owned();
            format!("requests are signed for {}, were for {}", whom(is), whom(was))
        }
        Auth::S3 { region, .. } => format!("requests are signed for the region `{region}`"),
        _ => "the secret is sent otherwise".to_owned(),
    }
}

fn needs(auth: &Auth) -> String {
    let names: Vec<_> = auth.variables().iter().map(|name| format!("`{name}`")).collect();
    match auth {
        _ if auth.needs_hotkey() => format!("a signature ({})", auth.kind()),
        Auth::S3 { .. } => format!("a signature ({}, {})", auth.kind(), names.join(" and ")),
        _ => format!("{} in `{}`", names.join(" and "), auth.kind()),
    }
}
