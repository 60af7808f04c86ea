//! What all sections are read with.

use std::borrow::Cow;

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span, nearest};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::Manifest;

/// Reads one manifest; what it has read so far.
pub(super) struct Reader {
    pub(super) file: FileName,
    pub(super) manifest: Manifest,
    pub(super) problems: Vec<Diagnostic>,
}

impl Reader {
    /// One of `file`, which has read nothing yet.
    pub(super) fn new(file: FileName) -> Self {
        Self { file, manifest: Manifest::default(), problems: Vec::new() }
    }

    /// A section that the form of manifests has and this version of the tools doesn't act on.
    pub(super) fn later(&mut self, name: &str, value: &Spanned<DeValue<'_>>) {
        if value.get_ref().as_table().is_some_and(|table| table.is_empty()) {
            return;
        }
        let message = format!("this version of the tools doesn't read `{name}` yet");
        let span = to_span(value.span());
        self.problems.push(Diagnostic::error(Code::E0901, self.file.clone(), span, message));
    }

    /// The section `name`, where it is one.
    pub(super) fn table<'v, 'i>(
        &mut self,
        name: &str,
        value: &'v Spanned<DeValue<'i>>,
    ) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.problem(to_span(value.span()), format!("`{name}` is a section: write `[{name}]`"));
        }
        table
    }

    /// A text, where it is one.
    pub(super) fn string(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            let found = value.get_ref().type_str();
            self.problem(to_span(value.span()), format!("expected a string, found {found}"));
        }
        text.map(Into::into)
    }

    /// Reports a key that `place` doesn't have.
    pub(super) fn unknown(&mut self, key: &Spanned<Cow<'_, str>>, place: &str, known: &[&str]) {
        let word = key.get_ref();
        let span = to_span(key.span());
        let message = format!("{place} has no `{word}`");
        let mut problem = Diagnostic::error(Code::E0701, self.file.clone(), span, message);
        problem = match nearest(word, known.iter().copied()) {
            Some(name) => meant(problem, span, name),
            None => problem.with_help(format!("it has {}", known.join(", "))),
        };
        self.problems.push(problem);
    }

    /// Reports a text in quotes at `span` that is none of `known`; the one that was meant, if one is
    /// near.
    pub(super) fn misspelt(&mut self, span: Span, message: String, written: &str, known: &[&str]) {
        let mut problem = Diagnostic::error(Code::E0701, self.file.clone(), span, message);
        if let Some(name) = nearest(written, known.iter().copied()) {
            problem = meant(problem, span, &format!("\"{name}\""));
        }
        self.problems.push(problem);
    }

    /// Reports what is wrong at `span`.
    pub(super) fn problem(&mut self, span: Span, message: String) {
        self.problems.push(Diagnostic::error(Code::E0701, self.file.clone(), span, message));
    }
}

/// The problem with the word that was meant.
pub(super) fn meant(problem: Diagnostic, span: Span, name: &str) -> Diagnostic {
    let problem = problem.with_help(format!("did you mean `{name}`?"));
    problem.with_fix(format!("write `{name}`"), span, name)
}

/// A range of the text as a span.
pub(super) fn to_span(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}
