//! How a project comes into the compiler: which modules it has, and where their texts come from.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use orchestra_compiler::{
    Database, Dependencies, ModulePath, Package, Project, SourceFile,
    items::{Entry, ModuleSource, items},
};
use orchestra_diagnostics::{Code, Diagnostic, FileName, Sources};
use orchestra_package_model::{
    FileText, Manifest, ModuleError, PackageNode, Project as PackageProject, project::MANIFEST,
};

use crate::{
    Compilation,
    compilation::{module_of, module_of_package},
    files::Files,
    shipped::shipped_modules,
    terms::terms,
    workers::each,
};

/// Modules from which on threads are worth starting to read them.
const WORTH_THREADS: usize = 32;

/// A compilation in the making.
pub(crate) struct Loading<'f> {
    seen: &'f dyn Files,
    db: Database,
    package: PackageProject,
    sources: Sources,
    names: BTreeMap<FileName, FileName>,
    files: BTreeMap<ModulePath, SourceFile>,
    unreadable: BTreeMap<ModulePath, ModuleError>,
    /// By the names that people see: places that aren't UTF-8.
    not_utf8: BTreeMap<FileName, Vec<Diagnostic>>,
    /// What is known of the project from before.
    earlier: Option<Earlier>,
    is_changed: bool,
}

/// A project as it was opened before; its database is taken over.
pub(crate) struct Earlier {
    pub(crate) project: Project,
    pub(crate) files: Arc<BTreeMap<ModulePath, SourceFile>>,
    pub(crate) unreadable: Arc<BTreeMap<ModulePath, ModuleError>>,
}

impl<'f> Loading<'f> {
    /// Nothing is known from before.
    pub(crate) fn new(seen: &'f dyn Files, db: Database, package: PackageProject) -> Self {
        Self {
            seen,
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

    /// What is known from before is taken over; `is_changed`, whether anything but modules differs.
    pub(crate) fn after(self, earlier: Earlier, is_changed: bool) -> Self {
        Self { earlier: Some(earlier), is_changed, ..self }
    }

    pub(crate) fn load(mut self, path: &Path) -> Compilation {
        let nodes: Vec<PackageNode> = self.package.graph.packages.values().cloned().collect();
        for (path, text) in self.seen.open() {
            let needed = nodes.iter().filter(|node| node.is_at_path());
            let mut needed = needed.map(|node| (node, module_of_package(node, &path)));
            if let Some((node, Some(module))) = needed.find(|(_, module)| module.is_some()) {
                let module = ModulePath::dependency(&node.name, &module);
                self.add(module, &path, text, SourceFile::at_hand);
            } else if let Some(module) = module_of(&self.package, &path)
                && self.is_own(&path)
            {
                let place = self.package.root.join(&module);
                self.add(ModulePath::root(&module), &place, text, SourceFile::at_hand);
            }
        }
        self.read_all();
        nodes.iter().for_each(|node| self.read_package(node));
        // A file that is named is meant, whatever folder it lies in.
        let is_manifest = path.file_name().is_some_and(|it| it == MANIFEST);
        if !is_manifest
            && path.is_file()
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

    /// Whether a file below the root is the project's: packages in it have theirs for themselves.
    fn is_own(&self, path: &Path) -> bool {
        !self.package.is_package || PackageProject::root_of(path).0 == self.package.root
    }

    /// The modules that lie in the project's folders.
    fn read_all(&mut self) {
        let modules = self.package.modules.clone();
        let unsettled = modules.iter().filter(|it| !self.is_settled(&ModulePath::root(it)));
        let unsettled: Vec<&str> = unsettled.map(String::as_str).collect();
        for (module, text) in unsettled.iter().zip(self.own_texts(&unsettled)) {
            self.found(ModulePath::root(module), &self.package.root.join(module), text);
        }
    }

    /// A module of the project itself.
    fn read(&mut self, module: &str) {
        let path = ModulePath::root(module);
        if !self.is_settled(&path) {
            for text in self.own_texts(&[module]) {
                self.found(path.clone(), &self.package.root.join(module), text);
            }
        }
    }

    /// The texts of modules of the project itself, in their order.
    fn own_texts(&self, modules: &[&str]) -> Vec<Result<FileText, ModuleError>> {
        let may_read = self.seen.may_read(&self.package.root);
        let package = &self.package;
        let read = |module: &&str| match may_read {
            true => package.read_module(module),
            false => Err(ModuleError::Outside),
        };
        match modules.len() < WORTH_THREADS {
            true => modules.iter().map(read).collect(),
            false => each(modules, read),
        }
    }

    /// The modules of a package that the project needs.
    fn read_package(&mut self, node: &PackageNode) {
        let may_read = !node.is_at_path() || self.seen.may_read(&node.folder);
        for module in node.modules.iter().filter(|_| may_read) {
            let path = ModulePath::dependency(&node.name, module);
            if !self.is_settled(&path) {
                self.found(path, &node.folder.join(module), node.read_module(module));
            }
        }
    }

    fn is_settled(&self, path: &ModulePath) -> bool {
        self.files.contains_key(path) || self.unreadable.contains_key(path)
    }

    fn found(&mut self, path: ModulePath, place: &Path, text: Result<FileText, ModuleError>) {
        match text {
            Ok(text) => self.add(path, place, text, SourceFile::new),
            Err(error) => drop(self.unreadable.insert(path, error)),
        }
    }

    /// The module `path`, which lies at `place`; made by `make`, where it isn't known from before.
    fn add(
        &mut self,
        path: ModulePath,
        place: &Path,
        text: FileText,
        make: fn(&Database, ModulePath, Arc<str>) -> SourceFile,
    ) {
        let shown = self.seen.shown(place);
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
            None => make(&self.db, path.clone(), text),
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
        let dependencies = dependencies(&self.package);
        let (files, ledger) = (self.files.clone(), self.package.ledger.clone());
        let terms = terms(&self.package.manifest);
        let project = match self.earlier {
            None => {
                let (dependencies, files) = (Arc::new(dependencies), Arc::new(files));
                Project::new(&self.db, name, dependencies, files, ledger, Arc::new(terms))
            }
            Some(earlier) => {
                let is_complete = earlier.files.keys().eq(files.keys());
                self.is_changed |= !is_complete || *earlier.unreadable != self.unreadable;
                earlier.project.revise(&mut self.db, name, dependencies, files, ledger, terms);
                earlier.project
            }
        };
        let manifest = self.seen.shown(&self.package.root.join(MANIFEST));
        let lock = self.package.lock.as_ref();
        Compilation {
            db: self.db,
            project,
            drift: lock.map(|lock| lock.drift(&self.package.ledger)).unwrap_or_default().into(),
            lints: self.package.manifest.lints.clone(),
            package: self.package.into(),
            sources: self.sources.into(),
            manifest,
            names: self.names.into(),
            files: self.files.into(),
            unreadable: self.unreadable.into(),
            not_utf8: self.not_utf8.into(),
            is_changed: self.is_changed,
            is_looked_through: Arc::default(),
        }
    }
}

/// Which packages there are, and who may use which.
fn dependencies(package: &PackageProject) -> Dependencies {
    let asked = |manifest: &Manifest| -> BTreeSet<Arc<str>> {
        manifest.dependencies.keys().map(|name| name.as_str().into()).collect()
    };
    let packages = &package.graph.packages;
    let mut of = BTreeMap::from([(Package::Root, asked(&package.manifest))]);
    of.extend(
        packages
            .values()
            .map(|node| (Package::Dependency(node.name.as_str().into()), asked(&node.manifest))),
    );
    let all = of.values().flatten();
    let missing = all.filter(|name| !packages.contains_key(&***name)).cloned().collect();
    Dependencies { of, missing }
}

#[cfg(test)]
mod tests {
    use std::{
        path::{Path, PathBuf},
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use orchestra_compiler::Database;
    use orchestra_diagnostics::FileName;
    use orchestra_package_model::FileText;

    use crate::{Compilation, Files};

    /// What an editor holds open: one text.
    struct Open(PathBuf, &'static str);

    impl Files for Open {
        fn shown(&self, path: &Path) -> FileName {
            path.display().to_string().into()
        }

        fn open(&self) -> Vec<(PathBuf, FileText)> {
            vec![(self.0.clone(), FileText::new(self.1.as_bytes()))]
        }
    }

    const TEXT: &str = "fn one() -> int = 1\n\ntemplate main() -> int {\n  one()\n}\n";

    #[test]
    fn the_first_letter_in_a_text_that_is_open_costs_what_the_second_does() {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let place = folder.path().canonicalize().expect("it is there").join("main.orch");
        let ran = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&ran);
        let db = Database::observed(move |_| {
            seen.fetch_add(1, Ordering::Relaxed);
        });
        let mut project = Compilation::open_in(db, &Open(place.clone(), TEXT), &place);
        let file = project.file_at(&place).expect("it is open");
        assert_eq!(project.diagnostics(file), []);
        let all = ran.swap(0, Ordering::Relaxed);
        let mut typed = |text: &str| {
            assert!(project.edit(&place, &FileText::new(text.as_bytes())));
            assert_eq!(project.diagnostics(file), []);
            ran.swap(0, Ordering::Relaxed)
        };
        let first = typed(&TEXT.replace("= 1", "= 12"));
        let second = typed(&TEXT.replace("= 1", "= 123"));
        assert_eq!(first, second);
        assert!(first < all / 2, "{first} of {all} queries ran");
    }
}
