//! For people: the source quoted, with carets, labels and help.

use std::fmt::Write as _;

use ariadne::{Cache, Color, Config, IndexType, Report, ReportKind, Source};

use super::Sources;
use crate::terminal::{escape_controls, mask_controls};
use crate::{Diagnostic, Label, Severity, Span};

/// All diagnostics, with the lines that they point at.
#[must_use]
pub fn human(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> String {
    written(diagnostics.iter().map(|diagnostic| report(diagnostic, sources, color)), sources)
}

pub(super) fn written(
    reports: impl IntoIterator<Item = Report<'static, Place>>,
    sources: &Sources,
) -> String {
    let mut cache = Quoted { sources, files: Vec::new() };
    let mut text = Vec::new();
    for report in reports {
        report
            .write(&mut cache, &mut text)
            .expect("a Vec takes all bytes, and the cache knows every file");
    }
    String::from_utf8_lossy(&text).lines().fold(String::new(), |mut lines, line| {
        writeln!(lines, "{}", line.trim_end()).expect("a String takes all text");
        lines
    })
}

pub(super) fn config(color: bool) -> Config {
    Config::default().with_index_type(IndexType::Byte).with_color(color)
}

/// How many errors and warnings there are, as a sentence's end: `2 errors, 1 warning`.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let part = |severity, word: &str| {
        let count = diagnostics.iter().filter(|d| d.severity == severity).count();
        (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
    };
    let parts = [part(Severity::Error, "error"), part(Severity::Warning, "warning")];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no problems".into() } else { parts.join(", ") }
}

pub(super) const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

pub(super) type Place = (String, std::ops::Range<usize>);

fn report(diagnostic: &Diagnostic, sources: &Sources, color: bool) -> Report<'static, Place> {
    let (kind, tint) = match diagnostic.severity {
        Severity::Error => (ReportKind::Error, Color::Red),
        Severity::Warning => (ReportKind::Warning, Color::Yellow),
        Severity::Note => (ReportKind::Advice, Color::Cyan),
    };
    let primary = place(sources, &diagnostic.file, diagnostic.span);
    let label = ariadne::Label::new(primary.clone())
        .with_message(primary_message(diagnostic))
        .with_color(tint)
        .with_priority(1);
    let mut report = Report::build(kind, primary)
        .with_config(config(color))
        .with_code(diagnostic.code)
        .with_message(escape_controls(&diagnostic.message))
        .with_label(label);
    for label in diagnostic.labels.iter().filter(|label| !is_primary(diagnostic, label)) {
        report.add_label(label_of(label, sources));
    }
    if let Some(help) = &diagnostic.help {
        report.set_help(escape_controls(help));
    } else if let Some(fix) = diagnostic.fixes.first() {
        report.set_help(escape_controls(&fix.title));
    }
    report.finish()
}

/// A label at the primary span speaks for it; without one the code's title does, since a label
/// without words isn't drawn.
fn primary_message(diagnostic: &Diagnostic) -> String {
    let own = diagnostic.labels.iter().find(|label| is_primary(diagnostic, label));
    let words = own.map_or(diagnostic.code.title(), |label| &label.message);
    escape_controls(words).into_owned()
}

fn is_primary(diagnostic: &Diagnostic, label: &Label) -> bool {
    label.file == diagnostic.file && label.span == diagnostic.span
}

fn label_of(label: &Label, sources: &Sources) -> ariadne::Label<Place> {
    ariadne::Label::new(place(sources, &label.file, label.span))
        .with_message(escape_controls(&label.message))
        .with_color(Color::Blue)
}

/// The span in the file, clamped to its length and to character boundaries.
pub(super) fn place(sources: &Sources, file: &str, span: Span) -> Place {
    let text = sources.text(file);
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text.ceil_char_boundary((span.end as usize).clamp(start, text.len()));
    (file.to_owned(), start..end)
}

struct Quoted<'a> {
    sources: &'a Sources,
    files: Vec<(String, Source<String>)>,
}

impl Cache<String> for Quoted<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &String) -> Result<&Source<String>, impl std::fmt::Debug> {
        let known = self.files.iter().position(|(file, _)| file == id);
        let index = known.unwrap_or_else(|| {
            let text = mask_controls(self.sources.text(id)).into_owned();
            self.files.push((id.clone(), Source::from(text)));
            self.files.len() - 1
        });
        Ok::<_, std::convert::Infallible>(&self.files[index].1)
    }

    fn display<'a>(&self, id: &'a String) -> Option<impl std::fmt::Display + 'a> {
        Some(escape_controls(id))
    }
}
