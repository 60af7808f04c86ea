//! The database: texts go in, and everything else is a query.
//!
//! Queries are functions of what they read, without I/O or clock, and remembered by salsa: after an
//! edit, only those run again whose inputs really changed. Values that hold positions are kept apart
//! from those that hold meaning, so that most edits stop at the first of them.
//!
//! A [`Database`] is cheap to clone; a clone is a snapshot for another thread, and writing waits
//! until all of them are dropped.

#![expect(missing_docs, reason = "what salsa's attributes add has no comments")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use orchestra_ledger_model::Ledger;
use orchestra_syntax::{Parse, Problem};
use salsa::{Durability, Setter as _};

pub use crate::module_path::{ModulePath, Package};
use crate::reading::Reading;
use crate::terms::Terms;

/// Everything that is known, and what was made of it.
#[salsa::db]
#[derive(Clone, Default)]
pub struct Database {
    storage: salsa::Storage<Self>,
    is_fixed: bool,
}

#[salsa::db]
impl salsa::Database for Database {}

impl Database {
    /// A database whose texts never change, nor anything else of its project: it needn't remember what was
    /// made of what, which takes time and a twentieth of its memory.
    #[must_use]
    pub fn fixed() -> Self {
        Self { is_fixed: true, ..Self::default() }
    }

    /// Whether nothing that is put into it changes.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.is_fixed
    }

    /// How durable what is put in is: `otherwise`, unless it never changes.
    fn durability(&self, otherwise: Durability) -> Durability {
        if self.is_fixed { Durability::NEVER_CHANGE } else { otherwise }
    }

    /// A database that names each query to `observer` when it is run, not when its value is
    /// remembered: to see what an edit costs.
    pub fn observed(observer: impl Fn(&str) + Send + Sync + 'static) -> Self {
        let storage = salsa::Storage::new(Some(Box::new(move |event: salsa::Event| {
            if let salsa::EventKind::WillExecute { database_key } = event.kind {
                observer(&format!("{database_key:?}"));
            }
        })));
        Self { storage, is_fixed: false }
    }
}

/// Whether a query unwound with `panic` because a text is about to change, not because of a mistake of
/// ours.
#[must_use]
pub fn is_cancellation(panic: &(dyn std::any::Any + Send)) -> bool {
    panic.is::<salsa::Cancelled>()
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Database")
    }
}

/// The text of one module.
///
/// Salsa remembers how durable what it made is: as durable as the least durable of what it was made
/// of. An edit looks through nothing again that is more durable than what was edited. So texts that
/// somebody edits are apart from those that nobody has touched, and those from what hardly ever
/// changes; paths never do.
#[salsa::input(debug, constructor = with_one_durability)]
pub struct SourceFile {
    /// Which module.
    #[returns(clone)]
    pub path: ModulePath,
    /// Its text.
    #[returns(clone)]
    pub text: Arc<str>,
    /// What is kept while its items are read, where the text never changes.
    #[returns(ref)]
    pub(crate) reading: Option<Arc<Reading>>,
}

impl SourceFile {
    /// A module that nobody has edited yet.
    pub fn new(db: &Database, path: ModulePath, text: Arc<str>) -> Self {
        Self::with_durability(db, path, text, Durability::MEDIUM)
    }

    /// A module that somebody has before them: its first edit costs what the next ones do.
    pub fn at_hand(db: &Database, path: ModulePath, text: Arc<str>) -> Self {
        Self::with_durability(db, path, text, Durability::LOW)
    }

    /// A module of the standard library, whose text hardly ever changes.
    pub fn lasting(db: &Database, path: ModulePath, text: Arc<str>) -> Self {
        Self::with_durability(db, path, text, Durability::HIGH)
    }

    /// A module whose text is as durable as `durability`, unless it never changes.
    fn with_durability(
        db: &Database,
        path: ModulePath,
        text: Arc<str>,
        durability: Durability,
    ) -> Self {
        Self::builder(path, text, db.is_fixed.then(Arc::default))
            .durability(db.durability(Durability::HIGH))
            .text_durability(db.durability(durability))
            .new(db)
    }

    /// Whether its text may become another.
    pub(crate) fn may_change(self, db: &dyn salsa::Database) -> bool {
        self.reading(db).is_none()
    }

    /// Gives the module another text, or the same, and expects it to be edited again: the first time, all
    /// that was made of its text is made again, unless it was [`at_hand`](Self::at_hand) from the start.
    /// Waits until no snapshot is left.
    pub fn edit(self, db: &mut Database, text: Arc<str>) {
        self.set_text(db).with_durability(Durability::LOW).to(text);
    }
}

/// Which packages there are beside the root and the standard library, and who may use which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// The names of those that a package's manifest asks for, kebab-case. It may use no other.
    pub of: BTreeMap<Package, BTreeSet<Arc<str>>>,
    /// Those of them that aren't there, which is told where a manifest asks for them: what is
    /// imported from them is silent.
    pub missing: BTreeSet<Arc<str>>,
}

impl Dependencies {
    /// The names of the packages that the manifest of `package` asks for.
    pub fn asked_for(&self, package: &Package) -> impl Iterator<Item = &Arc<str>> {
        self.of.get(package).into_iter().flatten()
    }
}

/// What is compiled together: one in each database, so that queries needn't be told which.
#[salsa::input(singleton, debug, constructor = with_one_durability)]
pub struct Project {
    /// The package's name, as the manifest gives it; none outside any package.
    #[returns(clone)]
    pub name: Option<Arc<str>>,
    /// Which packages there are beside the root and the standard library.
    #[returns(ref)]
    pub dependencies: Arc<Dependencies>,
    /// All modules: the package's own, those of its dependencies and of the standard library.
    #[returns(ref)]
    pub files: Arc<BTreeMap<ModulePath, SourceFile>>,
    /// Subnets and families.
    #[returns(ref)]
    pub ledger: Ledger,
    /// What the user pays.
    #[returns(clone)]
    pub terms: Arc<Terms>,
}

impl Project {
    /// A project, which changes less often than any text of it.
    pub fn new(
        db: &Database,
        name: Option<Arc<str>>,
        dependencies: Arc<Dependencies>,
        files: Arc<BTreeMap<ModulePath, SourceFile>>,
        ledger: Ledger,
        terms: Arc<Terms>,
    ) -> Self {
        let durability = db.durability(Durability::HIGH);
        Self::builder(name, dependencies, files, ledger, terms).durability(durability).new(db)
    }

    /// Gives the project what has changed of it, so that nothing else runs again. Waits until no
    /// snapshot is left.
    pub fn revise(
        self,
        db: &mut Database,
        name: Option<Arc<str>>,
        dependencies: Dependencies,
        files: BTreeMap<ModulePath, SourceFile>,
        ledger: Ledger,
        terms: Terms,
    ) {
        if self.name(db) != name {
            self.set_name(db).to(name);
        }
        if **self.dependencies(db) != dependencies {
            self.set_dependencies(db).to(Arc::new(dependencies));
        }
        if **self.files(db) != files {
            self.set_files(db).to(Arc::new(files));
        }
        if *self.ledger(db) != ledger {
            self.set_ledger(db).to(ledger);
        }
        if *self.terms(db) != terms {
            self.set_terms(db).to(Arc::new(terms));
        }
    }
}

/// The tree of a module. Most of what is asked of a file needs it only once: where texts never change, it can
/// be let go of by [`forget_tree`].
pub fn parse(db: &dyn salsa::Database, file: SourceFile) -> Arc<Parse> {
    match file.reading(db) {
        Some(reading) => reading.tree.or(|| orchestra_syntax::parse_shared(file.text(db))),
        None => remembered_parse(db, file),
    }
}

/// The tree of a module whose text may change: of those that were asked for last.
#[salsa::tracked(returns(clone), lru = 4096)]
fn remembered_parse(db: &dyn salsa::Database, file: SourceFile) -> Arc<Parse> {
    Arc::new(orchestra_syntax::parse_shared(file.text(db)))
}

/// Lets go of the tree of a module whose text never changes: they take a fifth of what a check keeps. One that is
/// asked for all the same is made again.
pub(crate) fn forget_tree(db: &dyn salsa::Database, file: SourceFile) {
    if let Some(reading) = file.reading(db) {
        reading.forget();
    }
}

/// What the parser says of a module: hardly ever anything. It outlives the tree.
#[salsa::tracked(returns(clone))]
pub fn problems(db: &dyn salsa::Database, file: SourceFile) -> Arc<[Problem]> {
    parse(db, file).problems.clone().into()
}
