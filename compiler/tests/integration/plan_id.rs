//! What a plan's id depends on.

use orchestra_compiler::Database;

use crate::mini::Mini;

const TEXT: &str = r#"use subnet acme

/// Looks for a topic.
template look(topic: string(1..=20)) -> int {
  let found = call acme.find { query: topic, limit: 5 } with { retry: 2 } else { hits: [], total: 0 }
  found.hits.len()
}
"#;

fn id(text: &str) -> String {
    let mini = Mini::with(Database::default(), text);
    mini.plan().expect("the text compiles").id().to_string()
}

#[test]
fn comments_documentation_and_layout_leave_it() {
    let first = id(TEXT);
    let others = [
        TEXT.replace("use subnet", "// a comment\nuse subnet"),
        TEXT.replace("/// Looks for a topic.\n", ""),
        TEXT.replace(
            "{ query: topic, limit: 5 }",
            "{\n    query: topic, // this one\n    limit: 5,\n  }",
        ),
        TEXT.replace("\n", "\r\n"),
        format!("//! A file.\n\n{TEXT}\nfn unused(x: int) -> int = x\n"),
    ];
    for other in others {
        assert_ne!(other, TEXT);
        assert_eq!(id(&other), first, "{other}");
    }
}

#[test]
fn whatever_the_job_does_is_in_it() {
    let first = id(TEXT);
    let others = [
        TEXT.replace("limit: 5", "limit: 6"),
        TEXT.replace("retry: 2", "retry: 3"),
        TEXT.replace("else { hits: [], total: 0 }", ""),
        TEXT.replace("1..=20", "1..=21"),
        TEXT.replace("found.hits.len()", "found.hits.len() + 1"),
        TEXT.replace("let found", "let seen").replace("found.", "seen."),
    ];
    for other in others {
        assert_ne!(id(&other), first, "{other}");
    }
}

#[test]
fn a_plan_reads_back_as_it_was() {
    let mini = Mini::with(Database::default(), TEXT);
    let plan = mini.plan().expect("the text compiles");
    let read = orchestra_plan::Plan::from_json(&plan.to_json()).expect("it is a plan");
    assert_eq!(read, *plan);
}
