//! A name that is bound in a body and never read.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Finding, linted_item::LintedItem};
use crate::{
    diagnostics::Reporter,
    hir::{LocalId, Site},
};

/// A name that is bound in a body and never read: `unused-let`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnusedLet {
    /// The name.
    at: Site,
    /// The name.
    name: String,
    /// The field that it is bound to; at the same place where the name stands for both.
    field: Option<Site>,
}

impl UnusedLet {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        if item.reads.iter().all(|is_read| *is_read) {
            return;
        }
        let mut read = item.reads.clone();
        for param in item.params().chain(item.lambda_params()) {
            read[param.0 as usize] = true;
        }
        let fields = item.bound_fields();
        for (index, local) in item.body.locals.iter().enumerate() {
            if !read[index] && !local.name.text.starts_with('_') {
                let (at, name) = (local.name.at, local.name.text.to_string());
                let field = fields.get(&LocalId(index as u32)).copied();
                found.push(Self { at, name, field }.into());
            }
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let name = &self.name;
        let found = reporter.error(Code::UnusedLet, self.at, format!("`{name}` is never read"));
        let span = reporter.span(self.at);
        if self.field.is_some_and(|field| reporter.span(field) == span) {
            let title = format!("bind nothing to `{name}`");
            return found.with_suggestion(title, span, format!("{name}: _"));
        }
        found.with_suggestion(format!("write `_{name}`"), span, format!("_{name}"))
    }
}
