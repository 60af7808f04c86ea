//! A `call` where only pure code may stand.

use orchestra_diagnostics::{Code, Diagnostic, Edit, Fix};

use super::Reporter;
use crate::{binding_above::BindingAbove, hir::Site};

/// A `call` where only pure code may stand: E0501.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImpureCall {
    /// The word `call`.
    pub at: Site,
}

impl ImpureCall {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let mut diagnostic = reporter
            .error(Code::E0501, self.at, "a `call` can't stand in pure code")
            .with_help("bind its value before with `let`, in the block of a template");
        if let Some(above) = BindingAbove::of(&reporter.parse(), reporter.span(self.at)) {
            let file = &diagnostic.file;
            let edit = |span, text| Edit { file: file.clone(), span, text };
            let edits = vec![edit(above.at, above.binding), edit(above.replaced, above.name)];
            let title = "bind its value above".to_owned();
            diagnostic.fixes.push(Fix { title, edits, is_certain: true });
        }
        diagnostic
    }
}
