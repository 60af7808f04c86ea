//! The embedded Ledger with the standard library, as a project without modules of its own.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use orchestra_compiler::{Database, ModulePath, Project, SourceFile, terms::Terms};
use orchestra_ledger_model::Ledger;

/// A project of what ships and of these texts, with the Ledger given.
#[expect(clippy::disallowed_methods, reason = "the test reads the folder that is embedded")]
pub(crate) fn project(db: &Database, ledger: Ledger, texts: &[(String, String)]) -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../stdlib");
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
    for (name, text) in texts {
        let path = ModulePath::root(name);
        files.insert(path.clone(), SourceFile::new(db, path, text.as_str().into()));
    }
    let terms = Arc::new(Terms::default());
    Project::new(db, None, Arc::default(), Arc::new(files), ledger, terms)
}
