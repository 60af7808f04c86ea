//! A change of the Ledger as documents say it, one form for all commands.

use orchestra_ledger_model::Change;
use serde_json::{Value, json};

/// `{ "class", "kind", "pointer", "in": "old" | "new", "reason" }`: `in` says in which of the two
/// entries the pointer leads somewhere.
pub(crate) fn change_document(change: &Change) -> Value {
    json!({
        "class": change.class.name(),
        "kind": change.kind.name(),
        "pointer": change.pointer,
        "in": if change.in_old { "old" } else { "new" },
        "reason": change.reason,
    })
}
