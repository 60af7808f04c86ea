//! JUnit's XML, as CI servers read it: a suite a file, a case a test. No times are given: a test
//! runs on virtual time, and the machine's says nothing of it.

use std::fmt::Write as _;

use orchestra_diagnostics::{FileName, render};

use super::{
    collect::Collected,
    finding::{Failure, Finding, Verdict},
};

/// The document.
pub(super) fn report(collected: &Collected, findings: &[Finding<'_>]) -> String {
    let mut suites: Vec<Suite> = Vec::new();
    for finding in findings {
        suite(&mut suites, &finding.case.place.file).add(collected, finding);
    }
    // A file with errors and without tests would be silent otherwise.
    for diagnostic in &collected.diagnostics {
        let suite = suite(&mut suites, &diagnostic.file);
        if suite.tests == 0 {
            suite.add_uncompiled(collected);
        }
    }
    let total = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"orchc test\" tests=\"{}\" \
         failures=\"{}\" errors=\"{}\">\n",
        total(|it| it.tests),
        total(|it| it.failures),
        total(|it| it.errors)
    );
    for Suite { file, tests, failures, errors, cases } in &suites {
        let name = escaped(file);
        write!(
            text,
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" \
             errors=\"{errors}\">\n{cases}  </testsuite>\n"
        )
        .expect("a String takes all text");
    }
    text + "</testsuites>\n"
}

/// One file.
struct Suite {
    file: FileName,
    tests: usize,
    failures: usize,
    errors: usize,
    /// The cases, as XML.
    cases: String,
}

fn suite<'s>(suites: &'s mut Vec<Suite>, file: &FileName) -> &'s mut Suite {
    let known = suites.iter().position(|it| it.file == *file);
    let index = known.unwrap_or_else(|| {
        let (file, cases) = (file.clone(), String::new());
        suites.push(Suite { file, tests: 0, failures: 0, errors: 0, cases });
        suites.len() - 1
    });
    &mut suites[index]
}

impl Suite {
    fn add(&mut self, collected: &Collected, finding: &Finding<'_>) {
        let case = finding.case;
        let line = collected.sources(case).position(&case.place.file, case.place.span.start).line;
        let logs: Vec<_> = finding.logs.iter().map(|it| escaped(&it.message)).collect();
        let mut inside = match &finding.verdict {
            Verdict::Passed => String::new(),
            Verdict::Failed(failure) => {
                self.failures += 1;
                failed(collected, finding, failure)
            }
            Verdict::Broken => {
                self.errors += 1;
                broken(collected, &case.place.file)
            }
        };
        if !logs.is_empty() {
            inside += &format!("      <system-out>{}</system-out>\n", logs.join("\n"));
        }
        self.case(&case.title, line, &inside);
    }

    fn add_uncompiled(&mut self, collected: &Collected) {
        self.errors += 1;
        let inside = broken(collected, &self.file);
        self.case("compiles", 1, &inside);
    }

    fn case(&mut self, title: &str, line: u32, inside: &str) {
        self.tests += 1;
        let (file, title) = (escaped(&self.file), escaped(title));
        let head = format!(
            "<testcase classname=\"{file}\" name=\"{title}\" file=\"{file}\" line=\"{line}\""
        );
        self.cases += &match inside {
            "" => format!("    {head}/>\n"),
            inside => format!("    {head}>\n{inside}    </testcase>\n"),
        };
    }
}

fn failed(collected: &Collected, finding: &Finding<'_>, failure: &Failure) -> String {
    let message = escaped(&failure.message);
    let text = escaped(&super::human::failed(collected, finding, failure, false));
    let kind = failure.kind;
    format!("      <failure message=\"{message}\" type=\"{kind}\">{text}</failure>\n")
}

/// The errors of a file; of another that it needs, where it has none itself.
fn broken(collected: &Collected, file: &FileName) -> String {
    let all = &collected.diagnostics;
    let own: Vec<_> = all.iter().filter(|it| it.file == *file).cloned().collect();
    let found = if own.is_empty() { all } else { &own };
    let message = escaped(&render::summary(found));
    let text = escaped(&render::short(found, &collected.sources));
    format!("      <error message=\"{message}\" type=\"source\">{text}</error>\n")
}

/// As text or attribute of XML 1.0, which can't hold every character. A newline in an attribute
/// would be read as a space.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\n' => escaped += "&#10;",
            '\t' => escaped += "&#9;",
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                escaped.push(char::REPLACEMENT_CHARACTER);
            }
            c => escaped.push(c),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_cant_hold_is_replaced() {
        assert_eq!(
            escaped("a<b>&\"c\"\n\u{1b}[31m\u{ffff}ü"),
            "a&lt;b&gt;&amp;&quot;c&quot;&#10;�[31m�ü"
        );
    }
}
