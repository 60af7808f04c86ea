//! A call of what the Ledger lists, to be filled in, for whoever found it there.

use orchestra_compiler::{Database, SourceFile, items::item_places, scope::scope};
use orchestra_diagnostics::Span;

use super::arguments::Written;
use crate::{
    call_target::CallTarget,
    listed::{Listed, Naming},
};

/// A call to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSnippet {
    /// With tab stops, as [`CompletionItem::insert`](super::CompletionItem::insert) has them.
    pub text: String,
    /// The `use` without which the file wouldn't know it.
    pub import: Option<(Span, String)>,
}

/// A call of what the Ledger lists as `name`, as `file` writes it: with what must be given, and for that
/// the values of the first example. None where nothing is listed by that name, or the file means something
/// else by it.
#[must_use]
pub fn call_snippet(db: &Database, file: SourceFile, name: &str) -> Option<CallSnippet> {
    let (first, second) = name.split_once('.')?;
    let target = CallTarget::listed(db, first, second)?;
    let owner = match target {
        CallTarget::Capability { .. } => Listed::Family(first),
        _ => Listed::Subnet(first),
    };
    let (owner, import) = match owner.naming(scope(db, file)) {
        Naming::Used(name) => (name, None),
        Naming::Lacks(used) => {
            (first.to_owned(), Some(item_places(db, file).insertion_of_use(&used)))
        }
        Naming::Taken => return None,
    };
    let arguments = Written::exemplary(db, &target).snippet();
    Some(CallSnippet { text: format!("call {owner}.{second} {arguments}"), import })
}
