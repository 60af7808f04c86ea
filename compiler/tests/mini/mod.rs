//! One file against the invented Ledger of the corpora.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use orchestra_compiler::{
    Database, ModulePath, Project, SourceFile,
    items::{ItemKind, items},
    plan,
    terms::Terms,
};
use orchestra_diagnostics::FileName;
use orchestra_ledger_model::Ledger;
use orchestra_plan::Plan;

pub(crate) struct Mini {
    pub(crate) db: Database,
    pub(crate) file: SourceFile,
}

impl Mini {
    pub(crate) fn with(db: Database, text: &str) -> Self {
        let path = ModulePath::root("main.orch");
        let file = SourceFile::new(&db, path.clone(), text.into());
        let mut files = BTreeMap::from([(path, file)]);
        for (name, text) in read("providers") {
            let path = ModulePath::std(&format!("providers/{name}"));
            files.insert(path.clone(), SourceFile::lasting(&db, path, text.into()));
        }
        let (files, terms) = (Arc::new(files), Arc::new(Terms::default()));
        Project::new(&db, None, Arc::default(), files, ledger(|_| {}), terms);
        Self { db, file }
    }

    /// The plan of the first template.
    pub(crate) fn plan(&self) -> Option<Arc<Plan>> {
        let items = items(&self.db, self.file);
        let template = items.declared().find(|it| it.kind == ItemKind::Template)?;
        plan(&self.db, template.id)
    }
}

/// The invented Ledger, each of its texts changed by `edit`.
pub(crate) fn ledger(edit: impl Fn(&mut String)) -> Ledger {
    let mut entries: Vec<(FileName, String)> = Vec::new();
    for folder in ["subnets", "capabilities"] {
        for (name, mut text) in read(folder) {
            edit(&mut text);
            entries.push((format!("{folder}/{name}").into(), text));
        }
    }
    Ledger::from_files(&entries).expect("the invented Ledger is sound")
}

#[expect(clippy::disallowed_methods, reason = "the tests read the invented Ledger")]
fn read(folder: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ledger").join(folder);
    let entries = std::fs::read_dir(path).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    paths
        .map(|path| {
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).expect("it can be read"))
        })
        .collect()
}
