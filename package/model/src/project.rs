//! A project as tools see it: a root, a manifest, modules.

use std::path::{Component, Path, PathBuf};

use orchestra_diagnostics::{Code, Diagnostic, FileName, Sources, Span};
use orchestra_ledger_model::Ledger;

use crate::{
    FileText, Lock, Manifest,
    graph::{Lookup, PackageGraph},
    lock::LOCK,
    overlay,
    read_file::{names_ending, read_text, subfolders},
};

/// The manifest's name.
pub const MANIFEST: &str = "orchestra.toml";

/// Folders that hold no modules of ours.
const PASSED_OVER: &[&str] = &["node_modules", "target"];

/// More modules than any project has; a folder with more is hardly one.
const MOST_MODULES: usize = 20_000;

/// A project.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder that holds the manifest, or the file that was named.
    pub root: PathBuf,
    /// Whether there is a manifest.
    pub is_package: bool,
    /// What the manifest says.
    pub manifest: Manifest,
    /// The embedded Ledger under the overlay.
    pub ledger: Ledger,
    /// What its plans were checked against; none where nothing was locked yet.
    pub lock: Option<Lock>,
    /// The packages that it needs.
    pub graph: PackageGraph,
    /// What is wrong with manifest, overlay, lock and the packages that are needed.
    pub problems: Vec<Diagnostic>,
    /// Texts that `problems` point into.
    pub sources: Sources,
    /// Every module's path, relative to the root, with `/`, sorted.
    pub modules: Vec<String>,
    /// The folders that were looked through for them, the root first.
    pub folders: Vec<PathBuf>,
}

/// How a project's files are read and called.
#[derive(Clone, Copy)]
pub struct Reading<'r> {
    /// What people call the file at a path.
    pub name: &'r dyn Fn(&Path) -> FileName,
    /// The folder that packages of libraries are unpacked in; none where none are looked for.
    pub cache: Option<&'r Path>,
    /// The text that stands in place of a manifest, lock or overlay entry on disk, where one does.
    pub text: &'r dyn Fn(&Path) -> Option<FileText>,
    /// Whether a folder's files may be read: one that may not isn't looked into, nor what lies above it.
    pub may_read: &'r dyn Fn(&Path) -> bool,
}

/// Why a module has no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleError {
    /// The path leads out of the project.
    Outside,
    /// It can't be read, for the reason given.
    Unreadable(String),
}

impl Project {
    /// The project of `path`: that of the nearest manifest at or above it, or else its folder.
    /// `name` says what to call a file of the project, given by its path, in diagnostics.
    #[must_use]
    pub fn open(path: &Path, name: &dyn Fn(&Path) -> FileName) -> Self {
        let (text, may_read) = (&|_: &Path| None, &|_: &Path| true);
        Self::open_reading(path, &Reading { name, text, may_read, cache: None })
    }

    /// The same with packages of libraries, of files that aren't all on disk, or may not all be read: a
    /// manifest in a folder that may not be read isn't there.
    #[must_use]
    pub fn open_reading(path: &Path, reading: &Reading<'_>) -> Self {
        let (root, is_package) = Self::root_within(path, reading.may_read);
        let mut project = Self { root, is_package, ..Self::of_no_files() };
        if project.is_package {
            project.read_manifest(reading);
            project.read_lock(reading);
            project.find_packages(reading);
        }
        if (reading.may_read)(&project.root) {
            (project.modules, project.folders) = modules_in(&project.root, project.is_package);
        }
        project
    }

    /// A project that has nothing: neither folder nor manifest, and the embedded Ledger.
    #[must_use]
    pub fn of_no_files() -> Self {
        Self {
            root: PathBuf::new(),
            is_package: false,
            manifest: Manifest::default(),
            ledger: Ledger::embedded(),
            lock: None,
            graph: PackageGraph::default(),
            problems: Vec::new(),
            sources: Sources::default(),
            modules: Vec::new(),
            folders: Vec::new(),
        }
    }

    /// The root of `path`'s project: the folder of the nearest manifest at or above it, or else its
    /// own folder; and whether there is a manifest.
    #[must_use]
    pub fn root_of(path: &Path) -> (PathBuf, bool) {
        Self::root_within(path, &|_| true)
    }

    /// The same where only some folders may be looked into: those above one that may not, neither.
    #[must_use]
    pub fn root_within(path: &Path, may_read: &dyn Fn(&Path) -> bool) -> (PathBuf, bool) {
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let absolute = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let mut folders = absolute.ancestors().take_while(|folder| may_read(folder));
        match folders.find(|folder| folder.join(MANIFEST).is_file()) {
            Some(root) => (root.to_owned(), true),
            None => (absolute, false),
        }
    }

    /// `folder`, and below it all that are projects of their own: packages, and outside of them
    /// folders with modules. Sorted; links aren't followed.
    #[must_use]
    pub fn folders_below(folder: &Path) -> Vec<PathBuf> {
        let mut found = vec![folder.to_owned()];
        let mut waiting = vec![(folder.to_owned(), Self::root_of(folder).1)];
        while let Some((folder, in_package)) = waiting.pop() {
            for name in inner_folders(&folder) {
                let inner = folder.join(name);
                let is_package = inner.join(MANIFEST).is_file();
                let has_modules =
                    || names_ending(&inner, ".orch").is_ok_and(|names| !names.is_empty());
                if is_package || (!in_package && has_modules()) {
                    found.push(inner.clone());
                }
                waiting.push((inner, in_package || is_package));
            }
        }
        found.sort();
        found
    }

    /// The text of the module `path`, relative to the root.
    ///
    /// # Errors
    /// Where `path` leads out of the root, also by a link, or can't be read.
    pub fn read_module(&self, path: &str) -> Result<FileText, ModuleError> {
        read_module_in(&self.root, path)
    }

    /// Manifest or lock.
    fn read(&self, path: &Path, reading: &Reading<'_>) -> Result<FileText, String> {
        if let Some(text) = (reading.text)(path) {
            return Ok(text);
        }
        read_within(&self.root, path)
    }

    fn read_manifest(&mut self, reading: &Reading<'_>) {
        let path = self.root.join(MANIFEST);
        let file = (reading.name)(&path);
        let text = match self.read(&path, reading) {
            Ok(text) => text,
            Err(why) => {
                let message = format!("can't read the manifest: {why}");
                let problem = Diagnostic::error(Code::E0701, file.clone(), Span::at(0), message);
                self.problems.push(problem);
                self.sources.insert(file, "");
                return;
            }
        };
        let (manifest, problems) = Manifest::parse(&file, &text.text);
        self.problems.extend(text.problems(Code::E0701, &file));
        self.problems.extend(problems);
        self.sources.insert(file.clone(), text.text);
        if let Some((folder, span)) = &manifest.overlay {
            match overlay::read(&self.root, folder, &file, *span) {
                Ok(files) => self.lay_over(files, reading),
                Err(problem) => self.problems.push(*problem),
            }
        }
        self.manifest = manifest;
    }

    /// A lock that can't be read holds a project to nothing, so it is a problem, not a lock.
    fn read_lock(&mut self, reading: &Reading<'_>) {
        let path = self.root.join(LOCK);
        if (reading.text)(&path).is_none() && !path.exists() {
            return;
        }
        let file = (reading.name)(&path);
        let text = match self.read(&path, reading) {
            Ok(text) => text,
            Err(why) => {
                let message = format!("can't read the lock: {why}");
                let problem = Diagnostic::error(Code::E0701, file.clone(), Span::at(0), message);
                self.problems.push(problem);
                self.sources.insert(file, "");
                return;
            }
        };
        let (lock, problems) = Lock::parse(&file, &text.text);
        self.problems.extend(text.problems(Code::E0701, &file));
        self.problems.extend(problems);
        self.sources.insert(file, text.text);
        self.lock = Some(lock);
    }

    fn lay_over(&mut self, files: Vec<(String, FileText)>, reading: &Reading<'_>) {
        let mut named: Vec<(FileName, String)> = Vec::new();
        for (path, text) in files {
            let path = self.root.join(path);
            let file = (reading.name)(&path);
            let text = (reading.text)(&path).unwrap_or(text);
            self.problems.extend(text.problems(Code::E0701, &file));
            named.push((file, text.text));
        }
        let (ledger, problems) = self.ledger.with_overlay(&named);
        for (file, text) in named {
            self.sources.insert(file, text);
        }
        self.problems.extend(problems);
        self.ledger = ledger;
    }

    fn find_packages(&mut self, reading: &Reading<'_>) {
        let file = (reading.name)(&self.root.join(MANIFEST));
        let lookup = Lookup {
            root: &self.root,
            manifest: &self.manifest,
            file: &file,
            lock: self.lock.as_ref(),
            cache: reading.cache,
            name: reading.name,
            may_read: reading.may_read,
        };
        let found = PackageGraph::find(&lookup);
        self.problems.extend(found.problems);
        for name in found.sources.names() {
            self.sources.insert(name.clone(), found.sources.text(name));
        }
        self.graph = found.graph;
    }
}

/// The text of `path`, manifest or lock of the package in `root`.
///
/// # Errors
/// In the user's words, where it is a link that leads out of `root`, or can't be read.
pub(crate) fn read_within(root: &Path, path: &Path) -> Result<FileText, String> {
    if leads_out(root, path) {
        return Err("it is a link that leads out of its project".to_owned());
    }
    read_text(path)
}

/// Whether `path` lies elsewhere than in `root`, by a link.
fn leads_out(root: &Path, path: &Path) -> bool {
    let Ok(real) = path.canonicalize() else { return false };
    // Mostly the root is known as it really lies.
    !real.starts_with(root) && root.canonicalize().is_ok_and(|root| !real.starts_with(root))
}

/// The text of the module `path`, relative to `root`.
///
/// # Errors
/// Where `path` leads out of the root, also by a link, or can't be read.
pub(crate) fn read_module_in(root: &Path, path: &str) -> Result<FileText, ModuleError> {
    let relative = Path::new(path);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(ModuleError::Outside);
    }
    let path = root.join(relative);
    if leads_out(root, &path) {
        return Err(ModuleError::Outside);
    }
    read_text(&path).map_err(ModuleError::Unreadable)
}

/// All modules of a package in `root`; of a loose file's folder, those that lie in it. Sorted, with
/// the folders that were looked through, the root first.
pub(crate) fn modules_in(root: &Path, is_package: bool) -> (Vec<String>, Vec<PathBuf>) {
    let (mut modules, mut looked_through) = (Vec::new(), Vec::new());
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        let within = |name: &str| {
            if folder.is_empty() { name.into() } else { format!("{folder}/{name}") }
        };
        let names = names_ending(&path, ".orch").unwrap_or_default();
        modules.extend(names.iter().map(|name| within(name)));
        if modules.len() > MOST_MODULES {
            break;
        }
        if is_package {
            // A package inside this one has its modules for itself.
            let inner = inner_folders(&path).into_iter();
            let own = inner.filter(|name| !path.join(name).join(MANIFEST).is_file());
            folders.extend(own.map(|name| within(&name)));
        }
        looked_through.push(path);
    }
    modules.sort();
    modules.truncate(MOST_MODULES);
    (modules, looked_through)
}

/// The subfolders in which we look for modules.
fn inner_folders(folder: &Path) -> Vec<String> {
    let ours = |name: &String| !name.starts_with('.') && !PASSED_OVER.contains(&name.as_str());
    subfolders(folder).unwrap_or_default().into_iter().filter(ours).collect()
}
