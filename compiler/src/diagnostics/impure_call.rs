//! A `call` where only pure code may stand.

use orchestra_diagnostics::{Code, Diagnostic, Edit, Fix};

use super::Reporter;
use crate::{hir::Site, pure_call::mend};

/// A `call` where only pure code may stand: E0501.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImpureCall {
    /// The word `call`.
    pub at: Site,
}

impl ImpureCall {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let diagnostic = reporter.error(Code::E0501, self.at, "a `call` can't stand in pure code");
        let Some(mend) = mend(&reporter.parse(), reporter.span(self.at)) else {
            return diagnostic
                .with_help("bind its value before with `let`, in the block of a template");
        };
        let mut diagnostic = diagnostic.with_help(mend.help);
        let file = &diagnostic.file;
        let edits = mend.edits.into_iter();
        let edits = edits.map(|(span, text)| Edit { file: file.clone(), span, text }).collect();
        diagnostic.fixes.push(Fix { title: mend.title.to_owned(), edits, is_certain: true });
        diagnostic
    }
}
