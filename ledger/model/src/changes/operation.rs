//! What can be asked of a subnet.

use super::{ChangeKind, Changes, binding, limits, pricing, schemas, worse_if};
use crate::{Deprecated, Effect, Idempotency, Operation, Subnet};

/// Compares all operations, which have their place in `operations`.
pub(super) fn compare_all(old: &Subnet, new: &Subnet, changes: &mut Changes) {
    let kind = ChangeKind::Operation;
    for (name, was) in &old.operations {
        match new.operations.get(name) {
            Some(is) => changes.within(name, |changes| compare((old, was), (new, is), changes)),
            None => {
                changes.breaking(kind, name, format!("the operation `{name}` is gone"));
                changes.in_old();
            }
        }
    }
    for name in new.operations.keys().filter(|name| !old.operations.contains_key(*name)) {
        changes.compatible(kind, name, format!("the operation `{name}` is new"));
    }
}

fn compare(
    (old_entry, old): (&Subnet, &Operation),
    (new_entry, new): (&Subnet, &Operation),
    changes: &mut Changes,
) {
    let Operation {
        summary,
        description,
        effect,
        idempotency,
        generates_text,
        binding,
        input,
        output,
        examples,
        pricing,
        charged,
        limits,
        latency,
        deprecated,
        since,
        confidence,
    } = old;
    changes.words("summary", summary, &new.summary);
    changes.words("description", description, &new.description);
    compare_effects(*effect, new.effect, changes);
    compare_idempotency(*idempotency, new.idempotency, changes);
    compare_texts(generates_text.as_deref(), new.generates_text.as_deref(), changes);
    changes.within("binding", |changes| {
        binding::compare((old_entry, binding), (new_entry, &new.binding), changes);
    });
    schemas::compare_input(input, &new.input, changes);
    schemas::compare_output(output, &new.output, changes);
    changes.words("examples", examples, &new.examples);
    pricing::compare(pricing.as_ref(), new.pricing.as_ref(), changes);
    pricing::compare_charged(charged.as_ref(), new.charged.as_ref(), changes);
    changes.within("limits", |changes| {
        limits::compare(limits.as_ref(), new.limits.as_ref(), changes);
    });
    limits::compare_latency(latency.as_ref(), new.latency.as_ref(), changes);
    compare_deprecation(deprecated.as_ref(), new.deprecated.as_ref(), changes);
    changes.words("since", since, &new.since);
    changes.words("confidence", confidence, &new.confidence);
}

fn compare_effects(old: Effect, new: Effect, changes: &mut Changes) {
    if old == new {
        return;
    }
    let (worse, reason) = match new {
        Effect::Write => (true, "it changes something in the world now"),
        Effect::Read => (false, "it only answers now"),
    };
    changes.class(worse_if(worse), ChangeKind::Effect, "effect", reason.into());
}

fn compare_idempotency(old: Idempotency, new: Idempotency, changes: &mut Changes) {
    if old == new {
        return;
    }
    let rank = |idempotency| match idempotency {
        Idempotency::None => 0,
        Idempotency::Keyed => 1,
        Idempotency::Safe => 2,
    };
    let reason = match new {
        Idempotency::None => "a repeated request may buy or write twice now",
        Idempotency::Keyed => "a repeated request does nothing new if it carries the same key",
        Idempotency::Safe => "a request may be repeated at will now",
    };
    let class = worse_if(rank(new) < rank(old));
    changes.class(class, ChangeKind::Idempotency, "idempotency", reason.into());
}

/// Compares where the text of a model stands, in `generates_text`.
pub(super) fn compare_texts(old: Option<&str>, new: Option<&str>, changes: &mut Changes) {
    if old == new {
        return;
    }
    let reason = match (old, new) {
        (None, _) => "it gives a model's text now, for `into` to read",
        (_, None) => "it gives no model's text any more, and `into` can't read it",
        _ => "the model's text stands elsewhere, which `into` finds by itself",
    };
    changes.class(worse_if(new.is_none()), ChangeKind::Text, "generates_text", reason.into());
}

fn compare_deprecation(old: Option<&Deprecated>, new: Option<&Deprecated>, changes: &mut Changes) {
    if old == new {
        return;
    }
    let withdrawn = |it: Option<&Deprecated>| it.is_some_and(|it| it.withdrawn);
    let reason = match (old, new) {
        _ if withdrawn(new) && !withdrawn(old) => "it is withdrawn, and can't be called any more",
        _ if withdrawn(old) && !withdrawn(new) => "it isn't withdrawn any more",
        (None, _) => "it shouldn't be called any more, and still can be",
        (_, None) => "it isn't deprecated any more",
        _ => "something else is said about its end",
    };
    let worse = withdrawn(new) && !withdrawn(old);
    changes.class(worse_if(worse), ChangeKind::Deprecation, "deprecated", reason.into());
    if new.is_none() {
        changes.in_old();
    }
}
