//! A call of what the Ledger lists, to be filled in, for whoever found it there.

use orchestra_compiler::{
    Database, SourceFile,
    items::item_places,
    scope::{Scope, scope},
};
use orchestra_diagnostics::Span;

use super::arguments::Written;
use crate::call_target::CallTarget;

/// A call to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSnippet {
    /// With tab stops, as [`CompletionItem::insert`](super::CompletionItem::insert) has them.
    pub text: String,
    /// The `use` without which the file wouldn't know it.
    pub import: Option<(Span, String)>,
}

/// A call of what the Ledger lists as `name`, as `file` writes it: with what must be given, and for that
/// the values of the first example. None where nothing is listed by that name.
#[must_use]
pub fn call_snippet(db: &Database, file: SourceFile, name: &str) -> Option<CallSnippet> {
    let (first, second) = name.split_once('.')?;
    let target = CallTarget::listed(db, first, second)?;
    let (owner, import) = match owner_in(scope(db, file), &target) {
        Some(owner) => (owner, None),
        None => {
            let kind = if is_capability(&target) { "capability" } else { "subnet" };
            let used = format!("use {kind} {first}");
            (first.to_owned(), Some(item_places(db, file).insertion_of_use(&used)))
        }
    };
    let arguments = Written::exemplary(db, &target).snippet();
    Some(CallSnippet { text: format!("call {owner}.{second} {arguments}"), import })
}

/// What the file calls the owner of `target`, where it uses it.
fn owner_in(scope: &Scope, target: &CallTarget<'_>) -> Option<String> {
    match target {
        CallTarget::Operation { subnet, .. } => {
            let is_it = |name: &String| scope.subnet(name).is_some_and(|it| *it == *subnet.slug);
            scope.subnet_names().into_iter().find(is_it)
        }
        CallTarget::Capability { family, .. } => scope.family(family).then(|| family.clone()),
        CallTarget::Template(_) | CallTarget::Sys(_) => None,
    }
}

fn is_capability(target: &CallTarget<'_>) -> bool {
    matches!(target, CallTarget::Capability { .. })
}
