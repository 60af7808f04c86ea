//! A problem of syntax, before it is known which file it is in.

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span};

/// One problem of a text's syntax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// E0101, E0102 or E0103.
    pub code: Code,
    /// The least stretch of text that is wrong.
    pub span: Span,
    /// What is wrong, in the user's words.
    pub message: String,
    /// A further place that explains it, with what is to be said of it.
    pub label: Option<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// What mends it: a title, and pieces of text in the place of stretches.
    pub fix: Option<(String, Vec<(Span, String)>)>,
    /// Whether the fix is what was meant as far as can be told.
    pub is_certain: bool,
}

impl Problem {
    pub(crate) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            span,
            message: message.into(),
            label: None,
            help: None,
            fix: None,
            is_certain: true,
        }
    }

    pub(crate) fn with_label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.label = Some((span, message.into()));
        self
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn with_fix(mut self, title: impl Into<String>, edits: Vec<(Span, String)>) -> Self {
        self.fix = Some((title.into(), edits));
        self
    }

    /// The same with a fix that people choose, not machines.
    pub(crate) fn with_suggestion(
        self,
        title: impl Into<String>,
        edits: Vec<(Span, String)>,
    ) -> Self {
        Self { is_certain: false, ..self.with_fix(title, edits) }
    }

    /// The problem as a diagnostic of `file`.
    #[must_use]
    pub fn to_diagnostic(&self, file: &FileName) -> Diagnostic {
        let mut diagnostic =
            Diagnostic::error(self.code, file.clone(), self.span, self.message.clone());
        if let Some((span, message)) = &self.label {
            diagnostic = diagnostic.with_label(*span, message.clone());
        }
        if let Some(help) = &self.help {
            diagnostic = diagnostic.with_help(help.clone());
        }
        if let Some((title, edits)) = &self.fix {
            let edits = edits.iter().map(|(span, text)| orchestra_diagnostics::Edit {
                file: file.clone(),
                span: *span,
                text: text.clone(),
            });
            let (title, edits, is_certain) = (title.clone(), edits.collect(), self.is_certain);
            diagnostic.fixes.push(orchestra_diagnostics::Fix { title, edits, is_certain });
        }
        diagnostic
    }
}
