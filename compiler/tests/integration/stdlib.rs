//! What ships with the tools compiles against the embedded Ledger, and every template has a plan.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
};

use orchestra_compiler::{
    Database, ModulePath, Project, SourceFile, check,
    items::{ItemKind, items},
    plan,
    terms::Terms,
};
use orchestra_ledger_model::Ledger;

#[expect(clippy::disallowed_methods, reason = "the test reads the folder that is embedded")]
fn shipped(db: &Database) -> BTreeMap<ModulePath, SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stdlib");
    let mut files = BTreeMap::new();
    for folder in ["std", "providers", "templates"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("it can be read") {
            let path = entry.expect("it can be read").path();
            if path.extension().is_none_or(|extension| extension != "orch") {
                continue;
            }
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("it can be read");
            let path = ModulePath::std(&format!("{folder}/{name}"));
            files.insert(path.clone(), SourceFile::lasting(db, path, text.into()));
        }
    }
    files
}

#[test]
fn all_that_ships_compiles() {
    let db = Database::default();
    let files = Arc::new(shipped(&db));
    Project::new(
        &db,
        None,
        Arc::default(),
        Arc::clone(&files),
        Ledger::embedded(),
        Arc::new(Terms::default()),
    );
    let mut wrong = Vec::new();
    let mut templates = 0;
    for (path, file) in files.iter() {
        let found = check(&db, *file);
        wrong.extend(found.iter().map(|it| {
            let text = file.text(&db);
            let line = text[..it.span.start as usize].lines().count();
            format!("{}:{line}: {}: {}", it.file, it.code, it.message)
        }));
        for declared in items(&db, *file).declared() {
            let may_provide = path.path().starts_with("providers/");
            assert!(
                may_provide || declared.provides.is_none(),
                "{path}: nobody looks for it there"
            );
            if declared.kind == ItemKind::Template {
                templates += 1;
                if plan(&db, declared.id).is_none() {
                    wrong.push(format!("`{}` has no plan", declared.name.text));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(templates > 0, "no template was found");
}

/// How often each query ran to check `text` beside what ships.
fn queries_for(text: &str) -> BTreeMap<String, usize> {
    let seen: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    let log = Arc::clone(&seen);
    let db = Database::observed(move |query| {
        let name = query.split('(').next().unwrap_or_default().to_owned();
        *log.lock().expect("no test panics while it logs").entry(name).or_default() += 1;
    });
    let (mut files, path) = (shipped(&db), ModulePath::root("main.orch"));
    let main = SourceFile::new(&db, path.clone(), text.into());
    files.insert(path, main);
    project(&db, files);
    assert_eq!(*check(&db, main), []);
    seen.lock().expect("no test panics while it logs").clone()
}

fn project(db: &Database, files: BTreeMap<ModulePath, SourceFile>) {
    let (files, terms) = (Arc::new(files), Arc::new(Terms::default()));
    Project::new(db, None, Arc::default(), files, Ledger::embedded(), terms);
}

#[test]
fn what_ships_is_read_where_something_leads_to_it() {
    let providers = shipped(&Database::default());
    let providers = providers.keys().filter(|path| path.path().starts_with("providers/")).count();
    let plain = queries_for("template main() -> int {\n  1\n}\n");
    // One of them is what some providers import.
    assert_eq!((plain["remembered_parse"], plain["body"]), (providers + 2, 1));
    let using = queries_for(
        "use std.url { host }\n\ntemplate main(page: string(..=99)) -> json {\n  host(page)\n}\n",
    );
    // Of a function that is called no more than its signature is read, for which its item is.
    assert_eq!((using["remembered_parse"], using["body"]), (providers + 3, 2));
}

#[test]
fn a_cycle_in_what_ships_is_found_where_it_stands_and_ends_whatever_leads_to_it() {
    let db = Database::default();
    let mut add = {
        let mut files = BTreeMap::new();
        let db = &db;
        move |path: ModulePath, text: &str| {
            let file = SourceFile::lasting(db, path.clone(), text.into());
            files.insert(path, file);
            (file, files.clone())
        }
    };
    let (one, _) = add(
        ModulePath::std("std/one.orch"),
        "use std.two { back }\n\nfn forth() -> int = back()\n",
    );
    let (two, _) = add(
        ModulePath::std("std/two.orch"),
        "use std.one { forth }\n\nfn back() -> int = forth()\n",
    );
    let (main, files) = add(
        ModulePath::root("main.orch"),
        "use std.one { forth }\n\ntemplate main() -> int {\n  forth()\n}\n",
    );
    project(&db, files);
    let found = [one, two, main].map(|file| {
        let found = check(&db, file);
        found.iter().map(|it| it.code.to_string()).collect::<Vec<_>>()
    });
    assert_eq!(found, [vec!["E0502".to_owned()], vec![], vec![]]);
}
