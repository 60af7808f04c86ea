//! Workflow commands of GitHub Actions, which shows them at the lines of a pull request:
//! `::error file=a.orch,line=2,col=12,endLine=2,endColumn=13,title=E0201::message`.
//!
//! Whatever could begin a command of its own, or end a property, is percent-encoded as the runner
//! decodes it.

use super::Sources;
use crate::{Diagnostic, Severity, terminal::escape_controls};

/// One command a diagnostic, each on a line.
#[must_use]
pub fn github(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics.iter().map(|diagnostic| command(diagnostic, sources) + "\n").collect()
}

fn command(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let word = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let start = sources.position(&diagnostic.file, diagnostic.span.start);
    let end = sources.position(&diagnostic.file, diagnostic.span.end);
    let mut place =
        format!("file={},line={},endLine={}", property(&diagnostic.file), start.line, end.line);
    // The service takes columns only where the lines are the same.
    if start.line == end.line {
        place += &format!(",col={},endColumn={}", start.column, end.column);
    }
    let title = property(diagnostic.code.as_str());
    let mut text = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        text += &format!("\nhelp: {help}");
    }
    format!("::{word} {place},title={title}::{}", data(&text))
}

/// What stands behind the second `::`.
fn data(text: &str) -> String {
    let escaped = escape_controls(text);
    escaped.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands behind a `=`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
