//! Collects what is wrong with one document, by the pointers of its values.

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span};
use serde_json::Value;

use crate::document::Document;

/// What is wrong with one document so far.
pub(crate) struct Report<'a> {
    file: &'a FileName,
    document: &'a Document,
    pub(crate) problems: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(file: &'a FileName, document: &'a Document) -> Self {
        Self { file, document, problems: Vec::new() }
    }

    /// The document itself.
    pub(crate) fn value(&self) -> &'a Value {
        &self.document.value
    }

    /// Where the key of the value at `pointer` stands.
    pub(crate) fn key_span(&self, pointer: &str) -> Span {
        self.document.key_span(pointer)
    }

    /// Something is wrong with the value at `pointer`.
    pub(crate) fn at_value(
        &mut self,
        pointer: &str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.at_span(self.document.value_span(pointer), message)
    }

    /// Something is wrong with that there is a value at `pointer`, or within it as a whole.
    pub(crate) fn at_key(&mut self, pointer: &str, message: impl Into<String>) -> &mut Diagnostic {
        self.at_span(self.document.key_span(pointer), message)
    }

    pub(crate) fn at_span(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.problems.push(problem(self.file, span, message));
        self.problems.last_mut().expect("it was just pushed")
    }
}

/// A problem with a file of the Ledger.
pub(crate) fn problem(file: &FileName, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::E0701, file.clone(), span, message)
}

/// Words as a sentence lists them: "`a`, `b` or `c`".
pub(crate) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} or {last}", names.join(", ")),
        Some(only) => only,
        None => String::new(),
    }
}
