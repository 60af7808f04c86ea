//! The packages of a project as they would be with another manifest or other versions.
//!
//! Nothing is written before all is known: manifest and lock change together, at the end.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use orchestra_compiler_project::Compilation;
use orchestra_diagnostics::{Code, Span};
use orchestra_package_model::{
    Grant, Libraries, Lock, Project, Source,
    grant::Excess,
    lock::{LOCK, LockedPackage, LockedSource},
    project::MANIFEST,
    resolve::{Chosen, Moving, resolve},
};
use semver::Version;
use serde_json::{Value, json};

use super::{
    library_error, moved, no_package, open,
    refusals::{cant_be_had, refuse, unresolved},
    signer::signer,
};
use crate::{
    command_error::{CommandError, Doing as _},
    files,
    session::Session,
    with_texts::WithTexts,
};

/// What is to be tried.
pub(crate) struct Trial<'t> {
    /// The manifest's text, where it is to be another one.
    pub(crate) manifest: Option<String>,
    /// Which packages move.
    pub(crate) moving: Moving,
    /// Packages whose new signers, digests and effects are accepted.
    pub(crate) accepted: &'t BTreeSet<String>,
    /// Where versions come from.
    pub(crate) libraries: &'t dyn Libraries,
}

/// A project as it would be.
pub(crate) struct Tried {
    pub(crate) compilation: Compilation,
    /// Its lock, with what its packages were granted before.
    pub(crate) lock: Lock,
    /// The lock as it was.
    pub(crate) before: Lock,
    /// What each of its packages does.
    pub(crate) needed: BTreeMap<String, Grant>,
    manifest: Option<String>,
    root: PathBuf,
}

/// What becomes of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PackageMove {
    pub(crate) name: String,
    /// Its version, or where it lies, before.
    pub(crate) from: Option<String>,
    /// The same from now on.
    pub(crate) to: Option<String>,
}

impl PackageMove {
    /// For programs.
    pub(crate) fn document(&self) -> Value {
        json!({ "name": self.name, "from": self.from, "to": self.to })
    }
}

impl Tried {
    /// # Errors
    /// Where versions can't be found or fetched, or a package isn't what it was.
    pub(crate) fn open(session: &Session, trial: Trial<'_>) -> Result<Self, CommandError> {
        let (root, is_package) = Project::root_of(&session.working);
        if !is_package {
            return Err(no_package());
        }
        let mut texts = WithTexts::new(session);
        if let Some(text) = &trial.manifest {
            texts.put(root.join(MANIFEST), text);
        }
        let project = open(&texts, &root);
        if project.lock.as_ref().is_some_and(|lock| lock.is_newer) {
            let message = "newer tools wrote the lock, and writing it anew would lose something";
            return Err(
                CommandError::usage(message).hint("`orchc check` says what these don't know")
            );
        }
        refuse(session, &project, |it| it.code == Code::E0701 && !it.file.ends_with(LOCK))?;
        let before = project.lock.clone().unwrap_or_default();
        let mut lock = Lock { packages: BTreeMap::new(), ..before.clone() };
        let is_found =
            !project.problems.iter().any(|it| matches!(it.code, Code::E0702 | Code::E0703));
        // Where all is locked and here, nobody is asked.
        let stays = trial.moving == Moving::Nothing && is_found;
        let chosen = if stays { BTreeMap::new() } else { choose(session, &project, &trial)? };
        if stays {
            let of_libraries = project.graph.packages.values().filter(|node| !node.is_at_path());
            let locked = of_libraries.filter_map(|node| before.packages.get_key_value(&node.name));
            lock.packages.extend(locked.map(|(name, package)| (name.clone(), package.clone())));
        }
        let keys: Vec<&str> =
            project.manifest.trusted_keys.iter().map(|(key, _)| key.as_str()).collect();
        for (name, chosen) in &chosen {
            let known = before.packages.get(name);
            if let Some(known) = known.filter(|it| is_of(it, &chosen.library))
                && !trial.accepted.contains(name)
                && let Some(problem) =
                    moved(session, &project, trial.libraries, name, known).map_err(library_error)?
            {
                return Err(cant_be_had(session, &[problem], &project.sources));
            }
            let signer = signer(name, &chosen.release, known, &keys, trial.accepted)?;
            let library = trial.libraries.open(&chosen.library).map_err(library_error)?;
            library
                .fetch(name, &chosen.release.digest, &session.places.packages())
                .map_err(library_error)?;
            let source = LockedSource::Library {
                library: chosen.library.clone(),
                digest: chosen.release.digest.clone(),
            };
            let version = Some(chosen.release.version.clone());
            lock.packages.insert(name.clone(), locked(version, source, signer, known));
        }
        for (name, node) in project.graph.packages.iter().filter(|(_, node)| node.is_at_path()) {
            let known = before.packages.get(name);
            let package = locked(node.version.clone(), node.source.clone(), None, known);
            lock.packages.insert(name.clone(), package);
        }
        texts.put(root.join(LOCK), &lock.text());
        let compilation = Compilation::open(&texts, &root);
        refuse(session, &compilation.package, |it| {
            matches!(it.code, Code::E0702 | Code::E0703)
                || it.code == Code::E0701 && !it.file.ends_with(LOCK)
        })?;
        let needed = compilation.needed_grants();
        Ok(Self { compilation, lock, before, needed, manifest: trial.manifest, root })
    }

    /// What packages do beyond what they were granted; those of them aside that do nothing more.
    pub(crate) fn excess(&self) -> BTreeMap<String, Vec<Excess>> {
        let nothing = Grant::default();
        let excess = self.needed.iter().map(|(name, needed)| {
            let granted = self.before.packages.get(name).map_or(&nothing, |it| &it.grant);
            (name.clone(), granted.excess(needed))
        });
        excess.filter(|(_, excess)| !excess.is_empty()).collect()
    }

    /// Grants every package what it does, and nothing else.
    pub(crate) fn grant(&mut self) {
        for (name, package) in &mut self.lock.packages {
            package.grant = self.needed.get(name).cloned().unwrap_or_default();
        }
    }

    /// What becomes of packages, by name.
    pub(crate) fn moves(&self) -> Vec<PackageMove> {
        self.moves_to(&self.lock)
    }

    /// The same with another lock as the one that is to be.
    pub(crate) fn moves_to(&self, lock: &Lock) -> Vec<PackageMove> {
        let (old, new) = (&self.before.packages, &lock.packages);
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let moves = names.into_iter().map(|name| PackageMove {
            name: name.clone(),
            from: old.get(name).map(placed),
            to: new.get(name).map(placed),
        });
        moves.filter(|it| it.from != it.to).collect()
    }

    /// Writes manifest and lock, where they change; whether they did.
    ///
    /// # Errors
    /// Where they can't be written.
    pub(crate) fn write(&self, session: &Session) -> Result<bool, CommandError> {
        let lock = self.root.join(LOCK);
        let shown = session.shown(&lock);
        let text = self.lock.text();
        let written = files::read_optional(&lock).doing(format_args!("read {shown}"))?;
        let is_empty = self.lock.entries.is_empty() && self.lock.packages.is_empty();
        let changes = written.as_ref() != Some(&text) && (written.is_some() || !is_empty);
        if changes {
            files::write(&lock, &text).doing(format_args!("write {shown}"))?;
        }
        if let Some(text) = &self.manifest {
            let path = self.root.join(MANIFEST);
            files::write(&path, text).doing(format_args!("write {}", session.shown(&path)))?;
        }
        Ok(changes)
    }
}

/// A package as it is locked, before it is granted more than it was.
fn locked(
    version: Option<Version>,
    source: LockedSource,
    signer: Option<String>,
    known: Option<&LockedPackage>,
) -> LockedPackage {
    let grant = known.map(|it| it.grant.clone()).unwrap_or_default();
    LockedPackage { version, source, signer, grant, at: Span::at(0) }
}

/// Whether a package was locked from this library.
fn is_of(package: &LockedPackage, place: &str) -> bool {
    matches!(&package.source, LockedSource::Library { library, .. } if library == place)
}

/// `1.2.0`, or the folder of one at a path.
fn placed(package: &LockedPackage) -> String {
    match (&package.source, &package.version) {
        (LockedSource::Path(path), _) => path.clone(),
        (LockedSource::Library { .. }, Some(version)) => version.to_string(),
        (LockedSource::Library { digest, .. }, None) => digest.clone(),
    }
}

/// Versions of the packages of libraries.
fn choose(
    session: &Session,
    project: &Project,
    trial: &Trial<'_>,
) -> Result<BTreeMap<String, Chosen>, CommandError> {
    let is_of_library = |source: &Source| matches!(source, Source::Library { .. });
    let at_paths = project.graph.packages.values().filter(|node| node.is_at_path());
    let manifests = std::iter::once(&project.manifest).chain(at_paths.map(|node| &node.manifest));
    let needs_library = manifests
        .flat_map(|manifest| manifest.dependencies.values())
        .any(|dependency| is_of_library(&dependency.source));
    // Of these no version can be chosen, and nothing of a library would mend it.
    refuse(session, project, |it| it.code == Code::E0702 && !needs_library)?;
    if !needs_library {
        return Ok(BTreeMap::new());
    }
    let lock = project.lock.as_ref();
    let found = resolve(&project.manifest, &project.graph, lock, &trial.moving, trial.libraries);
    found.map_err(|error| unresolved(session, project, trial.libraries, trial.accepted, error))
}
