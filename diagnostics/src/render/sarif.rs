//! SARIF 2.1.0, as code scanning services read it.
//!
//! Each code that occurs is a rule with its page as help; labels are related locations; fixes are
//! changes of artifacts. Columns count Unicode scalar values, which the document says.

use serde_json::{Map, Value, json};

use super::Sources;
use crate::{Code, Diagnostic, Edit, FileName, Fix, Severity, Span};

/// The document, of the tool's `version`.
#[must_use]
pub fn sarif(diagnostics: &[Diagnostic], sources: &Sources, version: &str) -> Value {
    let occurs = |code: &&Code| diagnostics.iter().any(|found| found.code == **code);
    let codes: Vec<Code> = Code::ALL.iter().filter(occurs).copied().collect();
    let writer = Writer { sources, codes: &codes };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "orchc",
                "semanticVersion": version,
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": diagnostics.iter().map(|found| writer.result(found)).collect::<Vec<_>>(),
        }],
    })
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.title() },
        "help": { "text": code.page(), "markdown": code.page() },
    })
}

struct Writer<'a> {
    sources: &'a Sources,
    /// Those of the rules, in their order.
    codes: &'a [Code],
}

impl Writer<'_> {
    fn result(&self, found: &Diagnostic) -> Value {
        let level = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let text = match &found.help {
            Some(help) => format!("{}\nhelp: {help}", found.message),
            None => found.message.clone(),
        };
        let mut result = json!({
            "ruleId": found.code.as_str(),
            "ruleIndex": self.codes.iter().position(|code| *code == found.code),
            "level": level,
            "message": { "text": text },
            "locations": [{ "physicalLocation": self.place(&found.file, found.span) }],
        });
        let fields = result.as_object_mut().expect("it is written as an object");
        self.related(found, fields);
        if !found.fixes.is_empty() {
            let fixes: Vec<Value> = found.fixes.iter().map(|fix| self.fix(fix)).collect();
            fields.insert("fixes".to_owned(), fixes.into());
        }
        result
    }

    fn related(&self, found: &Diagnostic, fields: &mut Map<String, Value>) {
        let related = found.labels.iter().enumerate().map(|(id, label)| {
            json!({
                "id": id,
                "message": { "text": label.message },
                "physicalLocation": self.place(&label.file, label.span),
            })
        });
        if !found.labels.is_empty() {
            fields.insert("relatedLocations".to_owned(), related.collect());
        }
    }

    /// The edits of one file belong together.
    fn fix(&self, fix: &Fix) -> Value {
        let mut files: Vec<&FileName> = Vec::new();
        for edit in &fix.edits {
            if !files.contains(&&edit.file) {
                files.push(&edit.file);
            }
        }
        let changes = files.into_iter().map(|file| {
            let edits = fix.edits.iter().filter(|edit| edit.file == *file);
            json!({
                "artifactLocation": { "uri": uri(file) },
                "replacements": edits.map(|edit| self.replacement(edit)).collect::<Vec<_>>(),
            })
        });
        json!({
            "description": { "text": fix.title },
            "artifactChanges": changes.collect::<Vec<_>>(),
        })
    }

    fn replacement(&self, edit: &Edit) -> Value {
        json!({
            "deletedRegion": self.region(&edit.file, edit.span),
            "insertedContent": { "text": edit.text },
        })
    }

    fn place(&self, file: &FileName, span: Span) -> Value {
        json!({ "artifactLocation": { "uri": uri(file) }, "region": self.region(file, span) })
    }

    fn region(&self, file: &str, span: Span) -> Value {
        let start = self.sources.position(file, span.start);
        let end = self.sources.position(file, span.end);
        json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        })
    }
}

/// A file's name as a relative reference: all but unreserved characters and `/` percent-encoded.
fn uri(file: &str) -> String {
    file.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
