//! Expectations inside a file: below a line, `// ^^^ error[E0304]: words` says that exactly there
//! a diagnostic begins and ends whose message is these words.
//!
//! The carets stand below what is meant. Where that begins in the first two columns, or is empty,
//! columns are written instead: `// @1-4 error[E0101]: words` (from 1, the end exclusive). A span
//! of several lines counts up to the end of its first.
//!
//! `// ^^^ label: words` is a label there of a diagnostic of the same file. Who annotates one label
//! of a file annotates all; a file without any says nothing of its labels.

use orchestra_diagnostics::{Diagnostic, LineIndex, Severity, Span};

/// How the words of a label begin.
const LABEL: &str = "label: ";

/// One expectation, or one diagnostic put in the same words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expectation {
    /// From 1.
    pub line: u32,
    /// From 1.
    pub start: u32,
    /// Exclusive.
    pub end: u32,
    /// `error[E0304]: words`
    pub words: String,
}

/// What the annotations of `text` expect.
#[must_use]
pub fn expectations(text: &str) -> Vec<Expectation> {
    let mut line = 0;
    let mut found = Vec::new();
    for (index, content) in text.lines().enumerate() {
        match annotation(content) {
            Some((start, end, words)) => {
                found.push(Expectation { line, start, end, words: words.to_owned() });
            }
            None => line = index as u32 + 1,
        }
    }
    found
}

/// Columns and words of a line that is an annotation.
fn annotation(line: &str) -> Option<(u32, u32, &str)> {
    let comment = line.trim_start().strip_prefix("//")?;
    let body = comment.trim_start();
    let (start, end, words) = if let Some(columns) = body.strip_prefix('@') {
        let (columns, words) = columns.split_once(' ')?;
        let (start, end) = columns.split_once('-')?;
        (start.parse().ok()?, end.parse().ok()?, words)
    } else {
        let carets = body.chars().take_while(|c| *c == '^').count();
        if carets == 0 {
            return None;
        }
        let before = line.len() - body.len();
        let start = line[..before].chars().count() as u32 + 1;
        (start, start + carets as u32, &body[carets..])
    };
    let words = words.trim();
    ["error[", "warning[", "note[", LABEL]
        .iter()
        .any(|kind| words.starts_with(kind))
        .then_some((start, end, words))
}

/// What was really found, in the same words.
#[must_use]
pub fn found(text: &str, diagnostics: &[Diagnostic]) -> Vec<Expectation> {
    let lines = LineIndex::new(text);
    let place = |span: Span, words: String| {
        let (start, end) = (lines.position(text, span.start), lines.position(text, span.end));
        let width =
            text.lines().nth(start.line as usize - 1).map_or(0, |line| line.chars().count());
        let end = if end.line == start.line { end.column } else { width as u32 + 1 };
        let words = words.replace('\n', " ");
        Expectation { line: start.line, start: start.column, end, words }
    };
    let labelled = text.lines().filter_map(annotation).any(|(.., words)| words.starts_with(LABEL));
    let mut found = Vec::new();
    for diagnostic in diagnostics {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let words = format!("{severity}[{}]: {}", diagnostic.code, diagnostic.message);
        found.push(place(diagnostic.span, words));
        let labels = diagnostic.labels.iter().filter(|label| label.file == diagnostic.file);
        let labels = labels.map(|label| place(label.span, format!("{LABEL}{}", label.message)));
        found.extend(labels.filter(|_| labelled));
    }
    found.sort();
    found
}

/// `text` with its annotations replaced by `found`.
#[must_use]
pub fn rewrite(text: &str, found: &[Expectation]) -> String {
    let mut rewritten = String::new();
    for (index, content) in text.lines().enumerate() {
        if annotation(content).is_some() {
            continue;
        }
        rewritten += content;
        rewritten.push('\n');
        for expectation in found.iter().filter(|expectation| expectation.line == index as u32 + 1) {
            rewritten += &written(expectation);
        }
    }
    rewritten
}

fn written(expectation: &Expectation) -> String {
    let Expectation { start, end, words, .. } = expectation;
    if *start < 3 || start >= end {
        return format!("// @{start}-{end} {words}\n");
    }
    let blanks = " ".repeat(*start as usize - 3);
    let carets = "^".repeat((end - start) as usize);
    format!("//{blanks}{carets} {words}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_points_at_the_line_above() {
        let text = "let x = 5\n//      ^ error[E0304]: too large\n// @1-4 error[E0101]: no\nx\n";
        let found = expectations(text);
        assert_eq!(
            found[0],
            Expectation { line: 1, start: 9, end: 10, words: "error[E0304]: too large".into() }
        );
        assert_eq!((found[1].line, found[1].start, found[1].end), (1, 1, 4));
        assert_eq!(rewrite(text, &found), text);
    }

    #[test]
    fn other_comments_are_no_annotations() {
        assert_eq!(expectations("// ^ is the power\n// @home\n/// error[E0101]\n"), []);
    }
}
