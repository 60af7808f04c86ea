//! A compiler with a package in it.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_compiler::{Database, ModulePath, Project, SourceFile, check, terms::Terms};
use orchestra_ledger_model::Ledger;

/// The modules that the package uses, and providers without which its calls have nobody to ask.
const MODULES: &[(&str, &str)] = &[
    ("std/chat.orch", include_str!("../../../stdlib/std/chat.orch")),
    ("std/text.orch", include_str!("../../../stdlib/std/text.orch")),
    ("providers/chutes.orch", include_str!("../../../stdlib/providers/chutes.orch")),
    ("providers/desearch.orch", include_str!("../../../stdlib/providers/desearch.orch")),
];

/// A compiler with a package in it.
pub struct Workspace {
    /// The compiler.
    pub db: Database,
    /// The package.
    pub project: Project,
    /// Its files.
    pub files: Vec<SourceFile>,
}

impl Workspace {
    /// One that has read nothing yet, against the embedded Ledger.
    #[must_use]
    pub fn open(package: &[(String, String)]) -> Self {
        Self::open_with(package, Ledger::embedded())
    }

    /// The same against another Ledger.
    #[must_use]
    pub fn open_with(package: &[(String, String)], ledger: Ledger) -> Self {
        let db = Database::default();
        let mut modules = BTreeMap::new();
        for (path, text) in MODULES {
            let path = ModulePath::std(path);
            modules.insert(path.clone(), SourceFile::lasting(&db, path, (*text).into()));
        }
        let mut files = Vec::new();
        for (path, text) in package {
            let path = ModulePath::root(path);
            let file = SourceFile::new(&db, path.clone(), text.as_str().into());
            modules.insert(path, file);
            files.push(file);
        }
        let (modules, terms) = (Arc::new(modules), Arc::new(Terms::default()));
        let project = Project::new(&db, None, Arc::default(), modules, ledger, terms);
        Self { db, project, files }
    }

    /// How many diagnostics all files have.
    #[must_use]
    pub fn check(&self) -> usize {
        self.files.iter().map(|file| check(&self.db, *file).len()).sum()
    }
}
