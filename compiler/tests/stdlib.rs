//! What ships with the tools compiles against the embedded Ledger, and every template has a plan.

use std::{collections::BTreeMap, path::Path, sync::Arc};

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
    for file in files.values() {
        let found = check(&db, *file);
        wrong.extend(found.iter().map(|it| {
            let text = file.text(&db);
            let line = text[..it.span.start as usize].lines().count();
            format!("{}:{line}: {}: {}", it.file, it.code, it.message)
        }));
        for declared in items(&db, *file).declared() {
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
