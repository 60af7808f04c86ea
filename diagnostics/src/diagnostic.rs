//! One problem, as a value: what is wrong, where, and what would mend it.

use std::sync::Arc;

use crate::{Code, Span};

/// A file as diagnostics name it: relative to the working folder, with `/`.
pub type FileName = Arc<str>;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The text has no meaning until this is mended.
    Error,
    /// The text means something, though hardly what was wanted.
    Warning,
    /// For information only.
    Note,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Which kind of problem.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in the user's words; one sentence without a full stop.
    pub message: String,
    /// The file that `span` lies in.
    pub file: FileName,
    /// The least stretch of text that is wrong.
    pub span: Span,
    /// Further places that explain the problem.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// Edits that mend it.
    pub fixes: Vec<Fix>,
}

/// A further place with what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The file that `span` lies in.
    pub file: FileName,
    /// Where.
    pub span: Span,
    /// What is to be said; empty where the place itself says it.
    pub message: String,
}

/// Edits that together mend a problem, or make it plain what is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What the edits do, as an order: "write `limit`".
    pub title: String,
    /// The edits; they don't overlap.
    pub edits: Vec<Edit>,
    /// Whether it is what was meant as far as can be told, so that `check --fix` applies it. Another
    /// is only a beginning (a placeholder, a higher budget), which people choose and go on from.
    pub is_certain: bool,
}

/// One stretch of text replaced by another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// The file that `span` lies in.
    pub file: FileName,
    /// What is replaced; empty where text is only inserted.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Diagnostic {
    /// An error of `code` at `span` in `file`.
    #[must_use]
    pub fn error(code: Code, file: FileName, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            file,
            span,
            labels: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// The same at another severity.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same with a label in the diagnostic's own file.
    #[must_use]
    pub fn with_label(mut self, span: Span, message: impl Into<String>) -> Self {
        let file = self.file.clone();
        self.labels.push(Label { file, span, message: message.into() });
        self
    }

    /// The same with a label in `file`.
    #[must_use]
    pub fn with_label_in(mut self, file: FileName, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { file, span, message: message.into() });
        self
    }

    /// The same with help.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a fix of one edit in the diagnostic's own file.
    #[must_use]
    pub fn with_fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.with_edit(title.into(), span, text.into(), true)
    }

    /// The same with a fix that people choose, not machines.
    #[must_use]
    pub fn with_suggestion(
        self,
        title: impl Into<String>,
        span: Span,
        text: impl Into<String>,
    ) -> Self {
        self.with_edit(title.into(), span, text.into(), false)
    }

    fn with_edit(mut self, title: String, span: Span, text: String, is_certain: bool) -> Self {
        let edit = Edit { file: self.file.clone(), span, text };
        self.fixes.push(Fix { title, edits: vec![edit], is_certain });
        self
    }
}
