//! Opening the Ledger parses nothing, and a lookup what it names. One test asks the embedded Ledger
//! and no other here may: it is one for the whole process, which is why this is a target of its own.

use orchestra_ledger_model::{Ledger, UsedKind, check::embedded_files};

#[test]
fn only_what_is_asked_for_is_parsed() {
    let ledger = Ledger::embedded();
    assert!(ledger.slugs().count() > 100);
    assert_eq!(ledger.parsed(), 0, "an index of names is no entry");
    assert!(ledger.subnet("desearch").is_some());
    assert!(ledger.operation("desearch", "web_search").is_some());
    assert!(ledger.subnet("no_such_subnet").is_none());
    assert_eq!(ledger.parsed(), 1);
    assert!(ledger.capability("search.web").is_some());
    assert!(ledger.used(UsedKind::Operation, "desearch.web_search").is_some());
    assert!(ledger.entry_digest("chutes").is_some());
    assert_eq!(ledger.parsed(), 2, "a digest is one of text");
}

#[test]
fn texts_that_were_checked_are_parsed_as_lazily() {
    let by_name = |folder: &str| {
        let folder = format!("ledger/{folder}/");
        let files = embedded_files().into_iter();
        files.filter_map(move |(file, text)| {
            let name = file.strip_prefix(&*folder)?.strip_suffix(".json")?;
            Some((name.to_owned(), text))
        })
    };
    let ledger = Ledger::of_checked(by_name("subnets"), by_name("capabilities"));
    assert_eq!(ledger.parsed(), 0);
    assert!(ledger.subnet("desearch").is_some_and(|it| it.slug == "desearch"));
    assert_eq!(ledger.parsed(), 1);
    assert_eq!(ledger.subnets().count() + ledger.families().count(), ledger.parsed());
}
