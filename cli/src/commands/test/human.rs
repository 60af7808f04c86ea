//! For people: a line a test, then each failure where it stands, then how many there are.

use std::fmt::Write as _;

use orchestra_diagnostics::{render, terminal::escape_controls};

use super::{
    collect::Collected,
    difference,
    finding::{Failure, Finding, Verdict},
};
use crate::session::Session;

/// `passed  briefing.orch: sums up what is found`
pub(super) fn line(finding: &Finding<'_>) -> String {
    let word = match finding.verdict {
        Verdict::Passed => "passed",
        Verdict::Failed(_) => "FAILED",
        Verdict::Broken => "broken",
    };
    format!("{word}  {}", finding.case.name().replace('\n', " "))
}

/// Errors of sources, failures, and the summary.
pub(super) fn report(session: &Session, collected: &Collected, findings: &[Finding<'_>]) {
    if !collected.diagnostics.is_empty() {
        session.say(&render::human(&collected.diagnostics, &collected.sources, session.color));
    }
    for finding in findings {
        if let Verdict::Failed(failure) = &finding.verdict {
            let title = session.bold(&escape_controls(&finding.case.name()));
            let text = failed(collected, finding, failure, session.color);
            session.say(&format!("\n{title}\n{text}"));
        }
    }
    session.note(&summary(collected, findings));
}

/// A failure, where it stands, with the values that led to it and what was logged before.
pub(super) fn failed(
    collected: &Collected,
    finding: &Finding<'_>,
    failure: &Failure,
    color: bool,
) -> String {
    let sources = collected.sources(finding.case);
    let mut text = render::remark(&failure.remark(), sources, color);
    let mut add = |line: &str| writeln!(text, "{line}").expect("a String takes all text");
    if failure.step.contains('.') {
        add(&format!("  in the step `{}`", escape_controls(&failure.step)));
    }
    if failure.compared.is_some() {
        add("  left (-) and right (+) differ:");
        let paint = |sign, line: String| match (color, sign) {
            (false, _) => line,
            (true, '-') => format!("\u{1b}[31m{line}\u{1b}[0m"),
            (true, _) => format!("\u{1b}[32m{line}\u{1b}[0m"),
        };
        let lines = difference::lines(&failure.differences, paint);
        lines.lines().for_each(|line| add(&format!("  {line}")));
    } else {
        for shown in &failure.shown {
            let value = difference::cut(&shown.value.to_string());
            add(&format!("  {} = {}", escape_controls(&shown.text), escape_controls(&value)));
        }
    }
    for logged in &finding.logs {
        add(&format!("  logged: {}", escape_controls(&logged.message)));
    }
    text
}

/// `3 tests: 2 passed, 1 failed; 4 left out by the filter`
fn summary(collected: &Collected, findings: &[Finding<'_>]) -> String {
    let count = |is: fn(&Verdict) -> bool| findings.iter().filter(|it| is(&it.verdict)).count();
    let parts = [
        (count(|it| matches!(it, Verdict::Passed)), "passed"),
        (count(|it| matches!(it, Verdict::Failed(_))), "failed"),
        (count(|it| matches!(it, Verdict::Broken)), "broken"),
    ];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let tests = if findings.len() == 1 { "test" } else { "tests" };
    let mut text = format!("{} {tests}", findings.len());
    if !parts.is_empty() {
        text += &format!(": {}", parts.join(", "));
    }
    if !collected.diagnostics.is_empty() {
        text += &format!("; {}", render::summary(&collected.diagnostics));
    }
    if collected.left_out > 0 {
        text += &format!("; {} left out by the filter", collected.left_out);
    }
    text
}
