//! The packages that a project needs, as they lie on this machine: found from manifest, lock and
//! disk alone.
//!
//! A package is known by its name, and stands in a graph once. One at a path is found at its folder;
//! one of a library is what the lock says, unpacked in the cache under its digest. What can't be
//! found is E0702 where the root's manifest asks for it, what isn't what was locked E0703. The
//! packages that lie at paths have manifests of their own, whose mistakes are told in them.

mod find;
mod places;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use orchestra_diagnostics::{Diagnostic, FileName, Sources};
use semver::Version;

use crate::{
    FileText, Lock, Manifest, ModuleError,
    lock::{LockedSource, is_digest},
    project::read_module_in,
};

pub(crate) use places::{joined, library_place};

/// Packages that a project needs, directly or not, by name; itself aside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackageGraph {
    /// Those that could be found.
    pub packages: BTreeMap<String, PackageNode>,
    /// The folders in which packages at paths are looked for, also those that hold none: one may come. As
    /// they really lie, as far as they are there.
    pub places: BTreeSet<PathBuf>,
}

/// A package that a project needs.
#[derive(Clone, Debug, PartialEq)]
pub struct PackageNode {
    /// Its name, as its own manifest says.
    pub name: String,
    /// Its version; one at a path may have none.
    pub version: Option<Version>,
    /// Where it comes from.
    pub source: LockedSource,
    /// Where it lies.
    pub folder: PathBuf,
    /// What its manifest says.
    pub manifest: Manifest,
    /// The packages that it needs itself, sorted; those that weren't found aside.
    pub dependencies: Vec<String>,
    /// Every module's path, relative to its folder, with `/`, sorted; those of its tests aside.
    pub modules: Vec<String>,
    /// The folders that were looked through for them, its own first.
    pub folders: Vec<PathBuf>,
    /// The package of the root's manifest through which this one is needed: its own name where the
    /// root asks for it.
    pub through: String,
}

impl PackageNode {
    /// The text of the module `path`, relative to the package's folder.
    ///
    /// # Errors
    /// Where `path` leads out of the folder, also by a link, or can't be read.
    pub fn read_module(&self, path: &str) -> Result<FileText, ModuleError> {
        read_module_in(&self.folder, path)
    }

    /// Whether it lies at a path, where somebody may work on it.
    #[must_use]
    pub fn is_at_path(&self) -> bool {
        matches!(self.source, LockedSource::Path(_))
    }
}

/// What packages are looked for with.
pub struct Lookup<'l> {
    /// The root package's folder.
    pub root: &'l Path,
    /// What its manifest says.
    pub manifest: &'l Manifest,
    /// What people call the manifest.
    pub file: &'l FileName,
    /// What was locked.
    pub lock: Option<&'l Lock>,
    /// The folder that packages of libraries are unpacked in; none where there are none.
    pub cache: Option<&'l Path>,
    /// What people call a file.
    pub name: &'l dyn Fn(&Path) -> FileName,
    /// Whether a folder's files may be read.
    pub may_read: &'l dyn Fn(&Path) -> bool,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The packages.
    pub graph: PackageGraph,
    /// What is wrong with them.
    pub problems: Vec<Diagnostic>,
    /// The texts that problems point into, but for the root's manifest.
    pub sources: Sources,
}

impl PackageGraph {
    /// Finds the packages that a project needs.
    #[must_use]
    pub fn find(lookup: &Lookup<'_>) -> Found {
        find::find(lookup)
    }
}

/// The folder in `cache` for what has `digest`; none where that isn't one: `sha256:` and 64
/// hexadecimal digits.
#[must_use]
pub fn cached_folder(cache: &Path, digest: &str) -> Option<PathBuf> {
    is_digest(digest).then(|| cache.join(digest.replacen(':', "-", 1)))
}
