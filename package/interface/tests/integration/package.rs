//! A package called `kit` with one of its callers, against the invented Ledger of the corpora.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_compiler::{Database, ModulePath, Project, SourceFile, check, terms::Terms};
use orchestra_diagnostics::Severity;
use orchestra_package_interface::{Interface, interface};
use orchestra_tests::mini_ledger::{mini_ledger, mini_providers};

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
        for (name, text) in mini_providers() {
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
        Project::new(&db, Some("kit".into()), Arc::default(), files, mini_ledger(), terms);
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
