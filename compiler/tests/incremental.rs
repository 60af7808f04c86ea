//! Which queries run again after an edit.

mod mini;

use std::sync::{Arc, Mutex};

use mini::Mini;
use orchestra_compiler::{Database, check, lint};
use orchestra_diagnostics::LintLevels;

const TEXT: &str = r#"use subnet acme

const MOST = 5

/// How many.
fn most() -> int = MOST

template look(topic: string(1..=20)) -> int {
  let found = call acme.find { query: topic, limit: most() }
  found.hits.len()
}
"#;

/// The queries that run when all is asked again after [`TEXT`] has become `edited`, by their names,
/// each as often as it ran.
fn rerun(edited: &str) -> Vec<String> {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&seen);
    let db = Database::observed(move |query| {
        let name = query.split('(').next().unwrap_or_default().to_owned();
        log.lock().expect("no test panics while it logs").push(name);
    });
    let mut mini = Mini::with(db, TEXT);
    assert!(check(&mini.db, mini.project, mini.file).is_empty());
    let _linted = lint(&mini.db, mini.project, mini.file, &LintLevels::default());
    assert!(mini.plan().is_some());
    seen.lock().expect("no test panics while it logs").clear();
    mini.file.edit(&mut mini.db, edited.into());
    check(&mini.db, mini.project, mini.file);
    let _linted = lint(&mini.db, mini.project, mini.file, &LintLevels::default());
    mini.plan();
    seen.lock().expect("no test panics while it logs").clone()
}

fn assert_silent(ran: &[String], quiet: &[&str]) {
    for name in quiet {
        assert!(!ran.iter().any(|ran| ran == name), "{name} ran again: {ran:?}");
    }
}

#[test]
fn a_comment_or_a_line_break_infers_nothing_again() {
    let edited = TEXT.replace("const MOST", "// more than\n\nconst MOST");
    let ran = rerun(&edited);
    assert!(ran.iter().any(|name| name == "parse"), "{ran:?}");
    assert_silent(
        &ran,
        &[
            "infer",
            "scope",
            "signature_of",
            "constant_value",
            "constant_type",
            "recursion",
            "mentions",
            "mentioned",
            "needed",
            "of_item",
        ],
    );
}

#[test]
fn an_edit_of_a_body_leaves_names_and_other_items_alone() {
    let ran = rerun(&TEXT.replace("limit: most()", "limit: most() - 1"));
    for once in ["infer", "of_item", "mentioned"] {
        assert_eq!(ran.iter().filter(|name| *name == once).count(), 1, "{once} in {ran:?}");
    }
    assert_silent(&ran, &["scope", "constant_value", "provider_index", "recursion", "needed"]);
}
