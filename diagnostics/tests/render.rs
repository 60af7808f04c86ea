//! All formats, over one small file.

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

#[test]
fn github_escapes_what_could_be_a_command() {
    let (_, mut sources) = example();
    sources.insert("a,b: 1%.orch".into(), "x\ny\n");
    let broken = |file: &str, span| {
        Diagnostic::error(Code::E0101, file.into(), span, "100%\n::error::\u{1b}no\r")
    };
    let found = [
        broken("a,b: 1%.orch", Span::new(0, 1)).with_help("mend it"),
        broken("market.orch", Span::new(0, 14)).with_severity(Severity::Note),
    ];
    assert_eq!(
        render::github(&found, &sources),
        "::error file=a%2Cb%3A 1%25.orch,line=1,endLine=1,col=1,endColumn=2,title=E0101::\
         100%25%0A::error::\\u{1b}no%0D%0Ahelp: mend it\n\
         ::notice file=market.orch,line=1,endLine=2,title=E0101::\
         100%25%0A::error::\\u{1b}no\\u{d}\n"
    );
}

#[test]
fn sarif_has_rules_results_places_and_fixes() {
    let (diagnostics, mut sources) = example();
    sources.insert("ü b.orch".into(), "");
    let elsewhere = Diagnostic::error(Code::E0201, "ü b.orch".into(), Span::at(0), "nothing");
    let diagnostics: Vec<_> = diagnostics.into_iter().chain([elsewhere]).collect();
    let document = render::sarif(&diagnostics, &sources, "1.2.3");
    assert_eq!(document["version"], "2.1.0");
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 2, "a code that occurs twice is one rule");
    assert!(rules[0]["help"]["markdown"].as_str().unwrap().starts_with("# E0201: unknown name"));
    for result in run["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let first = &run["results"][0];
    assert_eq!(first["level"], "error");
    let region = serde_json::json!({
        "startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 13
    });
    assert_eq!(first["locations"][0]["physicalLocation"]["region"], region);
    let change = &first["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "market.orch");
    assert_eq!(change["replacements"][0]["deletedRegion"], region);
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "A");
    assert_eq!(first["relatedLocations"][0]["message"]["text"], "did you mean this?");
    assert_eq!(run["results"][1]["level"], "warning");
    assert_eq!(run["results"][1]["message"]["text"], "twice\nhelp: rename one");
    let place = &run["results"][2]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%C3%BC%20b.orch");
}

#[test]
fn a_remark_looks_like_a_diagnostic_without_a_code() {
    let mut sources = Sources::default();
    sources.insert("a.orch".into(), "ensure n > 3\n");
    let remark = render::Remark {
        message: "there are \u{1b}[31m few".into(),
        file: "a.orch".into(),
        span: Span::new(7, 12),
        words: "n is 1".into(),
    };
    let text = render::remark(&remark, &sources, false);
    assert!(text.starts_with("Error: there are \\u{1b}[31m few\n"), "{text}");
    assert!(text.contains("a.orch:1:8") && text.contains("1 │ ensure n > 3"), "{text}");
    assert!(text.contains("n is 1"), "{text}");
}
