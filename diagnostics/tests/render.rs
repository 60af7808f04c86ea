//! The three formats, over one small file.

use orchestra_diagnostics::{Code, Diagnostic, Severity, Sources, Span, render};

fn example() -> (Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    sources.insert("market.orch".into(), "const A = 1\nconst é = \u{1b}b\n");
    let first =
        Diagnostic::error(Code::E0201, "market.orch".into(), Span::new(24, 25), "`b` isn't known")
            .with_label(Span::new(6, 7), "did you mean this?")
            .with_fix("write `A`", Span::new(24, 25), "A");
    let second = Diagnostic::error(Code::E0202, "market.orch".into(), Span::new(6, 7), "twice")
        .with_severity(Severity::Warning)
        .with_help("rename one");
    (vec![first, second], sources)
}

#[test]
fn short_is_one_line_each() {
    let (diagnostics, sources) = example();
    assert_eq!(
        render::short(&diagnostics, &sources),
        "market.orch:2:12: error[E0201]: `b` isn't known\n\
         market.orch:1:7: warning[E0202]: twice\n"
    );
}

#[test]
fn human_quotes_the_source_without_its_controls() {
    let (diagnostics, sources) = example();
    let text = render::human(&diagnostics[..1], &sources, false);
    assert!(text.starts_with("[E0201] Error: `b` isn't known\n"), "{text}");
    assert!(text.contains("const é = ?b"), "{text}");
    assert!(text.contains("╰── unknown name"), "{text}");
    assert!(text.contains("did you mean this?"), "{text}");
    assert!(text.contains("Help: write `A`"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn json_has_ranges_labels_fixes_and_a_summary() {
    let (diagnostics, sources) = example();
    let document = render::json(&diagnostics, &sources, 1);
    let first = &document["diagnostics"][0];
    assert_eq!(first["range"]["start"], serde_json::json!({ "line": 2, "column": 12 }));
    assert_eq!(first["fixes"][0]["edits"][0]["text"], "A");
    assert_eq!(first["labels"][0]["range"]["start"]["line"], 1);
    assert_eq!(document["summary"], serde_json::json!({ "files": 1, "errors": 1, "warnings": 1 }));
}

#[test]
fn spans_outside_the_text_are_drawn_at_its_end() {
    let (_, sources) = example();
    let broken = Diagnostic::error(Code::E0101, "market.orch".into(), Span::new(900, 950), "x");
    assert!(render::human(&[broken], &sources, true).contains('x'));
    let elsewhere = Diagnostic::error(Code::E0101, "missing.orch".into(), Span::new(3, 5), "y");
    assert!(render::human(&[elsewhere], &sources, false).contains("missing.orch"));
}
