//! A project in the compiler's database: its own modules, the standard library, its Ledger.
//!
//! Files are named twice: the compiler names them from the package's root, diagnostics and people
//! from the working folder. The translation happens here, and nowhere else.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use orchestra_compiler::{
    Database, ModulePath, Package, Project, SourceFile, ahead, check, imported_files,
    items::{Entry, ModuleSource, item_places, items},
    lint,
};
use orchestra_diagnostics::{Code, Diagnostic, FileName, LintLevels, Severity, Sources, Span};
use orchestra_ledger_model::UsedKind;
use orchestra_package_model::{FileText, ModuleError, Project as PackageProject, lock::Drift};

use crate::{
    command_error::CommandError, locking::is_told_by, session::Session, side_by_side::side_by_side,
    sources::shipped_modules, terms::terms,
};

/// Bytes of text from which on threads are worth starting.
const WORTH_THREADS: usize = 128 << 10;

/// A project, ready to be asked.
pub(crate) struct Compilation {
    pub(crate) db: Database,
    pub(crate) project: Project,
    /// As it lies on disk.
    pub(crate) package: PackageProject,
    /// How severe what lints find in the project's own modules is; those of others aren't linted.
    pub(crate) lints: LintLevels,
    /// What isn't in the Ledger what it was when it was locked.
    pub(crate) drift: BTreeMap<(UsedKind, String), Drift>,
    /// Texts by the names that people see.
    pub(crate) sources: Sources,
    /// By the compiler's names, those that people see.
    names: BTreeMap<FileName, FileName>,
    files: BTreeMap<ModulePath, SourceFile>,
    unreadable: BTreeMap<String, ModuleError>,
    /// By the names that people see: places that aren't UTF-8.
    not_utf8: BTreeMap<FileName, Vec<Diagnostic>>,
    /// Whether a text, or what texts there are, isn't as it was when the project was opened before.
    pub(crate) is_changed: bool,
}

impl Compilation {
    /// The project that `path`, a file or folder that is there, belongs to.
    pub(crate) fn open(session: &Session, path: &Path) -> Self {
        Self::open_with(session, path, None)
    }

    /// The same with one module's text in place of the one on disk, which may be missing.
    pub(crate) fn open_with(
        session: &Session,
        path: &Path,
        replaced: Option<(&Path, FileText)>,
    ) -> Self {
        let package = PackageProject::open(path, &|path| session.shown(path));
        Loading::new(session, Database::default(), package).load(path, replaced)
    }

    /// The same project again, as it lies on disk now. What is as it was isn't computed again.
    pub(crate) fn again(self, session: &Session, path: &Path) -> Self {
        let mut package = PackageProject::open(path, &|path| session.shown(path));
        let is_changed = package.sources != self.package.sources;
        if !is_changed {
            package.ledger = self.package.ledger.clone();
        }
        let earlier =
            Earlier { project: self.project, files: self.files, unreadable: self.unreadable };
        let loading = Loading::new(session, self.db, package);
        Loading { earlier: Some(earlier), is_changed, ..loading }.load(path, None)
    }

    /// The folders whose changes may change the project.
    pub(crate) fn folders(&self) -> impl Iterator<Item = PathBuf> {
        let modules = self.files.keys().filter(|path| path.package() == Package::Root);
        let folder =
            |path: &ModulePath| Some(self.package.root.join(path.path()).parent()?.to_owned());
        self.package.folders.iter().cloned().chain(modules.filter_map(folder))
    }

    /// The path of `file` from the project's root, with `/`; none where it lies outside.
    pub(crate) fn module_of(&self, file: &Path) -> Option<String> {
        module_of(&self.package, file)
    }

    /// Whether `path` belongs to this project.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        PackageProject::root_of(path).0 == self.package.root
    }

    /// The modules that `path`, a file or folder of the project, stands for.
    pub(crate) fn modules_at(&self, path: &Path) -> Vec<String> {
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
    pub(crate) fn root_module(&self, path: &str) -> Result<SourceFile, CommandError> {
        if let Some(file) = self.files.get(&ModulePath::root(path)) {
            return Ok(*file);
        }
        let why = match self.unreadable.get(path) {
            Some(ModuleError::Unreadable(why)) => why.as_str(),
            Some(ModuleError::Outside) => "it is a link that leads out of its project",
            None => "there is no such module in its project",
        };
        Err(CommandError::usage(format!("can't read `{path}`: {why}")))
    }

    /// All of the project's own modules that could be read.
    pub(crate) fn modules(&self) -> impl Iterator<Item = SourceFile> {
        let own = self.files.iter().filter(|(path, _)| path.package() == Package::Root);
        own.map(|(_, file)| *file)
    }

    /// The module at `path` of the standard library.
    pub(crate) fn std_module(&self, path: &str) -> Option<SourceFile> {
        self.files.get(&ModulePath::std(path)).copied()
    }

    /// All that is wrong with `files`, file by file, named as people name it.
    pub(crate) fn diagnostics_of(&self, files: &[SourceFile]) -> Vec<Diagnostic> {
        let size: usize = files.iter().map(|file| file.text(&self.db).len()).sum();
        if size < WORTH_THREADS {
            return files.iter().flat_map(|file| self.diagnostics(*file)).collect();
        }
        self.look_ahead(files);
        let lints = &self.lints;
        let found = side_by_side(&self.db, files, |db, file| found_in(db, lints, *file));
        files.iter().zip(found).flat_map(|(file, found)| self.told(*file, found)).collect()
    }

    /// Makes most of what is asked of `files` afterwards, on as many threads as there are
    /// processors.
    fn look_ahead(&self, files: &[SourceFile]) {
        let db = &self.db;
        let all: Vec<SourceFile> = self.files.values().copied().collect();
        let items = side_by_side(db, &all, |db, file| ahead::read(db, *file)).concat();
        side_by_side(db, &items, |db, item| ahead::read_item(db, *item));
        let asked: HashSet<SourceFile> = files.iter().copied().collect();
        let items: Vec<_> = items.into_iter().filter(|it| asked.contains(&it.file(db))).collect();
        side_by_side(db, &items, |db, item| ahead::examine_item(db, *item));
    }

    /// All that is wrong with `file`, named as people name it.
    pub(crate) fn diagnostics(&self, file: SourceFile) -> Vec<Diagnostic> {
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
    pub(crate) fn closure(&self, files: &[SourceFile]) -> Vec<SourceFile> {
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

    /// A note at each `use` of the `asked` that leads to errors in modules which aren't among them.
    pub(crate) fn notes_on_imports(&self, asked: &[SourceFile]) -> Vec<Diagnostic> {
        let of_std = |file: &SourceFile| file.path(&self.db).package() == Package::Std;
        let faulty: HashMap<SourceFile, Vec<Diagnostic>> = self.closure(asked)[asked.len()..]
            .iter()
            .filter(|module| !of_std(module))
            .map(|module| (*module, self.errors(*module)))
            .filter(|(_, errors)| !errors.is_empty())
            .collect();
        if faulty.is_empty() {
            return Vec::new();
        }
        let mut notes = Vec::new();
        for file in asked {
            for imported in imported_files(&self.db, *file) {
                for module in self.closure(&[imported]) {
                    let errors = faulty.get(&module).map(Vec::as_slice).unwrap_or_default();
                    notes.extend(self.note_on_import(*file, imported, module, errors));
                }
            }
        }
        notes
    }

    /// A note in `file` that `module`, to which its `use` of `imported` leads, has these errors.
    fn note_on_import(
        &self,
        file: SourceFile,
        imported: SourceFile,
        module: SourceFile,
        errors: &[Diagnostic],
    ) -> Option<Diagnostic> {
        let first = errors.first()?;
        let count = match errors.len() {
            1 => "an error".to_owned(),
            count => format!("{count} errors"),
        };
        let message = format!("`{}`, which is needed here, has {count}", self.name(module));
        let span = self.span_of_use(file, imported);
        let note = Diagnostic::error(first.code, self.name(file), span, message)
            .with_severity(Severity::Note)
            .with_label_in(first.file.clone(), first.span, first.message.clone());
        Some(note)
    }

    fn errors(&self, file: SourceFile) -> Vec<Diagnostic> {
        let found = self.diagnostics(file).into_iter();
        found.filter(|it| it.severity == Severity::Error).collect()
    }

    /// The name that people see.
    pub(crate) fn name(&self, file: SourceFile) -> FileName {
        self.shown(&file.path(&self.db).to_string().into())
    }

    /// The same for a name of the compiler's.
    pub(crate) fn shown(&self, name: &FileName) -> FileName {
        self.names.get(name).unwrap_or(name).clone()
    }

    /// Where `file` names the module `imported`, which it uses.
    fn span_of_use(&self, file: SourceFile, imported: SourceFile) -> Span {
        let (from, to) = (file.path(&self.db), imported.path(&self.db));
        let stem = to.path().rsplit('/').next().and_then(|name| name.strip_suffix(".orch"));
        let leads_there = |source: &ModuleSource| match source {
            ModuleSource::File(relative) => from.join(relative).as_ref() == Some(&to),
            ModuleSource::Path(words) => words.last().map(|word| &**word) == stem,
        };
        let entries = items(&self.db, file);
        let used = entries.entries.iter().find_map(|entry| match entry {
            Entry::Module(used) if leads_there(&used.source) => Some(used.at),
            _ => None,
        });
        used.map(|at| item_places(&self.db, file).span(at)).unwrap_or_default()
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
    file.path(db).package() == Package::Root
}

/// A compilation in the making.
struct Loading<'s> {
    session: &'s Session,
    db: Database,
    package: PackageProject,
    sources: Sources,
    names: BTreeMap<FileName, FileName>,
    files: BTreeMap<ModulePath, SourceFile>,
    unreadable: BTreeMap<String, ModuleError>,
    /// By the names that people see: places that aren't UTF-8.
    not_utf8: BTreeMap<FileName, Vec<Diagnostic>>,
    /// What is known of the project from before.
    earlier: Option<Earlier>,
    is_changed: bool,
}

/// A project as it was opened before; its database is taken over.
struct Earlier {
    project: Project,
    files: BTreeMap<ModulePath, SourceFile>,
    unreadable: BTreeMap<String, ModuleError>,
}

impl<'s> Loading<'s> {
    /// Nothing is known from before.
    fn new(session: &'s Session, db: Database, package: PackageProject) -> Self {
        Self {
            session,
            db,
            sources: package.sources.clone(),
            package,
            names: BTreeMap::new(),
            files: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            not_utf8: BTreeMap::new(),
            earlier: None,
            is_changed: true,
        }
    }

    fn load(mut self, path: &Path, replaced: Option<(&Path, FileText)>) -> Compilation {
        if let Some((path, text)) = replaced
            && let Some(module) = module_of(&self.package, path)
        {
            self.add(&module, text);
        }
        for module in self.package.modules.clone() {
            self.read(&module);
        }
        // A file that is named is meant, whatever folder it lies in.
        if path.is_file()
            && let Some(module) = module_of(&self.package, path)
        {
            self.read(&module);
        }
        self.follow_imports();
        for (path, text) in shipped_modules() {
            let path = ModulePath::std(&path);
            let text: Arc<str> = text.into();
            self.sources.insert(path.to_string().into(), Arc::clone(&text));
            let lasting = || SourceFile::lasting(&self.db, path.clone(), text);
            let file = self.known(&path).unwrap_or_else(lasting);
            self.files.insert(path, file);
        }
        self.finish()
    }
    fn read(&mut self, module: &str) {
        let known = self.files.contains_key(&ModulePath::root(module));
        if known || self.unreadable.contains_key(module) {
            return;
        }
        match self.package.read_module(module) {
            Ok(text) => self.add(module, text),
            Err(error) => drop(self.unreadable.insert(module.to_owned(), error)),
        }
    }

    fn add(&mut self, module: &str, text: FileText) {
        let path = ModulePath::root(module);
        let shown = self.session.shown(&self.package.root.join(module));
        self.names.insert(path.to_string().into(), shown.clone());
        let not_utf8 = text.problems(Code::E0101, &shown);
        if !not_utf8.is_empty() {
            self.not_utf8.insert(shown.clone(), not_utf8);
        }
        let text: Arc<str> = text.text.into();
        self.sources.insert(shown, Arc::clone(&text));
        let known = self.known(&path);
        let is_same = known.is_some_and(|file| file.text(&self.db) == text);
        self.is_changed |= !is_same;
        let file = match known {
            None => SourceFile::new(&self.db, path.clone(), text),
            Some(file) => {
                if !is_same {
                    file.edit(&mut self.db, text);
                }
                file
            }
        };
        self.files.insert(path, file);
    }

    fn known(&self, path: &ModulePath) -> Option<SourceFile> {
        self.earlier.as_ref()?.files.get(path).copied()
    }

    /// Outside a package only the folder's own modules are known; those below it are read when a
    /// module asks for them.
    fn follow_imports(&mut self) {
        if self.package.is_package {
            return;
        }
        let mut waiting: Vec<SourceFile> = self.files.values().copied().collect();
        while let Some(file) = waiting.pop() {
            for entry in &items(&self.db, file).entries {
                let Entry::Module(used) = entry else { continue };
                let ModuleSource::File(relative) = &used.source else { continue };
                let Some(path) = file.path(&self.db).join(relative) else { continue };
                if self.files.contains_key(&path) {
                    continue;
                }
                self.read(path.path());
                waiting.extend(self.files.get(&path));
            }
        }
    }

    fn finish(mut self) -> Compilation {
        let name = self.package.manifest.name.as_deref().map(Into::into);
        let dependencies = self.package.manifest.dependencies.clone();
        let (files, ledger) = (self.files.clone(), self.package.ledger.clone());
        let terms = terms(&self.package.manifest);
        let project = match self.earlier {
            None => {
                let (dependencies, files) = (Arc::new(dependencies), Arc::new(files));
                Project::new(&self.db, name, dependencies, files, ledger, Arc::new(terms))
            }
            Some(earlier) => {
                let is_complete = earlier.files.keys().eq(files.keys());
                self.is_changed |= !is_complete || earlier.unreadable != self.unreadable;
                earlier.project.revise(&mut self.db, name, dependencies, files, ledger, terms);
                earlier.project
            }
        };
        let lock = self.package.lock.as_ref();
        Compilation {
            db: self.db,
            project,
            drift: lock.map(|lock| lock.drift(&self.package.ledger)).unwrap_or_default(),
            lints: self.package.manifest.lints.clone(),
            package: self.package,
            sources: self.sources,
            names: self.names,
            files: self.files,
            unreadable: self.unreadable,
            not_utf8: self.not_utf8,
            is_changed: self.is_changed,
        }
    }
}

/// `file` from the project's root, with `/`. The folder is taken as it really lies, the file by
/// its name: where it is a link, reading it says so.
pub(crate) fn module_of(package: &PackageProject, file: &Path) -> Option<String> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder: PathBuf = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
    let root = package.root.canonicalize().ok()?;
    let path = folder.join(file.file_name()?);
    let relative = path.strip_prefix(&root).ok()?;
    let parts: Vec<_> =
        relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}
