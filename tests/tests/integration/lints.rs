//! Lints on the whole corpus: whatever one offers as a fix leaves a program a program.

use orchestra_diagnostics::{Code, Diagnostic, Fix, Severity};
use orchestra_tests::{checked::Checked, corpus};

/// What all lints find, those that are silent by default included.
fn findings(text: &str) -> (Checked, Vec<Diagnostic>) {
    let checked = Checked::with_mini_ledger(&[("main.orch", text)]).linted(Code::lints());
    let found = checked.diagnostics("main.orch");
    (checked, found)
}

fn mended(checked: &Checked, fix: &Fix) -> String {
    checked.mended(fix).remove(0).1
}

#[test]
fn every_fix_of_a_lint_leaves_a_program() {
    let mut paths = corpus::files_in(&corpus::folder("conformance/valid"), ".orch");
    paths.extend(corpus::files_in(&corpus::folder("conformance/lints"), ".orch"));
    let mut fixes = 0;
    let mut wrong = Vec::new();
    for path in paths {
        let (checked, found) = findings(&corpus::read(&path));
        for (finding, fix) in found.iter().flat_map(|it| it.fixes.iter().map(move |fix| (it, fix)))
        {
            fixes += 1;
            let text = mended(&checked, fix);
            let (_, left) = findings(&text);
            let is_error = |it: &&Diagnostic| it.code.default_level().is_none();
            let is_there = left.iter().any(|it| it.code == finding.code && it.span == finding.span);
            if let Some(error) = left.iter().find(is_error) {
                let (title, message) = (&fix.title, &error.message);
                wrong.push(format!("{}: after “{title}”: {message}\n{text}", path.display()));
            } else if is_there && left.len() >= found.len() {
                wrong.push(format!("{}: “{}” mends nothing\n{text}", path.display(), fix.title));
            }
        }
    }
    println!("{fixes} fixes were applied");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(fixes > 40, "only {fixes} fixes were offered");
}

#[test]
fn findings_are_warnings_of_lints() {
    for path in corpus::files_in(&corpus::folder("conformance/valid"), ".orch") {
        for finding in findings(&corpus::read(&path)).1 {
            assert!(finding.code.default_level().is_some(), "{}: {finding:#?}", path.display());
            assert_ne!(finding.severity, Severity::Note);
        }
    }
}

/// Comments that allow are read in any text, also where it is cut off or ends its lines otherwise.
#[test]
fn comments_are_read_in_any_text() {
    let names: Vec<_> = corpus::files_in(&corpus::folder("conformance/lints"), ".orch");
    for path in names.iter().filter(|path| path.to_string_lossy().contains("-allow")) {
        let text = corpus::read(path);
        for (end, _) in text.char_indices().step_by(5) {
            findings(&text[..end]);
        }
        let (_, found) = findings(&text);
        let (_, of_windows) = findings(&text.replace('\n', "\r\n"));
        let told = |found: &[Diagnostic]| {
            found.iter().map(|it| (it.code, it.message.clone())).collect::<Vec<_>>()
        };
        assert_eq!(told(&found), told(&of_windows), "{}", path.display());
    }
}
