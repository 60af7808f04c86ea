//! The site as files: the same every time, without dead links, with hostile text escaped.

use std::collections::{BTreeMap, BTreeSet};

use orchestra_compiler::Database;
use orchestra_ledger_model::Ledger;
use orchestra_ledger_pages::{Library, site};

use crate::shelf;

fn pages(ledger: Ledger) -> BTreeMap<String, String> {
    let db = Database::default();
    let project = shelf::project(&db, ledger, &[]);
    site(&Library::new(&db, project))
}

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    let (first, second) = (pages(Ledger::embedded()), pages(Ledger::embedded()));
    assert!(first == second, "some page differs");
    let ledger = Ledger::embedded();
    assert_eq!(first.len(), 1 + ledger.slugs().count() + ledger.capability_names().len());
}

/// What stands between `before` and the next quotation mark, each time.
fn attributes<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_link_leads_to_a_page_and_a_place_that_are_there() {
    let pages = pages(Ledger::embedded());
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(path, text)| (path.as_str(), attributes(text, " id=\"").collect()))
        .collect();
    let (mut walked, mut reached) = (0, BTreeSet::new());
    for (path, text) in &pages {
        for address in attributes(text, " href=\"") {
            if address.starts_with("https://") || address.starts_with("http://") {
                continue;
            }
            let (file, place) = address.split_once('#').unwrap_or((address, ""));
            let target = match (file, file.strip_prefix("../")) {
                ("", _) => path.as_str(),
                (_, Some(file)) => file,
                (file, None) => file,
            };
            let known = ids.get(target).unwrap_or_else(|| panic!("{path}: {address} is nowhere"));
            assert!(place.is_empty() || known.contains(place), "{path}: {address} has no place");
            reached.insert(target.to_owned());
            walked += 1;
        }
        let all: Vec<&str> = attributes(text, " id=\"").collect();
        assert_eq!(all.len(), ids[path.as_str()].len(), "{path} has an id twice");
    }
    assert!(walked > 1000, "only {walked} links");
    let lonely: Vec<&String> = pages.keys().filter(|path| !reached.contains(*path)).collect();
    assert_eq!(lonely, Vec::<&String>::new(), "no page leads there");
}

/// What a hostile entry says wherever it may say anything.
const HOSTILE: &str =
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\\\"'&\u{2028}";

#[test]
fn what_entries_say_is_text_and_never_markup() {
    let said = serde_json::to_string(HOSTILE).expect("a text is JSON");
    let entry = format!(
        r#"{{ "slug": "evil", "name": {said}, "aka": [{said}], "description": {said},
            "status": "active", "sources": [], "revision": 1,
            "links": {{ "docs": "javascript:alert(3)", "site": "data:text/html,<script>", {said}: "JaVaScRiPt:alert(4)" }},
            "endpoints": {{ "rest": {{ "transport": "http", "base_url": "https://evil.example" }} }},
            "operations": {{ "go": {{
                "summary": {said}, "description": {said}, "effect": "read", "idempotency": "safe",
                "confidence": "low", "binding": {{ "endpoint": "rest", "method": "GET", "query": ["q"] }},
                "input": {{ "type": "object", "properties": {{ "q": {{ "type": "string", "description": {said} }} }} }},
                "output": {{ "enum": [{said}] }},
                "examples": [{{ "input": {{}}, "output": {said} }}],
                "deprecated": {{ "since": 1, "note": {said} }}
            }} }} }}"#
    );
    let family = format!(
        r#"{{ "family": "evil", "version": 1, "summary": {said}, "capabilities": {{ "go": {{
            "summary": {said}, "version": 1, "input": {{ "type": "object" }},
            "output": {{ "type": "string", "description": {said} }},
            "examples": [{{ "input": {{}}, "output": {said} }}] }} }} }}"#
    );
    let files = [
        ("ledger/subnets/evil.json".into(), entry),
        ("ledger/capabilities/evil.json".into(), family),
    ];
    let (ledger, problems) = Ledger::embedded().with_overlay(&files);
    assert!(problems.is_empty(), "{problems:?}");
    let pages = pages(ledger);
    for path in ["index.html", "subnets/evil.html", "capabilities/evil.go.html"] {
        let text = &pages[path];
        let clean = &pages[if path == "index.html" { path } else { "subnets/root.html" }];
        assert!(text.contains("alert(1)"), "{path} shows what is said");
        for markup in ["<script>alert", "<img", "onerror=alert(2)>\""] {
            assert!(!text.contains(markup), "{path} has {markup}");
        }
        let scripts = |text: &str| text.matches("<script").count();
        assert_eq!(scripts(text), scripts(clean), "{path}: a script too many");
        for address in attributes(text, " href=\"") {
            let scheme = address.to_lowercase();
            let runs =
                ["javascript:", "data:", "vbscript:"].iter().any(|it| scheme.starts_with(it));
            assert!(!runs, "{path} leads to {address}");
        }
    }
}

#[test]
fn nothing_is_loaded_and_no_other_script_may_run() {
    for (path, text) in pages(Ledger::embedded()) {
        let policy = attributes(&text, "Content-Security-Policy\" content=\"").next();
        let policy = policy.unwrap_or_else(|| panic!("{path} has no policy"));
        assert!(
            policy.starts_with("default-src &#39;none&#39;")
                || policy.starts_with("default-src 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        for loads in [" src=", "<link", "@import", "url("] {
            assert!(!text.contains(loads), "{path} has {loads}");
        }
    }
}
