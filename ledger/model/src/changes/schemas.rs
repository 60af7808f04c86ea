//! Schemas: what callers may send, and what they get.

use orchestra_schema::{SchemaChange, compare, resolve};
use serde_json::Value;

use super::{Change, ChangeClass, ChangeKind, Changes};
use crate::document::segment;

/// Compares what callers send, in `input`: it breaks where less is taken.
pub(super) fn compare_input(old: &Value, new: &Value, changes: &mut Changes) {
    let told = changes.found.len();
    sides(old, new, ChangeKind::Input, changes);
    changes.within("input", |changes| defaults(old, new, old, new, changes));
    said_otherwise(old, new, told, "input", ChangeKind::Input, changes);
}

/// Compares what callers get, in `output`: it breaks where there may be more.
pub(super) fn compare_output(old: &Value, new: &Value, changes: &mut Changes) {
    let told = changes.found.len();
    sides(old, new, ChangeKind::Output, changes);
    said_otherwise(old, new, told, "output", ChangeKind::Output, changes);
}

fn sides(old: &Value, new: &Value, kind: ChangeKind, changes: &mut Changes) {
    let field = kind.name();
    if old == new {
        return;
    }
    let Ok(found) = compare(old, new) else {
        changes.breaking(kind, field, "it can't be compared, since it isn't a schema that works");
        return;
    };
    let (breaking, harmless) = match kind {
        ChangeKind::Input => (found.narrowed, found.widened),
        _ => (found.widened, found.narrowed),
    };
    let mut add = |change: &SchemaChange, class: ChangeClass| {
        let pointer = format!("{}{}{}", changes.place, segment(field), change.pointer);
        let (in_old, reason) = (change.in_old, change.words.clone());
        changes.found.push(Change { class, kind, pointer, in_old, reason });
    };
    breaking.iter().for_each(|change| add(change, ChangeClass::Breaking));
    // What does both is told once, as the worse.
    let only = harmless.iter().filter(|change| !breaking.contains(change));
    only.for_each(|change| add(change, ChangeClass::Compatible));
}

/// What leaving a field out means is part of what callers rely on.
fn defaults(old_root: &Value, new_root: &Value, old: &Value, new: &Value, changes: &mut Changes) {
    let (old, new) = (resolve(old_root, old), resolve(new_root, new));
    let properties = |schema: &Value| schema.get("properties").and_then(Value::as_object).cloned();
    let (Some(was), Some(is)) = (properties(old), properties(new)) else { return };
    changes.within("properties", |changes| {
        for (name, is) in &is {
            let Some(was) = was.get(name) else { continue };
            changes.within(name, |changes| {
                default(was.get("default"), is.get("default"), changes);
                // A reference may lead in a circle, and is compared where it leads.
                let inline = |schema: &Value| schema.get("$ref").is_none();
                if inline(was) && inline(is) {
                    defaults(old_root, new_root, was, is, changes);
                }
            });
        }
    });
}

fn default(was: Option<&Value>, is: Option<&Value>, changes: &mut Changes) {
    let kind = ChangeKind::Input;
    match (was, is) {
        (was, is) if was == is => {}
        (None, Some(is)) => {
            changes.compatible(kind, "default", format!("left out, it is known to mean {is}"));
        }
        (Some(was), Some(is)) => {
            changes.breaking(kind, "default", format!("left out, it means {is}, was {was}"));
        }
        (Some(was), None) => {
            let reason = format!("what it means left out isn't known any more, was {was}");
            changes.breaking(kind, "default", reason);
            changes.in_old();
        }
        (None, None) => {}
    }
}

/// Where nothing else is to be told, that it reads otherwise.
fn said_otherwise(
    old: &Value,
    new: &Value,
    told: usize,
    field: &str,
    kind: ChangeKind,
    changes: &mut Changes,
) {
    if old != new && changes.found.len() == told {
        changes.compatible(kind, field, "it is said otherwise, and means the same values");
    }
}
