//! A parameter that is never read.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Finding, linted_item::LintedItem};
use crate::{diagnostics::Reporter, hir::Site};

/// A parameter that is never read: `unused-parameter`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnusedParameter {
    /// Its name.
    at: Site,
    /// Its name.
    name: String,
    /// Whether it is a lambda's, which nobody gives by name.
    of_lambda: bool,
}

impl UnusedParameter {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        let read = item.reads();
        let of_item = item.params().into_iter().map(|param| (param, false));
        let of_lambdas = item.lambda_params().into_iter().map(|param| (param, true));
        for (param, of_lambda) in of_item.chain(of_lambdas) {
            let name = &item.body.local(param).name;
            if !read[param.0 as usize] && !name.text.starts_with('_') {
                let found_here = Self { at: name.at, name: name.text.to_string(), of_lambda };
                found.push(found_here.into());
            }
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let name = &self.name;
        let message = format!("the parameter `{name}` is never read");
        let found = reporter.error(Code::UnusedParameter, self.at, message);
        if self.of_lambda {
            return found.with_suggestion("write `_`", reporter.span(self.at), "_");
        }
        // Callers may give it by its name, so it isn't renamed for them.
        found.with_help(format!("remove it, or call it `_{name}`"))
    }
}
