//! What a job of a template touches. More of it is asked for by `orchc update`, so it breaks nothing
//! before somebody agrees; it is named here.

use std::collections::BTreeSet;

use orchestra_plan::Effects;

use super::{Found, Verdict};
use crate::Template;

pub(super) fn differ(old: &Template, new: &Template) -> Found {
    let (Some(old), Some(new)) = (&old.effects, &new.effects) else { return Found::new() };
    let (before, after) = (touched(old), touched(new));
    let more = after.difference(&before).map(|it| (Verdict::Minor, format!("{it} now")));
    let less = before.difference(&after).map(|it| (Verdict::Patch, format!("no longer {it}")));
    more.chain(less).collect()
}

/// As verbs: "calls `acme.find`".
fn touched(effects: &Effects) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for operation in &effects.operations {
        found.insert(format!("calls `{}`", operation.operation));
        if operation.writes {
            found.insert(format!("writes by `{}`", operation.operation));
        }
    }
    for secret in &effects.secrets {
        found.insert(format!("sends the secret `{}` to {}", secret.name, secret.origin));
    }
    for origin in &effects.origins {
        found.insert(format!("reaches {}", origin.origin));
    }
    let flags = [
        (&effects.reads_files, "reads files"),
        (&effects.writes_files, "writes files"),
        (&effects.asks_people, "asks a person"),
    ];
    found.extend(flags.into_iter().filter(|(who, _)| !who.is_empty()).map(|(_, it)| it.to_owned()));
    found
}
