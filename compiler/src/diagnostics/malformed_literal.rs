//! A literal that has no value: a pattern that isn't one, an amount of no currency.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// A literal that has no value: E0103.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MalformedLiteral {
    /// The literal.
    pub at: Site,
    /// What is wrong with it, as a sentence.
    pub sentence: String,
    /// Of an amount, what stands for its currency and what was meant by it.
    pub meant: Option<(String, String)>,
}

impl MalformedLiteral {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let diagnostic = reporter.error(Code::E0103, self.at, self.sentence.clone());
        let (span, parse) = (reporter.span(self.at), reporter.parse());
        let mended = self.meant.as_ref().and_then(|(written, meant)| {
            let amount = parse.tree.slice(span).strip_suffix(&**written)?;
            Some(format!("{amount}{meant}"))
        });
        match mended {
            Some(mended) => diagnostic.with_help(format!("did you mean `{mended}`?")).with_fix(
                format!("write `{mended}`"),
                span,
                mended,
            ),
            None => diagnostic,
        }
    }
}
