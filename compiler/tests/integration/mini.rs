//! One file against the invented Ledger of the corpora.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_compiler::{
    Database, ModulePath, Project, SourceFile,
    items::{ItemKind, items},
    plan,
    terms::Terms,
};
use orchestra_plan::Plan;
use orchestra_tests::mini_ledger::{mini_ledger, mini_providers};

pub(crate) struct Mini {
    pub(crate) db: Database,
    pub(crate) file: SourceFile,
}

impl Mini {
    pub(crate) fn with(db: Database, text: &str) -> Self {
        let path = ModulePath::root("main.orch");
        let file = SourceFile::new(&db, path.clone(), text.into());
        let mut files = BTreeMap::from([(path, file)]);
        for (name, text) in mini_providers() {
            let path = ModulePath::std(&format!("providers/{name}"));
            files.insert(path.clone(), SourceFile::lasting(&db, path, text.into()));
        }
        let (files, terms) = (Arc::new(files), Arc::new(Terms::default()));
        Project::new(&db, None, Arc::default(), files, mini_ledger(), terms);
        Self { db, file }
    }

    /// The plan of the first template.
    pub(crate) fn plan(&self) -> Option<Arc<Plan>> {
        let items = items(&self.db, self.file);
        let template = items.declared().find(|it| it.kind == ItemKind::Template)?;
        plan(&self.db, template.id)
    }
}
