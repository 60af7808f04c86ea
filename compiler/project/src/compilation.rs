//! A project in the compiler's database: its own modules, the standard library, its Ledger.
//!
//! Files are named twice: the compiler names them from the package's root, diagnostics and people
//! from the working folder. The translation happens here, and nowhere else.

use std::{
    collections::{BTreeMap, HashSet},
    path::{Component, Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use orchestra_compiler::{
    Database, ModulePath, Project, SourceFile, check, imported_files,
    items::{Entry, items},
    lint,
};
use orchestra_diagnostics::{Code, Diagnostic, FileName, LintLevels, Severity, Sources};
use orchestra_ledger_model::UsedKind;
use orchestra_package_model::{
    FileText, ModuleError, PackageNode, Project as PackageProject, lock::Drift,
};

use crate::{
    files::{Files, NoFiles, project},
    loading::{Earlier, Loading},
    locked::is_told_by,
    overview::{Also, Overview},
};

/// Bytes of text from which on threads are worth starting.
const WORTH_THREADS: usize = 128 << 10;

/// A project, ready to be asked. A clone is a snapshot for another thread; while one is left, no text
/// can be changed.
#[derive(Clone)]
pub struct Compilation {
    /// What answers.
    pub db: Database,
    /// Its one project.
    pub project: Project,
    /// As it lies on disk, with the packages that it needs. What is wrong with all of them together is
    /// [`Compilation::problems`].
    pub package: Arc<PackageProject>,
    /// How severe what lints find in the project's own modules is; those of others aren't linted.
    pub lints: LintLevels,
    /// What isn't in the Ledger what it was when it was locked.
    pub drift: Arc<BTreeMap<(UsedKind, String), Drift>>,
    /// Texts by the names that people see.
    pub sources: Arc<Sources>,
    /// As people name the manifest, where there is one or not.
    pub(crate) manifest: FileName,
    /// By the compiler's names, those that people see.
    pub(crate) names: Arc<BTreeMap<FileName, FileName>>,
    pub(crate) files: Arc<BTreeMap<ModulePath, SourceFile>>,
    pub(crate) unreadable: Arc<BTreeMap<ModulePath, ModuleError>>,
    /// By the names that people see: places that aren't UTF-8.
    pub(crate) not_utf8: Arc<BTreeMap<FileName, Vec<Diagnostic>>>,
    /// Whether a text, or what texts there are, isn't as it was when the project was opened before.
    pub is_changed: bool,
    /// Whether all of it was looked through since it was opened.
    pub(crate) is_looked_through: Arc<AtomicBool>,
}

impl Compilation {
    /// The project that `path`, a file or folder that is there, belongs to, as it is now.
    #[must_use]
    pub fn open(files: &dyn Files, path: &Path) -> Self {
        Self::open_in(Database::fixed(), files, path)
    }

    /// The same, to be looked at after each of many edits: what an edit doesn't touch isn't computed
    /// again, which costs the first look more.
    #[must_use]
    pub fn open_for_edits(files: &dyn Files, path: &Path) -> Self {
        Self::open_in(Database::default(), files, path)
    }

    /// A project without a file: what is built in, and nothing else.
    #[must_use]
    pub fn of_no_files() -> Self {
        let package = PackageProject::of_no_files();
        Loading::new(&NoFiles, Database::fixed(), package).load(Path::new(""))
    }

    pub(crate) fn open_in(db: Database, files: &dyn Files, path: &Path) -> Self {
        let package = project(files, path);
        Loading::new(files, db, package).load(path)
    }

    /// The same project again, as it lies on disk now. What is as it was isn't computed again, if it was
    /// opened for edits.
    #[must_use]
    pub fn again(self, files: &dyn Files, path: &Path) -> Self {
        if self.db.is_fixed() {
            return Self::open(files, path);
        }
        let mut package = project(files, path);
        let is_same = package.sources == self.package.sources;
        if is_same {
            package.ledger = self.package.ledger.clone();
        }
        let is_changed = !is_same || package.graph != self.package.graph;
        let earlier =
            Earlier { project: self.project, files: self.files, unreadable: self.unreadable };
        Loading::new(files, self.db, package).after(earlier, is_changed).load(path)
    }

    /// Gives a module that is known another text, and leaves all else as it is; false where it isn't
    /// known, where other modules may be needed now, or where the project wasn't opened for edits. Waits
    /// until no clone is left.
    pub fn edit(&mut self, path: &Path, text: &FileText) -> bool {
        if self.db.is_fixed() {
            return false;
        }
        let module = self.module_of(path).map(|path| ModulePath::root(&path));
        let own = module.and_then(|module| self.files.get(&module).copied());
        let Some(file) = own.or_else(|| self.needed_file_at(path)) else { return false };
        let uses = |it: &Self| if it.package.is_package { Vec::new() } else { it.uses_of(file) };
        let before = uses(self);
        let name = self.name(file);
        let problems = text.problems(Code::E0101, &name);
        if !(problems.is_empty() && self.not_utf8.is_empty()) {
            let not_utf8 = Arc::make_mut(&mut self.not_utf8);
            not_utf8.remove(&name);
            if !problems.is_empty() {
                not_utf8.insert(name.clone(), problems);
            }
        }
        let text: Arc<str> = text.text.as_str().into();
        Arc::make_mut(&mut self.sources).insert(name, Arc::clone(&text));
        file.edit(&mut self.db, text);
        before == uses(self)
    }

    /// What `file` imports, as written.
    fn uses_of(&self, file: SourceFile) -> Vec<String> {
        let entries = items(&self.db, file);
        let used = entries.entries.iter().filter_map(|entry| match entry {
            Entry::Module(used) => Some(used.source.to_string()),
            _ => None,
        });
        used.collect()
    }

    /// The folders whose changes may change the project.
    pub fn folders(&self) -> impl Iterator<Item = PathBuf> {
        let modules = self.files.keys().filter(|path| path.package().is_root());
        let folder =
            |path: &ModulePath| Some(self.package.root.join(path.path()).parent()?.to_owned());
        let needed = self.package.graph.packages.values().filter(|node| node.is_at_path());
        let needed = needed.flat_map(|node| node.folders.iter().cloned());
        let own = self.package.folders.iter().cloned();
        own.chain(modules.filter_map(folder)).chain(needed)
    }

    /// The path of `file` from the project's root, with `/`; none where it lies outside.
    pub fn module_of(&self, file: &Path) -> Option<String> {
        module_of(&self.package, file)
    }

    /// Whether `path` belongs to this project.
    pub fn holds(&self, path: &Path) -> bool {
        PackageProject::root_of(path).0 == self.package.root
    }

    /// The modules that `path`, a file or folder of the project, stands for.
    pub fn modules_at(&self, path: &Path) -> Vec<String> {
        if path.is_file() {
            return self.module_of(path).into_iter().collect();
        }
        let Ok(folder) = path.canonicalize() else { return Vec::new() };
        let modules = self.package.modules.iter();
        modules.filter(|it| self.package.root.join(it).starts_with(&folder)).cloned().collect()
    }

    /// The module at `path` from the project's root.
    ///
    /// # Errors
    /// In the user's words, where it couldn't be read.
    pub fn root_module(&self, path: &str) -> Result<SourceFile, String> {
        let module = ModulePath::root(path);
        if let Some(file) = self.files.get(&module) {
            return Ok(*file);
        }
        let why = match self.unreadable.get(&module) {
            Some(ModuleError::Unreadable(why)) => why.as_str(),
            Some(ModuleError::Outside) => "it is a link that leads out of its project",
            None => "there is no such module in its project",
        };
        Err(format!("can't read `{path}`: {why}"))
    }

    /// The project's own module at `path`.
    #[must_use]
    pub fn file_at(&self, path: &Path) -> Option<SourceFile> {
        let relative = path.strip_prefix(&self.package.root).ok()?;
        let parts: Vec<_> =
            relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        self.files.get(&ModulePath::root(&parts.join("/"))).copied()
    }

    /// The module at `path` of a package that lies at a path and that the project needs.
    #[must_use]
    pub fn needed_file_at(&self, path: &Path) -> Option<SourceFile> {
        let packages = self.package.graph.packages.values().filter(|node| node.is_at_path());
        packages.into_iter().find_map(|node| {
            let module = module_of_package(node, path)?;
            self.files.get(&ModulePath::dependency(&node.name, &module)).copied()
        })
    }

    /// All of the project's own modules that could be read.
    pub fn modules(&self) -> impl Iterator<Item = SourceFile> {
        let own = self.files.iter().filter(|(path, _)| path.package().is_root());
        own.map(|(_, file)| *file)
    }

    /// The module at `path` of the standard library.
    pub fn std_module(&self, path: &str) -> Option<SourceFile> {
        self.files.get(&ModulePath::std(path)).copied()
    }

    /// All that is wrong with `files`, file by file, named as people name it.
    pub fn diagnostics_of(&self, files: &[SourceFile], also: Also) -> Vec<Diagnostic> {
        let size: usize = files.iter().map(|file| file.text(&self.db).len()).sum();
        if size < WORTH_THREADS {
            return files.iter().flat_map(|file| self.diagnostics(*file)).collect();
        }
        let lints = &self.lints;
        let overview = Overview::of(&self.db, also);
        let found = overview.ask(&self.db, files, |db, file| found_in(db, lints, file));
        files.iter().zip(found).flat_map(|(file, found)| self.told(*file, found)).collect()
    }

    /// Makes most of what is asked of `file` afterwards, on as many threads as there are processors,
    /// where nothing was looked at since the project was opened. Later there is little left to make.
    pub fn look_ahead_for(&self, file: SourceFile) {
        if !self.is_looked_through.load(Ordering::Relaxed) {
            Overview::of(&self.db, Also::More).ask(&self.db, &[file], |_, _| ());
            self.is_looked_through.store(true, Ordering::Relaxed);
        }
    }

    /// All that is wrong with `file`, named as people name it.
    pub fn diagnostics(&self, file: SourceFile) -> Vec<Diagnostic> {
        self.told(file, found_in(&self.db, &self.lints, file))
    }

    /// What was `found` in `file`, named as people name it, and what only we know of it.
    fn told(&self, file: SourceFile, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let not_utf8 = self.not_utf8.get(&self.name(file)).cloned().unwrap_or_default();
        // What the parser says of such a place is said better here.
        let repeated = |it: &Diagnostic| {
            let same = |other: &Diagnostic| other.code == it.code && other.span == it.span;
            not_utf8.iter().any(same)
        };
        let found = found.into_iter().map(|diagnostic| self.named(diagnostic));
        let mut found: Vec<_> = found.filter(|it| !repeated(it)).collect();
        found.extend(not_utf8);
        if is_own(&self.db, file) {
            let drifted: Vec<_> =
                self.drifted(file).into_iter().map(|diagnostic| self.named(diagnostic)).collect();
            found.retain(|it| !is_told_by(it, &drifted));
            found.extend(drifted);
        }
        found
    }

    /// All modules that `files` need, these themselves first.
    pub fn closure(&self, files: &[SourceFile]) -> Vec<SourceFile> {
        let mut seen: HashSet<SourceFile> = files.iter().copied().collect();
        let mut found = files.to_vec();
        let mut next = 0;
        while let Some(file) = found.get(next).copied() {
            let used = imported_files(&self.db, file);
            found.extend(used.into_iter().filter(|used| seen.insert(*used)));
            next += 1;
        }
        found
    }

    pub(crate) fn errors(&self, file: SourceFile) -> Vec<Diagnostic> {
        let found = self.diagnostics(file).into_iter();
        found.filter(|it| it.severity == Severity::Error).collect()
    }

    /// The name that people see.
    pub fn name(&self, file: SourceFile) -> FileName {
        self.shown(&file.path(&self.db).to_string().into())
    }

    /// The same for a name of the compiler's.
    pub fn shown(&self, name: &FileName) -> FileName {
        self.names.get(name).unwrap_or(name).clone()
    }

    fn named(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        diagnostic.file = self.shown(&diagnostic.file);
        for label in &mut diagnostic.labels {
            label.file = self.shown(&label.file);
        }
        for edit in diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.file = self.shown(&edit.file);
        }
        diagnostic
    }
}

/// What the compiler finds in `file`, and of the package's own also what lints find.
fn found_in(db: &Database, lints: &LintLevels, file: SourceFile) -> Vec<Diagnostic> {
    let mut found = check(db, file).to_vec();
    if is_own(db, file) {
        found.extend(lint(db, file, lints));
    }
    found
}

/// Whether `file` is the package's own.
fn is_own(db: &Database, file: SourceFile) -> bool {
    file.path(db).package().is_root()
}

/// `file` from the project's root, with `/`. The folder is taken as it really lies, the file by
/// its name: where it is a link, reading it says so.
#[must_use]
pub fn module_of(package: &PackageProject, file: &Path) -> Option<String> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = real(folder.unwrap_or(Path::new(".")))?;
    let root = real(&package.root)?;
    let path = folder.join(file.file_name()?);
    let relative = path.strip_prefix(&root).ok()?;
    let parts: Vec<_> =
        relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

/// `file` from the folder of `package`, with `/`, where it is a module of it.
pub(crate) fn module_of_package(package: &PackageNode, file: &Path) -> Option<String> {
    let folder = real(file.parent()?)?;
    let path = folder.join(file.file_name()?);
    let relative = path.strip_prefix(&package.folder).ok()?;
    let parts: Vec<_> =
        relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/")).filter(|module| package.modules.contains(module))
}

/// The folder as it really lies; one that isn't there, where an editor has files that were never saved,
/// as it is named.
fn real(folder: &Path) -> Option<PathBuf> {
    let is_plain = || !folder.components().any(|it| it == Component::ParentDir);
    folder.canonicalize().ok().or_else(|| is_plain().then(|| folder.to_owned()))
}
