//! Databases that have seen many edits, made anew.
//!
//! The compiler's database keeps each name that an item ever had, with what it knew of it: also all
//! beginnings of a name that is typed letter by letter. So after [`MOST_EDITS`] the project is opened
//! once more beside the one that answers, which goes on answering meanwhile, and takes its place.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

use orchestra_compiler_project::Compilation;

use crate::{document::Document, limits::Limits, world::Desk};

/// How many edits a database sees: with all of them in names, it keeps a few megabytes of them.
pub(crate) const MOST_EDITS: u32 = 1_000;

/// How worn the databases of open projects are.
#[derive(Default)]
pub(crate) struct Wear {
    openings: u64,
    projects: BTreeMap<PathBuf, Worn>,
}

struct Worn {
    /// Which opening of any project this is.
    opening: u64,
    edits: u32,
    is_renewed: bool,
}

/// A project that is to be opened once more.
pub(crate) struct Renewal {
    root: PathBuf,
    opening: u64,
    path: PathBuf,
    documents: Arc<BTreeMap<PathBuf, Document>>,
    limits: Limits,
}

/// One that was; without a compilation where that failed.
pub(crate) struct Renewed {
    pub(crate) root: PathBuf,
    opening: u64,
    pub(crate) compilation: Option<Compilation>,
}

impl Wear {
    /// The project at `root` was opened, or opened again: what is being made from what it was is of no use.
    pub(crate) fn opened(&mut self, root: &Path) {
        self.openings += 1;
        let edits = self.projects.get(root).map_or(0, |it| it.edits);
        let worn = Worn { opening: self.openings, edits, is_renewed: false };
        self.projects.insert(root.to_owned(), worn);
    }

    pub(crate) fn edited(&mut self, root: &Path) {
        if let Some(worn) = self.projects.get_mut(root) {
            worn.edits += 1;
        }
    }

    pub(crate) fn closed(&mut self, root: &Path) {
        self.projects.remove(root);
    }

    /// The projects that are to be opened once more, each told once; `path_in` gives a document of each.
    pub(crate) fn renewals(
        &mut self,
        documents: &Arc<BTreeMap<PathBuf, Document>>,
        limits: &Limits,
        path_in: impl Fn(&Path) -> Option<PathBuf>,
    ) -> Vec<Renewal> {
        let worn = self.projects.iter_mut();
        let worn = worn.filter(|(_, it)| it.edits >= MOST_EDITS && !it.is_renewed);
        let renewal = |(root, it): (&PathBuf, &mut Worn)| {
            let path = path_in(root)?;
            it.is_renewed = true;
            let (documents, limits) = (Arc::clone(documents), limits.clone());
            Some(Renewal { root: root.clone(), opening: it.opening, path, documents, limits })
        };
        worn.filter_map(renewal).collect()
    }

    /// Whether what was made is still of use: then its edits are counted from now on.
    pub(crate) fn takes(&mut self, renewed: &Renewed) -> bool {
        let Some(worn) = self.projects.get_mut(&renewed.root) else { return false };
        if worn.opening != renewed.opening {
            return false;
        }
        // What can't be renewed is left for as long again.
        (worn.edits, worn.is_renewed) = (0, false);
        true
    }
}

impl Renewal {
    /// Opens the project, and makes what the next edit will need.
    pub(crate) fn make(self) -> Renewed {
        let Self { root, opening, path, documents, limits } = self;
        let open = || {
            let desk = Desk { documents: &documents, limits: &limits };
            let compilation = Compilation::open_for_edits(&desk, &path);
            if let Some(file) = compilation.file_at(&path) {
                compilation.look_ahead_for(file);
                compilation.diagnostics(file);
            }
            compilation
        };
        let compilation = catch_unwind(AssertUnwindSafe(open)).ok();
        Renewed { root, opening, compilation }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::MOST_EDITS;
    use crate::{convert, owner::Change, world::World};

    /// A world in which one document is open, and how it is named.
    fn world(folder: &tempfile::TempDir, text: &str) -> (World, String) {
        let folder = folder.path().canonicalize().expect("it is there");
        let uri = format!("file://{}/main.orch", folder.display());
        let item = json!({ "uri": uri, "languageId": "orch", "version": 1, "text": text });
        let mut world = World::default();
        let opened = serde_json::from_value(json!({ "textDocument": item }));
        world.change(Change::Open(opened.expect("it is one")));
        (world, uri)
    }

    fn edit(world: &mut World, uri: &str, text: &str) {
        let named = json!({ "uri": uri, "version": 2 });
        let edit = json!({ "textDocument": named, "contentChanges": [{ "text": text }] });
        world.change(Change::Edit(serde_json::from_value(edit).expect("it is one")));
    }

    fn problems(world: &World, uri: &str) -> usize {
        let snapshot = world.snapshot();
        let view = snapshot.view(&uri.parse().expect("it is one")).expect("it is open");
        convert::diagnostics(&view).len()
    }

    #[test]
    fn a_project_that_has_seen_many_edits_is_opened_once_more_with_what_is_typed_meanwhile() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let (mut world, uri) = world(&folder, "const A: int = 1\n");
        for number in 1..MOST_EDITS {
            edit(&mut world, &uri, &format!("const A{number}: int = 1\n"));
        }
        assert!(world.renewals().is_empty());
        edit(&mut world, &uri, "const A: int = 1\n");
        let mut renewals = world.renewals();
        assert_eq!(renewals.len(), 1);
        assert!(world.renewals().is_empty(), "it is under way");
        // Somebody types on.
        edit(&mut world, &uri, "const A: int = nothing\n");
        let renewed = renewals.remove(0).make();
        assert!(world.renew(renewed).is_some(), "the worn one is given back");
        assert_eq!(problems(&world, &uri), 1, "what was typed meanwhile counts");
        edit(&mut world, &uri, "const A: int = 1\n");
        assert_eq!(problems(&world, &uri), 0);
        assert!(world.renewals().is_empty(), "its edits are counted anew");
    }

    #[test]
    fn a_project_that_was_opened_again_meanwhile_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let (mut world, uri) = world(&folder, "const A: int = 1\n");
        for _ in 0..MOST_EDITS {
            edit(&mut world, &uri, "const A: int = nothing\n");
        }
        let renewal = world.renewals().remove(0);
        let watched = json!({ "changes": [{ "uri": uri, "type": 2 }] });
        world.change(Change::Watched(serde_json::from_value(watched).expect("it is one")));
        assert!(world.renew(renewal.make()).is_some(), "what was made is of no use");
        assert_eq!(problems(&world, &uri), 1);
        assert_eq!(world.renewals().len(), 1, "it is still worn");
    }
}
