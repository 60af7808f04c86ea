//! An operation that shouldn't be called any more.

use std::sync::Arc;

use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_ledger_model::Deprecated;

use super::{Finding, linted_item::LintedItem};
use crate::{
    diagnostics::Reporter,
    hir::{Root, Site, Target},
    infer::{CallTarget, QualifiedName, operation_types},
};

/// An operation that shouldn't be called any more: `deprecated-operation`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DeprecatedOperation {
    /// The target.
    at: Site,
    /// As it is written: `acme.page`.
    operation: String,
    /// The entry's revision since which it is deprecated.
    since: u32,
    /// What the Ledger says about it.
    note: Option<String>,
    /// What to call instead, as it would be written, and whether it takes and yields the same.
    instead: Option<(String, bool)>,
}

impl DeprecatedOperation {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        for (_, call, meaning) in item.calls() {
            if let CallTarget::Operation { slug, operation } = &meaning.target {
                found.extend(Self::of(item, &call.target, slug, operation).map(Finding::from));
            }
        }
        if let Root::Provide { operation: target, .. } = &item.body.root
            && let Some(slug) = item.scope.subnet(&target.first.text)
            && let Some(operation) = &target.second
        {
            found.extend(Self::of(item, target, &slug, &operation.text).map(Finding::from));
        }
    }

    fn of(
        item: &LintedItem<'_>,
        target: &Target,
        slug: &Arc<str>,
        operation: &Arc<str>,
    ) -> Option<Self> {
        let Deprecated { since, note, instead, withdrawn } =
            item.operation(slug, operation)?.deprecated.as_ref()?;
        if *withdrawn {
            return None;
        }
        let types = |operation: &str| {
            let operation: Arc<str> = operation.into();
            let name = QualifiedName::new(item.db, Arc::clone(slug), operation);
            operation_types(item.db, name)
        };
        let subnet = &target.first.text;
        let instead = instead.as_ref().map(|instead| {
            let is_alike = types(instead).is_some() && types(instead) == types(operation);
            (format!("{subnet}.{instead}"), is_alike)
        });
        let operation = format!("{subnet}.{operation}");
        Some(Self { at: target.at, operation, since: *since, note: note.clone(), instead })
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let Self { operation, since, .. } = self;
        let message = format!("`{operation}` is deprecated since revision {since}");
        let mut found = reporter.error(Code::DeprecatedOperation, self.at, message);
        if let Some(note) = &self.note {
            found = found.with_label(reporter.span(self.at), note.clone());
        }
        match &self.instead {
            Some((instead, true)) => {
                found.with_suggestion(format!("call `{instead}`"), reporter.span(self.at), instead)
            }
            Some((instead, false)) => found.with_help(format!("`{instead}` takes its place")),
            None => found,
        }
    }
}
