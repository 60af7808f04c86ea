//! TAP 14, with a YAML block below each failure. The block's values are JSON, which YAML holds.

use std::fmt::Write as _;

use orchestra_diagnostics::{Sources, render};
use serde_json::{Value, json};

use super::{
    collect::{Collected, Place},
    difference::Difference,
    finding::{Failure, Finding, Verdict},
};

/// The document.
pub(super) fn report(collected: &Collected, findings: &[Finding<'_>]) -> String {
    let tested = |file: &str| findings.iter().any(|it| *it.case.place.file == *file);
    // A file with errors and without tests would be silent otherwise.
    let mut silent: Vec<&str> =
        collected.diagnostics.iter().map(|it| &*it.file).filter(|file| !tested(file)).collect();
    silent.dedup();
    let mut text = format!("TAP version 14\n1..{}\n", findings.len() + silent.len());
    for (index, finding) in findings.iter().enumerate() {
        let block = match &finding.verdict {
            Verdict::Passed => None,
            Verdict::Failed(failure) => {
                Some(failed(collected.sources(finding.case), finding, failure))
            }
            Verdict::Broken => Some(broken(collected, &finding.case.place.file)),
        };
        text += &point(index + 1, &finding.case.name(), block);
    }
    for (index, file) in silent.iter().enumerate() {
        let block = broken(collected, file);
        text += &point(findings.len() + index + 1, &format!("{file}: compiles"), Some(block));
    }
    text
}

/// A test point: it failed if there is a block.
fn point(number: usize, name: &str, block: Option<Vec<(&str, Value)>>) -> String {
    let word = if block.is_some() { "not ok" } else { "ok" };
    let mut text = format!("{word} {number} - {}\n", described(name));
    if let Some(block) = block {
        text += "  ---\n";
        for (key, value) in block {
            writeln!(text, "  {key}: {value}").expect("a String takes all text");
        }
        text += "  ...\n";
    }
    text
}

/// A description: `#` would begin a directive, and the line is its end.
fn described(name: &str) -> String {
    name.replace('\\', "\\\\").replace('#', "\\#").replace(['\n', '\r'], " ")
}

fn failed(
    sources: &Sources,
    finding: &Finding<'_>,
    failure: &Failure,
) -> Vec<(&'static str, Value)> {
    let mut block = vec![
        ("message", json!(failure.message)),
        ("severity", json!("fail")),
        ("kind", json!(failure.kind)),
        ("step", json!(failure.step)),
        ("at", at(sources, &failure.place)),
    ];
    if let Some(both) = &failure.compared {
        block.push(("left", both.left.clone()));
        block.push(("right", both.right.clone()));
        let differences = failure.differences.iter().map(Difference::json).collect();
        block.push(("differences", Value::Array(differences)));
    } else {
        let shown = failure.shown.iter();
        let shown = shown.map(|shown| (shown.text.clone(), shown.value.clone())).collect();
        block.push(("shown", Value::Object(shown)));
    }
    let logs: Vec<_> = finding.logs.iter().map(|logged| &logged.message).collect();
    if !logs.is_empty() {
        block.push(("logs", json!(logs)));
    }
    block
}

fn at(sources: &Sources, place: &Place) -> Value {
    let position = sources.position(&place.file, place.span.start);
    json!({ "file": &*place.file, "line": position.line, "column": position.column })
}

/// The errors of a file; of all, where it has none itself.
fn broken(collected: &Collected, file: &str) -> Vec<(&'static str, Value)> {
    let all = &collected.diagnostics;
    let own: Vec<_> = all.iter().filter(|it| *it.file == *file).cloned().collect();
    let found = if own.is_empty() { all } else { &own };
    let short = render::short(found, &collected.sources);
    vec![
        ("message", json!(render::summary(found))),
        ("severity", json!("error")),
        ("errors", json!(short.lines().collect::<Vec<_>>())),
    ]
}
