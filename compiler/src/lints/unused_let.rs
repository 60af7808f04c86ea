//! A name that is bound in a body and never read.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Finding, linted_item::LintedItem};
use crate::{
    diagnostics::Reporter,
    hir::{PatternKind, Site},
};

/// A name that is bound in a body and never read: `unused-let`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnusedLet {
    /// The name.
    at: Site,
    /// The name.
    name: String,
    /// Whether it is also the name of a field, as in `{ title }`.
    shorthand: bool,
}

impl UnusedLet {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        let mut read = item.reads();
        for param in item.params().into_iter().chain(item.lambda_params()) {
            read[param.0 as usize] = true;
        }
        let fields: Vec<Site> = item
            .body
            .patterns
            .iter()
            .filter_map(|pattern| match &pattern.kind {
                PatternKind::Record { fields } => Some(fields.iter().map(|field| field.name.at)),
                _ => None,
            })
            .flatten()
            .collect();
        let unread = item.body.locals.iter().zip(read).filter(|(_, read)| !read);
        for (local, _) in unread.filter(|(local, _)| !local.name.text.starts_with('_')) {
            let (at, name) = (local.name.at, local.name.text.to_string());
            found.push(Self { at, name, shorthand: fields.contains(&at) }.into());
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let name = &self.name;
        let found = reporter.error(Code::UnusedLet, self.at, format!("`{name}` is never read"));
        let span = reporter.span(self.at);
        if self.shorthand {
            let title = format!("bind nothing to `{name}`");
            return found.with_suggestion(title, span, format!("{name}: _"));
        }
        found.with_suggestion(format!("write `_{name}`"), span, format!("_{name}"))
    }
}
