//! Documents and projects as the client has told them so far.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use orchestra_compiler::SourceFile;
use orchestra_compiler_project::{Compilation, Files};
use orchestra_diagnostics::FileName;
use orchestra_package_model::{FileText, Project};
use tower_lsp_server::ls_types::{Diagnostic, PublishDiagnosticsParams};

use crate::{
    convert,
    document::Document,
    owner::Change,
    positions::Encoding,
    snapshot::{Snapshot, path_of, uri_of_path},
};

/// Documents and projects as the client has told them so far.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) encoding: Encoding,
    documents: Arc<BTreeMap<PathBuf, Document>>,
    projects: BTreeMap<PathBuf, Compilation>,
    /// What was changed last: it is looked at first.
    latest: Option<PathBuf>,
    /// What the client was told last, file by file, where it is anything.
    told: BTreeMap<PathBuf, Vec<Diagnostic>>,
    /// What projects were changed since they were looked at.
    touched: BTreeSet<PathBuf>,
}

/// Files as the client sees them.
struct Desk<'w>(&'w BTreeMap<PathBuf, Document>);

impl Files for Desk<'_> {
    fn shown(&self, path: &Path) -> FileName {
        path.to_string_lossy().as_ref().into()
    }

    fn open(&self) -> Vec<(PathBuf, FileText)> {
        let sources = self.0.iter().filter(|(path, _)| is_source(path));
        sources.map(|(path, it)| (path.clone(), FileText::new(it.text.as_bytes()))).collect()
    }
}

/// Something to look at.
pub(crate) enum Asked {
    /// What is wrong with manifest, overlay and lock of a project.
    Package(PathBuf),
    /// A module of a project.
    Module(PathBuf, SourceFile),
}

/// What was found in some files, complete for each of them.
pub(crate) type Found = Vec<(PathBuf, Vec<Diagnostic>)>;

impl World {
    /// Applies a change.
    pub(crate) fn change(&mut self, change: Change) {
        match change {
            Change::Open(opened) => {
                let item = opened.text_document;
                let Some(path) = path_of(&item.uri) else { return };
                let document = Document::new(item.uri, item.version, item.text);
                self.put(path, document);
            }
            Change::Edit(edit) => {
                let Some(path) = path_of(&edit.text_document.uri) else { return };
                let Some(document) = self.documents.get(&path) else { return };
                let version = edit.text_document.version;
                let document = document.changed(version, edit.content_changes, self.encoding);
                self.put(path, document);
            }
            Change::Close(closed) => {
                let Some(path) = path_of(&closed.text_document.uri) else { return };
                if Arc::make_mut(&mut self.documents).remove(&path).is_some() {
                    self.close(&path);
                }
            }
            Change::Watched(watched) => {
                let changed: Vec<_> =
                    watched.changes.iter().filter_map(|it| path_of(&it.uri)).collect();
                self.reopen_around(&changed);
            }
        }
    }

    /// What is known now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            documents: Arc::clone(&self.documents),
            projects: self.projects.clone(),
            encoding: self.encoding,
        }
    }

    fn put(&mut self, path: PathBuf, document: Document) {
        let text = FileText::new(document.text.as_bytes());
        let known = self.documents.get(&path).is_some_and(|it| it.text == document.text);
        Arc::make_mut(&mut self.documents).insert(path.clone(), document);
        if !is_source(&path) {
            return;
        }
        self.latest = Some(path.clone());
        let root = Project::root_of(&path).0;
        self.touched.insert(root.clone());
        let projects = &mut self.projects;
        let is_done = projects.get_mut(&root).is_some_and(|compilation| {
            let is_known = compilation.file_at(&path).is_some();
            (known && is_known) || compilation.edit(&path, &text)
        });
        if !is_done {
            self.reopen(&root, &path);
        }
    }

    /// Opens a project, again where it was open.
    fn reopen(&mut self, root: &Path, path: &Path) {
        let desk = Desk(&self.documents);
        let projects = &mut self.projects;
        let compilation = match projects.remove(root) {
            Some(earlier) => earlier.again(&desk, path),
            None => Compilation::open(&desk, path),
        };
        self.touched.insert(root.to_owned());
        projects.insert(root.to_owned(), compilation);
    }

    /// A project without open documents is forgotten; in another, the text on disk counts again.
    fn close(&mut self, path: &Path) {
        let Some(root) = self.root_of_open(path) else { return };
        let is_used = self.documents.keys().any(|it| it.starts_with(&root));
        if is_used {
            let other = self.documents.keys().find(|it| it.starts_with(&root)).cloned();
            self.reopen(&root, &other.unwrap_or_else(|| path.to_owned()));
        } else {
            self.projects.remove(&root);
            self.touched.insert(root);
        }
    }

    /// What is on disk has changed there.
    fn reopen_around(&mut self, changed: &[PathBuf]) {
        let roots: Vec<_> = self.projects.keys().cloned().collect();
        for root in roots {
            if !changed.iter().any(|path| path.starts_with(&root)) {
                continue;
            }
            // A manifest that came or went moves documents between projects.
            let documents: Vec<_> =
                self.documents.keys().filter(|it| it.starts_with(&root)).cloned().collect();
            self.projects.retain(|it, _| {
                *it != root || documents.iter().any(|path| Project::root_of(path).0 == root)
            });
            for path in documents.iter().filter(|path| is_source(path)) {
                let (root, is_open) = (Project::root_of(path).0, |world: &Self, root: &PathBuf| {
                    world.projects.contains_key(root)
                });
                if !is_open(self, &root) || self.touched.insert(root.clone()) {
                    self.reopen(&root, path);
                }
            }
        }
    }

    fn root_of_open(&self, path: &Path) -> Option<PathBuf> {
        let holding = self.projects.iter().find(|(_, it)| it.file_at(path).is_some());
        holding.map(|(root, _)| root.clone())
    }

    /// What is to be looked at, the file that was changed last first, then the others that are open,
    /// then what else their packages have.
    pub(crate) fn take_to_examine(&mut self) -> Vec<Asked> {
        let mut order = Vec::new();
        let touched = std::mem::take(&mut self.touched);
        for (root, compilation) in self.projects.iter().filter(|(root, _)| touched.contains(*root))
        {
            let mut modules: Vec<_> = compilation
                .modules()
                .map(|file| {
                    let path = PathBuf::from(&*compilation.name(file));
                    let is_latest = self.latest.as_ref() == Some(&path);
                    let is_open = self.documents.contains_key(&path);
                    (!is_latest, !is_open, file)
                })
                .filter(|(_, is_closed, _)| !is_closed || compilation.package.is_package)
                .collect();
            modules.sort_by_key(|(not_latest, is_closed, _)| (*not_latest, *is_closed));
            order.extend(modules.into_iter().map(|(.., file)| Asked::Module(root.clone(), file)));
            order.push(Asked::Package(root.clone()));
        }
        // Files of projects that aren't open any more have nothing wrong that could be said.
        order
    }

    /// What the client is to be told of what was found: of each file, where it differs from what it was
    /// told last.
    pub(crate) fn published(&mut self, found: Found) -> Vec<PublishDiagnosticsParams> {
        let mut publications = Vec::new();
        for (path, diagnostics) in found {
            let before = self.told.get(&path).map_or(&[][..], Vec::as_slice);
            let document = self.documents.get(&path);
            // Without a change there is nothing to say, except that a version has been looked at.
            if before == diagnostics && document.is_none() {
                continue;
            }
            let Some(uri) = uri_of_path(&self.documents, &path) else { continue };
            let version = document.map(|it| it.version);
            publications.push(PublishDiagnosticsParams {
                uri,
                diagnostics: diagnostics.clone(),
                version,
            });
            match diagnostics.is_empty() {
                true => drop(self.told.remove(&path)),
                false => drop(self.told.insert(path, diagnostics)),
            }
        }
        publications
    }
}

impl Asked {
    /// Looks at it.
    pub(crate) fn find(&self, snapshot: &Snapshot) -> Found {
        match self {
            Self::Module(root, file) => {
                let Some(compilation) = snapshot.projects.get(root) else { return Vec::new() };
                let path = PathBuf::from(&*compilation.name(*file));
                vec![(path, convert::diagnostics(&snapshot.view_of(compilation, *file)))]
            }
            Self::Package(root) => {
                let Some(compilation) = snapshot.projects.get(root) else { return Vec::new() };
                convert::package_problems(snapshot, compilation)
            }
        }
    }
}

/// Whether a path is that of a module.
fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "orch")
}
