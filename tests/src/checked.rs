//! Texts, compiled as one project.
//!
//! `packages/kit/scores.orch` is the module `scores.orch` of the package `kit`, which the package around
//! that folder may use: the project's own, or that of another such folder.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use orchestra_compiler::{
    Database, Dependencies, LedgerUse, ModulePath, Package, Project, SourceFile, check,
    items::{ItemId, ItemKind, items},
    lint,
    terms::Terms,
};
use orchestra_diagnostics::{Code, Diagnostic, Fix, Level, LintLevels};
use orchestra_ledger_model::Ledger;
use orchestra_plan::{Plan, TestPlan};

use crate::{corpus, mini_ledger::mini_ledger};

/// A project of some texts, with its Ledger and the standard library.
#[derive(Debug)]
pub struct Checked {
    db: Database,
    project: Project,
    texts: BTreeMap<String, Arc<str>>,
    /// Without levels, nothing is linted.
    lints: Option<LintLevels>,
}

impl Checked {
    /// With the invented Ledger and its providers. Paths are those from the package's root.
    #[must_use]
    pub fn with_mini_ledger(texts: &[(&str, &str)]) -> Self {
        Self::new(texts, mini_ledger(), &corpus::folder("ledger/providers"))
    }

    /// With the Ledger and the providers that the binary has.
    #[must_use]
    pub fn with_embedded_ledger(texts: &[(&str, &str)]) -> Self {
        Self::new(texts, Ledger::embedded(), &corpus::folder("../stdlib/providers"))
    }

    /// With the invented Ledger, if it lists all that `text` uses, else with the real one.
    #[must_use]
    pub fn example(text: &str) -> Self {
        let ledger = mini_ledger();
        let is_listed = |name: &str| ledger.subnet(name).is_some() || ledger.family(name).is_some();
        let texts = [("example.orch", text)];
        if used_names(text).all(is_listed) {
            Self::with_mini_ledger(&texts)
        } else {
            Self::with_embedded_ledger(&texts)
        }
    }

    fn new(texts: &[(&str, &str)], ledger: Ledger, providers: &Path) -> Self {
        let db = Database::default();
        let mut files = BTreeMap::new();
        let folders =
            [("std", corpus::folder("../stdlib/std")), ("providers", providers.to_owned())];
        for (name, folder) in folders {
            for path in corpus::files(&folder, ".orch") {
                let file = path.file_name().expect("a file has a name").to_string_lossy();
                let module = ModulePath::std(&format!("{name}/{file}"));
                let text = corpus::read(&path).into();
                files.insert(module.clone(), SourceFile::lasting(&db, module, text));
            }
        }
        let mut dependencies = Dependencies::default();
        for (path, text) in texts {
            let module = module_at(path, &mut dependencies);
            files.insert(module.clone(), SourceFile::new(&db, module, (*text).into()));
        }
        let project = Project::new(
            &db,
            None,
            Arc::new(dependencies),
            Arc::new(files),
            ledger,
            Arc::new(Terms::default()),
        );
        let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).into())).collect();
        Self { db, project, texts, lints: None }
    }

    /// The same with all lints at their defaults, but each of `awake` a warning at least.
    #[must_use]
    pub fn linted(mut self, awake: impl IntoIterator<Item = Code>) -> Self {
        let mut levels = LintLevels::default();
        let silent = |lint: &Code| lint.default_level() == Some(Level::Allow);
        for lint in awake.into_iter().filter(silent) {
            levels.set(lint, Level::Warn);
        }
        self.lints = Some(levels);
        self
    }

    /// Gives one of the texts another content. What doesn't depend on it isn't compiled again.
    pub fn edit(&mut self, path: &str, text: &str) {
        let file = self.file(path);
        file.edit(&mut self.db, text.into());
        self.texts.insert(path.to_owned(), text.into());
    }

    /// What is wrong with one of the texts.
    #[must_use]
    pub fn diagnostics(&self, path: &str) -> Vec<Diagnostic> {
        self.diagnostics_of(self.file(path))
    }

    /// What one of the texts calls of the Ledger.
    #[must_use]
    pub fn ledger_uses(&self, path: &str) -> Vec<LedgerUse> {
        orchestra_compiler::ledger_uses(&self.db, self.file(path))
    }

    /// What is wrong with all of the texts.
    #[must_use]
    pub fn all_diagnostics(&self) -> Vec<Diagnostic> {
        self.texts.keys().flat_map(|path| self.diagnostics(path)).collect()
    }

    /// What is wrong with the providers and modules that aren't the project's own.
    #[must_use]
    pub fn diagnostics_of_std(&self) -> Vec<Diagnostic> {
        let files = self.project.files(&self.db);
        let shipped = files.iter().filter(|(path, _)| path.package().is_std());
        shipped.flat_map(|(_, file)| self.diagnostics_of(*file)).collect()
    }

    /// The templates of one of the texts, each with its plan.
    #[must_use]
    pub fn plans(&self, path: &str) -> Vec<(String, Option<Arc<Plan>>)> {
        self.each(path, ItemKind::Template, |item| orchestra_compiler::plan(&self.db, item))
    }

    /// The tests of one of the texts by their titles, each with its plan.
    #[must_use]
    pub fn test_plans(&self, path: &str) -> Vec<(String, Option<Arc<TestPlan>>)> {
        self.each(path, ItemKind::Test, |item| orchestra_compiler::test_plan(&self.db, item))
    }

    /// The items of a kind, each with what `make` makes of it.
    fn each<T>(&self, path: &str, kind: ItemKind, make: impl Fn(ItemId) -> T) -> Vec<(String, T)> {
        let declared = items(&self.db, self.file(path));
        let items = declared.declared().map(|declared| declared.id);
        items
            .filter(|item| item.kind(&self.db) == kind)
            .map(|item| (item.name(&self.db).to_string(), make(item)))
            .collect()
    }

    /// The texts as they are after a fix.
    #[must_use]
    pub fn mended(&self, fix: &Fix) -> Vec<(String, String)> {
        let mend = |path: &String, text: &Arc<str>| {
            let name = module_at(path, &mut Dependencies::default()).to_string();
            let mut edits: Vec<_> = fix.edits.iter().filter(|edit| *edit.file == *name).collect();
            edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
            let mut text = text.to_string();
            for edit in edits {
                text.replace_range(edit.span.range(), &edit.text);
            }
            text
        };
        self.texts.iter().map(|(path, text)| (path.clone(), mend(path, text))).collect()
    }

    fn diagnostics_of(&self, file: SourceFile) -> Vec<Diagnostic> {
        let mut found = check(&self.db, file).to_vec();
        if let Some(levels) = &self.lints {
            found.extend(lint(&self.db, file, levels));
        }
        found
    }

    fn file(&self, path: &str) -> SourceFile {
        self.project.files(&self.db)[&module_at(path, &mut Dependencies::default())]
    }
}

/// The module that `path` names, and which packages may use its own.
fn module_at(path: &str, dependencies: &mut Dependencies) -> ModulePath {
    let (mut package, mut rest) = (Package::Root, path);
    while let Some((name, inside)) =
        rest.strip_prefix("packages/").and_then(|it| it.split_once('/'))
    {
        dependencies.of.entry(package).or_default().insert(name.into());
        (package, rest) = (Package::Dependency(name.into()), inside);
    }
    match package {
        Package::Dependency(name) => ModulePath::dependency(&name, rest),
        _ => ModulePath::root(rest),
    }
}

/// The subnets and families that `text` names at its top.
fn used_names(text: &str) -> impl Iterator<Item = &str> {
    let uses = text.lines().filter_map(|line| {
        line.strip_prefix("use subnet ").or_else(|| line.strip_prefix("use capability "))
    });
    uses.flat_map(|names| names.split("//").next().unwrap_or_default().split(','))
        .filter_map(|name| name.split_whitespace().next())
}
