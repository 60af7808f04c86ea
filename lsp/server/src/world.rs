//! Documents and projects as the client has told them so far.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    path::{Path, PathBuf},
    sync::Arc,
};

use orchestra_compiler::SourceFile;
use orchestra_compiler_project::{Compilation, Files};
use orchestra_diagnostics::FileName;
use orchestra_package_model::{FileText, lock::LOCK, project::MANIFEST};
use tower_lsp_server::ls_types::{Diagnostic, PublishDiagnosticsParams, Uri};

use crate::{
    configuration::Configuration,
    convert,
    document::Document,
    limits::Limits,
    owner::Change,
    positions::Encoding,
    renewal::{Renewal, Renewed, Wear},
    snapshot::{Snapshot, path_of, path_to_be, uri_of_path},
};

/// Documents and projects as the client has told them so far.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) encoding: Encoding,
    pub(crate) limits: Limits,
    documents: Arc<BTreeMap<PathBuf, Document>>,
    projects: BTreeMap<PathBuf, Compilation>,
    /// What was changed last: it is looked at first.
    latest: Option<PathBuf>,
    /// What the client was told last, file by file, where it is anything.
    told: BTreeMap<PathBuf, Told>,
    /// What projects were changed since all of them was looked at.
    touched: BTreeSet<PathBuf>,
    /// Those of which not all was ever looked at.
    unread: BTreeSet<PathBuf>,
    configuration: Arc<Configuration>,
    wear: Wear,
}

/// What the client was told of a file.
struct Told {
    /// What the file was called.
    uri: Uri,
    diagnostics: Vec<Diagnostic>,
}

/// Files as the client sees them.
pub(crate) struct Desk<'w> {
    pub(crate) documents: &'w BTreeMap<PathBuf, Document>,
    pub(crate) limits: &'w Limits,
}

impl Files for Desk<'_> {
    fn shown(&self, path: &Path) -> FileName {
        path.to_string_lossy().as_ref().into()
    }

    fn open(&self) -> Vec<(PathBuf, FileText)> {
        let sources = self.documents.iter().filter(|(path, _)| is_source(path));
        sources.map(|(path, it)| (path.clone(), FileText::new(it.text.as_bytes()))).collect()
    }

    fn text(&self, path: &Path) -> Option<FileText> {
        self.documents.get(path).map(|it| FileText::new(it.text.as_bytes()))
    }

    fn packages(&self) -> Option<PathBuf> {
        self.limits.packages()
    }

    fn may_read(&self, folder: &Path) -> bool {
        self.limits.allow(folder)
    }
}

/// Something of a project to look at.
pub(crate) enum Asked {
    /// What is wrong with manifest, overlay and lock.
    Package,
    /// A module.
    Module(SourceFile),
}

/// What a client is to ask for anew.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refresh {
    pub(crate) hints: bool,
    pub(crate) lenses: bool,
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
                    watched.changes.iter().filter_map(|it| path_to_be(&it.uri)).collect();
                self.reopen_around(&changed);
            }
            Change::Folders(_) => self.reopen_all(),
        }
    }

    /// What is known now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            documents: Arc::clone(&self.documents),
            projects: self.projects.clone(),
            encoding: self.encoding,
            limits: self.limits.clone(),
            configuration: Arc::clone(&self.configuration),
        }
    }

    /// Something may be configured otherwise: what the client is to ask for anew, since it shows it. What
    /// isn't open isn't shown; modules that are built in follow the workspace.
    pub(crate) fn configure(&mut self, configuration: Configuration) -> Refresh {
        let before = mem::replace(&mut self.configuration, Arc::new(configuration));
        let now = &self.configuration;
        let shown = self.documents.values().map(|it| (before.of(&it.uri), now.of(&it.uri)));
        let built_in = (before.workspace, now.workspace);
        let is_open = !self.documents.is_empty();
        let mut refresh = Refresh::default();
        for (before, now) in shown.chain(is_open.then_some(built_in)) {
            refresh.hints |= before.inlay_hints != now.inlay_hints;
            refresh.lenses |= before.code_lens != now.code_lens;
        }
        refresh
    }

    fn put(&mut self, path: PathBuf, document: Document) {
        let text = FileText::new(document.text.as_bytes());
        let known = self.documents.get(&path).is_some_and(|it| it.text == document.text);
        Arc::make_mut(&mut self.documents).insert(path.clone(), document);
        if !is_source(&path) {
            if !known {
                self.reopen_around(&[&path]);
            }
            let root = self.limits.root_of(&path);
            if is_manifest(&path) && self.limits.allow(&root) && !self.projects.contains_key(&root)
            {
                self.reopen(&root, &path);
            }
            return;
        }
        self.latest = Some(path.clone());
        let root = self.limits.root_of(&path);
        self.touched.insert(root.clone());
        let projects = &mut self.projects;
        let is_done = projects.get_mut(&root).is_some_and(|compilation| {
            let is_known = compilation.file_at(&path).is_some();
            (known && is_known) || compilation.edit(&path, &text)
        });
        self.wear.edited(&root);
        if !is_done {
            self.reopen(&root, &path);
        }
        for (other, compilation) in &mut self.projects {
            let needed = compilation.needed_file_at(&path).filter(|_| *other != root);
            let is_other = |file: SourceFile| *file.text(&compilation.db) != *text.text;
            if needed.is_some_and(is_other) && compilation.edit(&path, &text) {
                self.wear.edited(other);
                self.touched.insert(other.clone());
            }
        }
    }

    /// The projects that are to be opened once more beside this thread, since they have seen many edits.
    pub(crate) fn renewals(&mut self) -> Vec<Renewal> {
        let Self { wear, documents, latest, projects, limits, .. } = self;
        let documents = &*documents;
        wear.renewals(documents, limits, |root| {
            let compilation = projects.get(root)?;
            let is_its = |path: &&PathBuf| compilation.file_at(path).is_some();
            let latest = latest.as_ref().filter(is_its);
            latest.or_else(|| documents.keys().find(is_its)).cloned()
        })
    }

    /// Puts a project that was opened once more in the place of the one that was edited, with what was
    /// typed meanwhile; gives the other, which takes a while to be dropped.
    pub(crate) fn renew(&mut self, renewed: Renewed) -> Option<Compilation> {
        if !self.wear.takes(&renewed) {
            return renewed.compilation;
        }
        let mut compilation = renewed.compilation?;
        for (path, document) in self.documents.iter() {
            let own = compilation.file_at(path);
            let Some(file) = own.or_else(|| compilation.needed_file_at(path)) else { continue };
            let is_same = file.text(&compilation.db) == document.text;
            if !is_same && !compilation.edit(path, &FileText::new(document.text.as_bytes())) {
                return Some(compilation);
            }
        }
        self.projects.insert(renewed.root, compilation)
    }

    /// Opens a project, again where it was open.
    fn reopen(&mut self, root: &Path, path: &Path) {
        let desk = Desk { documents: &self.documents, limits: &self.limits };
        let projects = &mut self.projects;
        let compilation = match projects.remove(root) {
            Some(earlier) => earlier.again(&desk, path),
            None => {
                self.unread.insert(root.to_owned());
                Compilation::open_for_edits(&desk, path)
            }
        };
        self.touched.insert(root.to_owned());
        self.wear.opened(root);
        projects.insert(root.to_owned(), compilation);
    }

    /// A project without anything open is forgotten; in another, the text on disk counts again.
    fn close(&mut self, path: &Path) {
        if !is_source(path) {
            return self.reopen_around(&[path]);
        }
        let needing = self.projects.iter().filter(|(_, it)| it.needed_file_at(path).is_some());
        let needing: Vec<PathBuf> = needing.map(|(root, _)| root.clone()).collect();
        for root in needing {
            let mut open = self.documents.keys().filter(|it| is_source(it));
            let own = open.find(|it| self.limits.root_of(it) == root).cloned();
            if let Some(own) = own {
                self.reopen(&root, &own);
            }
        }
        let holding = self.projects.iter().find(|(_, it)| it.file_at(path).is_some());
        let Some((root, _)) = holding else { return };
        let mut open = self.documents.keys().filter(|it| is_source(it) || is_manifest(it));
        let other = open.find(|it| self.limits.root_of(it) == *root).cloned();
        let root = root.clone();
        match other {
            Some(other) => self.reopen(&root, &other),
            None => {
                self.forget(&root);
            }
        }
    }

    /// What is on disk has changed there.
    fn reopen_around(&mut self, changed: &[impl AsRef<Path>]) {
        let projects = self.projects.iter();
        let affected: Vec<PathBuf> = projects
            .filter(|(root, it)| changed.iter().any(|path| is_read_by(root, it, path.as_ref())))
            .map(|(root, _)| root.clone())
            .collect();
        self.reopen_each(&affected);
    }

    /// What may be read has changed.
    fn reopen_all(&mut self) {
        let all: Vec<PathBuf> = self.projects.keys().cloned().collect();
        self.reopen_each(&all);
    }

    fn reopen_each(&mut self, affected: &[PathBuf]) {
        let is_within = |path: &&PathBuf| affected.iter().any(|root| path.starts_with(root));
        let documents: Vec<_> = self.documents.keys().filter(is_within).cloned().collect();
        // A manifest that came or went moves documents between projects.
        let mut reopened = BTreeSet::new();
        for path in documents.iter().filter(|path| is_source(path) || is_manifest(path)) {
            let root = self.limits.root_of(path);
            if reopened.insert(root.clone()) {
                self.reopen(&root, path);
            }
        }
        for root in affected.iter().filter(|root| !reopened.contains(*root)) {
            self.forget(root);
        }
    }

    fn forget(&mut self, root: &Path) {
        self.wear.closed(root);
        self.unread.remove(root);
        self.projects.remove(root);
    }

    /// What is to be looked at, project by project: the file that was changed last first, then the
    /// others that are open, then what else their packages have.
    pub(crate) fn to_examine(&self) -> Vec<(PathBuf, Vec<Asked>)> {
        let touched = self.projects.iter().filter(|(root, _)| self.touched.contains(*root));
        let order = touched.map(|(root, compilation)| {
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
            let modules = modules.into_iter().map(|(.., file)| Asked::Module(file));
            (root.clone(), modules.chain([Asked::Package]).collect())
        });
        order.collect()
    }

    /// How much of what is to be looked at belongs to projects of which not all was ever looked at.
    pub(crate) fn unread(&self, order: &[(PathBuf, Vec<Asked>)]) -> usize {
        let unread = order.iter().filter(|(root, _)| self.unread.contains(root));
        unread.map(|(_, all)| all.len()).sum()
    }

    /// All of a project was looked at, and nothing has been changed since.
    pub(crate) fn examined(&mut self, root: &Path) {
        self.touched.remove(root);
        self.unread.remove(root);
    }

    /// Folders with what open projects are made of, outside the workspace's own: packages at paths, also
    /// where there is none yet or none any more, and a package of which the workspace has only a part. Of
    /// those within each other, the outermost.
    pub(crate) fn folders_outside(&self) -> BTreeSet<PathBuf> {
        let folders = self.projects.values().flat_map(Compilation::package_folders);
        let may_be_watched = |it: &&Path| self.limits.allow(it) && !self.limits.is_in_workspace(it);
        let mut outside: BTreeSet<PathBuf> = BTreeSet::new();
        // What lies within another comes behind it.
        for folder in folders.filter(may_be_watched).collect::<BTreeSet<&Path>>() {
            if outside.iter().all(|outer| !folder.starts_with(outer)) {
                outside.insert(folder.to_owned());
            }
        }
        outside
    }

    /// What the client is to forget: what it was told of files that nothing is said of any more, or
    /// that have another name now.
    pub(crate) fn taken_back(&mut self) -> Vec<PublishDiagnosticsParams> {
        let Self { told, projects, documents, .. } = self;
        let is_stale = |path: &PathBuf, told: &mut Told| {
            let is_open = documents.contains_key(path);
            !projects.values().any(|it| speaks_of(it, path, is_open))
                || uri_of_path(documents, path).as_ref() != Some(&told.uri)
        };
        let nothing = |(_, told): (_, Told)| PublishDiagnosticsParams {
            uri: told.uri,
            diagnostics: Vec::new(),
            version: None,
        };
        told.extract_if(.., is_stale).map(nothing).collect()
    }

    /// What the client is to be told of what was found: of each file, where it differs from what it was
    /// told last.
    pub(crate) fn published(&mut self, found: Found) -> Vec<PublishDiagnosticsParams> {
        let mut publications = Vec::new();
        for (path, diagnostics) in found {
            let before = self.told.get(&path).map_or(&[][..], |it| &it.diagnostics);
            let document = self.documents.get(&path);
            // Without a change there is nothing to say, except that a version has been looked at.
            if before == diagnostics && document.is_none() {
                continue;
            }
            let Some(uri) = uri_of_path(&self.documents, &path) else { continue };
            let version = document.map(|it| it.version);
            publications.push(PublishDiagnosticsParams {
                uri: uri.clone(),
                diagnostics: diagnostics.clone(),
                version,
            });
            match diagnostics.is_empty() {
                true => drop(self.told.remove(&path)),
                false => drop(self.told.insert(path, Told { uri, diagnostics })),
            }
        }
        publications
    }
}

impl Asked {
    /// Looks at it.
    pub(crate) fn find(&self, snapshot: &Snapshot, root: &Path) -> Found {
        let Some(compilation) = snapshot.projects.get(root) else { return Vec::new() };
        match self {
            Self::Module(file) => {
                let path = PathBuf::from(&*compilation.name(*file));
                vec![(path, convert::diagnostics(&snapshot.view_of(compilation, *file)))]
            }
            Self::Package => convert::package_problems(snapshot, compilation),
        }
    }
}

/// Whether it is said what is wrong with the file at `path`, as one of `compilation`.
fn speaks_of(compilation: &Compilation, path: &Path, is_open: bool) -> bool {
    let package = &compilation.package;
    let is_module = || compilation.file_at(path).is_some() && (is_open || package.is_package);
    is_module() || package.sources.names().any(|name| Path::new(&**name) == path)
}

/// Whether `path` is that of a file that the project at `root` is made of, or may be.
fn is_read_by(root: &Path, compilation: &Compilation, path: &Path) -> bool {
    let is_in_package = || compilation.package_folders().any(|folder| path.starts_with(folder));
    // A manifest is that of all below it.
    if is_manifest(path) {
        return path.parent().is_some_and(|folder| root.starts_with(folder))
            || path.starts_with(root)
            || is_in_package();
    }
    let overlay = compilation.package.manifest.overlay.as_ref();
    let is_overlaid = || overlay.is_some_and(|(folder, _)| path.starts_with(root.join(folder)));
    let is_own = || is_source(path) || path.file_name().is_some_and(|name| name == LOCK);
    path.starts_with(root) && (is_own() || is_overlaid()) || is_source(path) && is_in_package()
}

/// Whether a path is that of a manifest.
fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|it| it == MANIFEST)
}

/// Whether a path is that of a module.
fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "orch")
}
