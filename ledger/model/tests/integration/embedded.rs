//! The Ledger in the binary: it keeps its own rules, is found by name, and pairs secrets with
//! origins.

use orchestra_diagnostics::{Sources, render};
use orchestra_ledger_model::{Layer, Ledger, check};

#[test]
fn every_embedded_file_keeps_the_rules() {
    let files = check::embedded_files();
    let mut sources = Sources::default();
    for (file, text) in &files {
        sources.insert(file.clone(), text.as_str());
    }
    let problems = check::check_files(&files, check::Standard::Listed);
    assert_eq!(render::short(&problems, &sources), "");
}

#[test]
fn it_lists_what_was_promised() {
    let ledger = Ledger::embedded();
    assert!(ledger.slugs().count() >= 10);
    assert!(ledger.subnets().map(|subnet| subnet.operations.len()).sum::<usize>() >= 20);
    for name in ["search.web", "search.ai", "text.generate", "text.detect_ai", "data.social"] {
        assert!(ledger.capability(name).is_some(), "{name}");
    }
    assert!(ledger.capability("search").is_none() && ledger.capability("search.none").is_none());
}

#[test]
fn every_operation_says_how_it_is_sent() {
    let ledger = Ledger::embedded();
    for subnet in ledger.subnets() {
        assert_eq!(ledger.subnet(&subnet.slug), Some(subnet));
        assert_eq!(ledger.layer(&subnet.slug), Some(Layer::Embedded));
        for name in subnet.operations.keys() {
            assert!(subnet.binding(name).is_some(), "{}.{name}", subnet.slug);
            assert!(ledger.operation(&subnet.slug, name).is_some());
        }
    }
}

#[test]
fn every_secret_has_an_https_origin() {
    let origins = Ledger::embedded().embedded_origins();
    assert!(!origins.is_empty());
    for (origin, secrets) in origins {
        assert!(origin.starts_with("https://"), "{origin}");
        assert!(!secrets.is_empty());
    }
}

#[test]
fn digests_are_of_what_an_entry_says() {
    let ledger = Ledger::embedded();
    let digests: std::collections::BTreeSet<_> =
        ledger.slugs().map(|slug| ledger.entry_digest(slug).unwrap()).collect();
    assert_eq!(digests.len(), ledger.slugs().count());
    assert!(ledger.entry_digest("no_such_subnet").is_none());
}
