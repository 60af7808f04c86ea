//! One JSON document, version 1; its schema is that of `orchc schema diagnostics`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Sources, human::severity_word};
use crate::{Diagnostic, Edit, Fix, Label, Severity, Span};

/// The document. `files` is how many files were looked at.
#[must_use]
pub fn json(diagnostics: &[Diagnostic], sources: &Sources, files: usize) -> Value {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let writer = Writer { sources };
    json!({
        "version": 1,
        "diagnostics": diagnostics.iter().map(|d| writer.diagnostic(d)).collect::<Vec<_>>(),
        "summary": {
            "files": files.max(diagnostics.iter().map(|d| &d.file).collect::<BTreeSet<_>>().len()),
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
        },
    })
}

struct Writer<'a> {
    sources: &'a Sources,
}

impl Writer<'_> {
    fn diagnostic(&self, diagnostic: &Diagnostic) -> Value {
        let labels: Vec<_> = diagnostic.labels.iter().map(|label| self.label(label)).collect();
        let fixes: Vec<_> = diagnostic.fixes.iter().map(|fix| self.fix(fix)).collect();
        json!({
            "code": diagnostic.code.as_str(),
            "severity": severity_word(diagnostic.severity),
            "message": diagnostic.message,
            "file": &*diagnostic.file,
            "range": self.range(&diagnostic.file, diagnostic.span),
            "labels": labels,
            "help": diagnostic.help,
            "fixes": fixes,
        })
    }

    fn label(&self, label: &Label) -> Value {
        let range = self.range(&label.file, label.span);
        json!({ "file": &*label.file, "range": range, "message": label.message })
    }

    fn fix(&self, fix: &Fix) -> Value {
        let edits: Vec<_> = fix.edits.iter().map(|edit| self.edit(edit)).collect();
        json!({ "title": fix.title, "edits": edits })
    }

    fn edit(&self, edit: &Edit) -> Value {
        let range = self.range(&edit.file, edit.span);
        json!({ "file": &*edit.file, "range": range, "text": edit.text })
    }

    fn range(&self, file: &str, span: Span) -> Value {
        let end = |offset| {
            let position = self.sources.position(file, offset);
            json!({ "line": position.line, "column": position.column })
        };
        json!({ "start": end(span.start), "end": end(span.end) })
    }
}
