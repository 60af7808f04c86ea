//! What a check costs depends on what a package calls, not on how much the Ledger lists.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use orchestra_compiler::{
    Database, ModulePath, Project, SourceFile, check,
    items::{ItemKind, items},
    ledger_uses, plan,
    terms::Terms,
};
use orchestra_ledger_model::{Ledger, check::embedded_files};

const ENTRIES: usize = 10_000;

/// The embedded Ledger with so many entries beside it, each another service.
fn large_ledger() -> Ledger {
    let mut subnets = BTreeMap::new();
    let mut families = BTreeMap::new();
    for (file, text) in embedded_files() {
        let name = file.rsplit('/').next().and_then(|name| name.strip_suffix(".json"));
        let name = name.expect("a file has a name").to_owned();
        let kind = if file.contains("/capabilities/") { &mut families } else { &mut subnets };
        kind.insert(name, text);
    }
    for index in 0..ENTRIES {
        let slug = format!("service_{index}");
        let text = format!(
            r#"{{ "slug": "{slug}", "name": "S", "status": "active", "revision": 1, "sources": [] }}"#
        );
        subnets.insert(slug, text);
    }
    Ledger::of_checked(subnets, families)
}

const MAIN: &str = r#"
use capability search
use subnet desearch

/// Pages, by whoever finds them and by one of them.
template pages(topic: string(1..=80)) -> json {
  let any = call search.web { query: topic }
  let one = call desearch.web_search { query: topic }
  [any.hits.len(), 1]
}
"#;

#[test]
fn ten_thousand_entries_are_not_parsed_for_a_package_that_calls_two() {
    let ledger = large_ledger();
    assert!(ledger.slugs().count() > ENTRIES);
    let db = Database::default();
    let mut files = BTreeMap::new();
    for (path, text) in shipped() {
        let path = ModulePath::std(&path);
        files.insert(path.clone(), SourceFile::lasting(&db, path, text.into()));
    }
    let path = ModulePath::root("main.orch");
    let main = SourceFile::new(&db, path.clone(), MAIN.into());
    files.insert(path, main);
    let providers = files.keys().filter(|path| path.path().starts_with("providers/")).count();
    let terms = Arc::new(Terms::default());
    Project::new(&db, None, Arc::default(), Arc::new(files), ledger.clone(), terms);
    assert_eq!(ledger.parsed(), 0, "opening parses nothing");
    assert_eq!(*check(&db, main), []);
    let declared = items(&db, main);
    let template = declared.declared().find(|it| it.kind == ItemKind::Template);
    let template = template.expect("the text has one").id;
    assert!(plan(&db, template).is_some());
    assert!(ledger_uses(&db, main).len() >= 2);
    // The subnets that may be asked, and the families that they serve: not all that providers speak of.
    let parsed = ledger.parsed();
    assert!(parsed >= 2 && 2 * parsed < providers, "{parsed} beside {providers} providers");
}

#[expect(clippy::disallowed_methods, reason = "the test reads the folder that is embedded")]
fn shipped() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stdlib");
    let mut found = Vec::new();
    for folder in ["std", "providers"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("it can be read") {
            let path = entry.expect("it can be read").path();
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("it can be read");
            found.push((format!("{folder}/{name}"), text));
        }
    }
    found
}
