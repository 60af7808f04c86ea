//! A package called `kit` with one of its callers, against the invented Ledger of the corpora.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, OnceLock},
};

use orchestra_compiler::{Database, ModulePath, Project, SourceFile, check, terms::Terms};
use orchestra_diagnostics::{FileName, Severity};
use orchestra_ledger_model::Ledger;
use orchestra_package_interface::{Interface, interface};

/// Where callers stand: what lies there isn't published, and so no part of what is compared.
const CALLER: &str = "tests/caller.orch";

pub(crate) struct Package {
    db: Database,
    modules: Vec<SourceFile>,
    caller: SourceFile,
}

impl Package {
    /// Of one text; a line `// file: x.orch` begins another module.
    pub(crate) fn new(text: &str) -> Self {
        let db = Database::default();
        let mut files = BTreeMap::new();
        for (name, text) in read("providers") {
            let path = ModulePath::std(&format!("providers/{name}"));
            files.insert(path.clone(), SourceFile::lasting(&db, path, text.into()));
        }
        let mut modules = Vec::new();
        let mut parts = text.split("// file: ");
        let first = parts.next().map(|text| ("lib.orch", text));
        for (name, text) in first.into_iter().chain(parts.filter_map(|part| part.split_once('\n')))
        {
            let path = ModulePath::root(name.trim());
            let file = SourceFile::new(&db, path.clone(), text.into());
            modules.push(file);
            files.insert(path, file);
        }
        let path = ModulePath::root(CALLER);
        let caller = SourceFile::new(&db, path.clone(), "".into());
        files.insert(path, caller);
        let (files, terms) = (Arc::new(files), Arc::new(Terms::default()));
        Project::new(&db, Some("kit".into()), Arc::default(), files, ledger(), terms);
        Self { db, modules, caller }
    }

    /// What is wrong with the package itself.
    pub(crate) fn errors(&self) -> Vec<String> {
        self.modules.iter().flat_map(|file| self.errors_in(*file)).collect()
    }

    /// What is wrong with a caller of it.
    pub(crate) fn errors_of_caller(&mut self, text: &str) -> Vec<String> {
        self.caller.edit(&mut self.db, text.into());
        self.errors_in(self.caller)
    }

    pub(crate) fn interface(&self) -> Interface {
        interface(&self.db)
    }

    fn errors_in(&self, file: SourceFile) -> Vec<String> {
        let found = check(&self.db, file);
        let errors = found.iter().filter(|it| it.severity == Severity::Error);
        errors.map(|it| format!("{:?} at {:?}: {}", it.code, it.span, it.message)).collect()
    }
}

/// Read once for all packages.
fn ledger() -> Ledger {
    static LEDGER: OnceLock<Ledger> = OnceLock::new();
    LEDGER.get_or_init(read_ledger).clone()
}

fn read_ledger() -> Ledger {
    let mut entries: Vec<(FileName, String)> = Vec::new();
    for folder in ["subnets", "capabilities"] {
        for (name, text) in read(folder) {
            entries.push((format!("{folder}/{name}").into(), text));
        }
    }
    Ledger::from_files(&entries).expect("the invented Ledger is sound")
}

#[expect(clippy::disallowed_methods, reason = "the tests read the invented Ledger")]
fn read(folder: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/ledger").join(folder);
    let entries = std::fs::read_dir(path).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    paths
        .map(|path| {
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).expect("it can be read"))
        })
        .collect()
}
