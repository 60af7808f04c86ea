//! An operator between values that it isn't defined for.

use orchestra_diagnostics::{Code, Diagnostic};

use super::Reporter;
use crate::hir::Site;

/// An operator between values that it isn't defined for: E0309.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorUndefined {
    /// The operation.
    pub at: Site,
    /// As it is written: `+`.
    pub operator: String,
    /// The operands' types as written; one, where the operator is a prefix.
    pub operands: Vec<String>,
    /// Why not, or what to do.
    pub help: Option<String>,
    /// The operand that, made a text, mends it.
    pub as_text: Option<Site>,
}

impl OperatorUndefined {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let operands: Vec<String> = self.operands.iter().map(|of| format!("`{of}`")).collect();
        let message = format!("`{}` isn't defined for {}", self.operator, operands.join(" and "));
        let mut diagnostic = reporter.error(Code::E0309, self.at, message);
        if let Some(help) = &self.help {
            diagnostic = diagnostic.with_help(help.clone());
        }
        match self.as_text {
            Some(operand) => diagnostic.with_fix(
                "write `.to_text()` behind it",
                reporter.end(operand),
                ".to_text()",
            ),
            None => diagnostic,
        }
    }
}
