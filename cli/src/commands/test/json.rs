//! One JSON document, version 1; its schema is that of `orchc schema test-report`.

use orchestra_diagnostics::{Sources, render};
use serde_json::{Map, Value, json};

use super::{
    collect::{Collected, Place},
    difference::Difference,
    finding::{Failure, Finding, Verdict},
};

/// The document.
pub(super) fn report(collected: &Collected, findings: &[Finding<'_>]) -> Value {
    let diagnostics = render::json(&collected.diagnostics, &collected.sources, 0);
    let tests: Vec<_> = findings.iter().map(|finding| test(collected, finding)).collect();
    let count = |word: &str| tests.iter().filter(|test| test["status"] == word).count();
    json!({
        "version": 1,
        "summary": {
            "passed": count("passed"),
            "failed": count("failed"),
            "broken": count("broken"),
            "left_out": collected.left_out,
        },
        "tests": tests,
        "diagnostics": diagnostics["diagnostics"],
    })
}

fn test(collected: &Collected, finding: &Finding<'_>) -> Value {
    let case = finding.case;
    let sources = collected.sources(case);
    let (status, failure) = match &finding.verdict {
        Verdict::Passed => ("passed", None),
        Verdict::Failed(failure) => ("failed", Some(self::failure(sources, failure))),
        Verdict::Broken => ("broken", None),
    };
    let logs = finding.logs.iter();
    let logs = logs.map(|logged| json!({ "step": logged.step, "message": logged.message }));
    let mut document = json!({
        "file": &*case.place.file,
        "title": case.title,
        "range": range(sources, &case.place),
        "status": status,
        "virtual_ms": finding.elapsed_ms,
        "sandboxed_requests": finding.sandboxed,
        "logs": logs.collect::<Vec<_>>(),
    });
    if let Some(failure) = failure {
        document["failure"] = failure;
    }
    document
}

fn failure(sources: &Sources, failure: &Failure) -> Value {
    let shown = failure.shown.iter();
    let shown = shown.map(|shown| json!({ "text": shown.text, "value": shown.value }));
    let mut document = json!({
        "kind": failure.kind,
        "message": failure.message,
        "step": failure.step,
        "file": &*failure.place.file,
        "range": range(sources, &failure.place),
        "shown": shown.collect::<Vec<_>>(),
    });
    if let Some(both) = &failure.compared {
        document["compared"] = json!({
            "left": both.left,
            "right": both.right,
            "differences": failure.differences.iter().map(Difference::json).collect::<Vec<_>>(),
        });
    }
    document
}

fn range(sources: &Sources, place: &Place) -> Value {
    let end = |offset| {
        let position = sources.position(&place.file, offset);
        json!({ "line": position.line, "column": position.column })
    };
    let ends = [("start", place.span.start), ("end", place.span.end)];
    let ends = ends.map(|(name, offset)| (name.to_owned(), end(offset)));
    Value::Object(ends.into_iter().collect::<Map<_, _>>())
}
