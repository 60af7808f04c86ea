//! The layout of a part, for editors.

use orchestra_diagnostics::Span;

use super::format_marked;

/// What lays out a part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeEdit {
    /// What is replaced: whole statements or items.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
}

/// Lays out the statements and items of `text` that `range` touches, as [`super::format`] does, and
/// leaves the rest. None where nothing changes.
#[must_use]
pub fn format_range(text: &str, range: Span) -> Option<RangeEdit> {
    let formatted = format_marked(text);
    let end = (text.len() as u32, formatted.text.len() as u32);
    // Marks stand in order of the source: those before the range, then those behind.
    let before = formatted.marks.iter().rev().find(|(source, _)| *source <= range.start);
    let behind = formatted.marks.iter().find(|(source, _)| *source >= range.end.max(range.start));
    let (from, to) = (before.copied().unwrap_or((0, 0)), behind.copied().unwrap_or(end));
    let span = Span::new(from.0, to.0.max(from.0));
    let replaced = formatted.text.get(from.1 as usize..to.1.max(from.1) as usize)?;
    let current = text.get(span.range())?;
    (current != replaced).then(|| RangeEdit { span, text: replaced.to_owned() })
}
