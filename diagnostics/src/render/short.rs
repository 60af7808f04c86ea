//! `file:line:column: error[E0304]: message`, one a line.

use std::fmt::Write as _;

use super::{Sources, human::severity_word};
use crate::{Diagnostic, terminal::escape_controls};

/// One line a diagnostic.
#[must_use]
pub fn short(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let position = sources.position(&diagnostic.file, diagnostic.span.start);
        let line = format!(
            "{}:{}:{}: {}[{}]: {}",
            diagnostic.file,
            position.line,
            position.column,
            severity_word(diagnostic.severity),
            diagnostic.code,
            diagnostic.message,
        );
        writeln!(text, "{}", escape_controls(&line.replace(['\n', '\r'], " ")))
            .expect("a String takes all text");
    }
    text
}
