//! Which version of each package of a library a project gets.
//!
//! PubGrub finds the versions; here it is told what there is to choose from, and what it finds is said
//! in people's words. A set of versions is a set of those that were published: whether one fits is
//! what `semver` says of it, and so prereleases are taken where cargo takes them. What is locked stays
//! unless it is to move or doesn't fit any more; else the highest version is taken. A yanked version is
//! taken where it is locked, and nowhere else.
//!
//! Packages at paths aren't chosen: what their manifests ask for is asked as the root asks.

mod conflict;
mod provider;

use std::collections::{BTreeMap, BTreeSet};

use pubgrub::PubGrubError;
use semver::Version;

use crate::{
    Libraries, LibraryError, Lock, Manifest, PackageGraph, Release, graph::library_place,
    lock::LockedSource, manifest::Source,
};

pub use conflict::Conflict;
use provider::{Asked, Failure, Provider, Subject};

/// Which packages may move to other versions than those that are locked, though these fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moving {
    /// None.
    Nothing,
    /// These.
    Only(BTreeSet<String>),
    /// All.
    All,
}

/// A version that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The library, as a lock names it.
    pub library: String,
    /// The version, with what it says of itself.
    pub release: Release,
}

/// Why no versions were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolveError {
    /// A library couldn't answer.
    Library(LibraryError),
    /// None fit everybody.
    Conflict(Conflict),
}

/// Versions of all packages of libraries that a project needs, by name.
///
/// # Errors
/// Where a library can't answer, or no versions fit everybody who asks.
pub fn resolve(
    manifest: &Manifest,
    graph: &PackageGraph,
    lock: Option<&Lock>,
    moving: &Moving,
    libraries: &dyn Libraries,
) -> Result<BTreeMap<String, Chosen>, ResolveError> {
    let provider = Provider::new(libraries, kept(lock, moving));
    provider.ask(Subject::Root, asked_by(manifest, Some(""), manifest));
    for (name, node) in &graph.packages {
        if let LockedSource::Path(place) = &node.source {
            let asked = asked_by(&node.manifest, Some(place), manifest);
            provider.ask(Subject::AtPath(name.clone()), asked);
        }
    }
    match pubgrub::resolve(&provider, Subject::Root, Version::new(0, 0, 0)) {
        Ok(found) => {
            let chosen = provider.chosen(found.into_iter());
            stand_once(chosen, graph).map_err(ResolveError::Conflict)
        }
        Err(PubGrubError::NoSolution(tree)) => {
            Err(ResolveError::Conflict(Conflict::explain(&provider, manifest, graph, &tree)))
        }
        Err(
            PubGrubError::ErrorRetrievingDependencies { source: Failure(error), .. }
            | PubGrubError::ErrorChoosingVersion { source: Failure(error), .. }
            | PubGrubError::ErrorInShouldCancel(Failure(error)),
        ) => Err(ResolveError::Library(error)),
    }
}

/// The versions that are kept where they fit.
fn kept(lock: Option<&Lock>, moving: &Moving) -> Kept {
    let mut kept = Kept::default();
    for (name, package) in lock.iter().flat_map(|lock| &lock.packages) {
        let (LockedSource::Library { library, .. }, Some(version)) =
            (&package.source, &package.version)
        else {
            continue;
        };
        let subject = Subject::of(name, library);
        let moves = match moving {
            Moving::Nothing => false,
            Moving::Only(names) => names.contains(name),
            Moving::All => true,
        };
        if !moves {
            kept.preferred.insert(subject.clone(), version.clone());
        }
        kept.locked.insert(subject, version.clone());
    }
    kept
}

/// What a lock says of the packages of libraries.
#[derive(Debug, Default)]
struct Kept {
    /// All that is locked: these versions may be yanked.
    locked: BTreeMap<Subject, Version>,
    /// Those that stay where they fit.
    preferred: BTreeMap<Subject, Version>,
}

/// What the manifest of a package at `place` asks for: packages of libraries, and those at paths.
fn asked_by(asker: &Manifest, place: Option<&str>, root: &Manifest) -> Vec<Asked> {
    let mut asked = Vec::new();
    for (name, dependency) in &asker.dependencies {
        match &dependency.source {
            Source::Unreadable => {}
            Source::Path(_) => {
                asked.push(Asked { subject: Subject::AtPath(name.clone()), requirement: None });
            }
            Source::Library { requirement, .. } => {
                // None is named: that is told where the packages are looked for.
                let library = library_place(&dependency.source, asker, place, None, root);
                let Some(library) = library else { continue };
                let subject = Subject::of(name, &library);
                asked.push(Asked { subject, requirement: Some(requirement.clone()) });
            }
        }
    }
    asked
}

/// A package stands once, whatever places it is asked from.
fn stand_once(
    chosen: Vec<(String, Chosen)>,
    graph: &PackageGraph,
) -> Result<BTreeMap<String, Chosen>, Conflict> {
    let mut found: BTreeMap<String, Chosen> = BTreeMap::new();
    for (name, chosen) in chosen {
        let at_path = graph.packages.get(&name).filter(|node| node.is_at_path());
        let other = found.get(&name).map(|it| it.library.clone());
        let other = other.or_else(|| match &at_path?.source {
            LockedSource::Path(path) => Some(path.clone()),
            LockedSource::Library { library, .. } => Some(library.clone()),
        });
        if let Some(other) = other {
            return Err(Conflict::two_places(&name, &other, &chosen.library));
        }
        found.insert(name, chosen);
    }
    Ok(found)
}
