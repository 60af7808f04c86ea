//! What PubGrub is told: which packages there are, in which versions, and what these ask for.

use std::{cell::RefCell, cmp::Reverse, collections::BTreeMap, fmt, ops::Bound};

use pubgrub::{Dependencies, DependencyProvider, PackageResolutionStatistics, Ranges};
use semver::{Version, VersionReq};

use super::{Chosen, Kept};
use crate::{Libraries, Library, LibraryError, Release};

/// Who asks, or is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Subject {
    /// The root package.
    Root,
    /// A package at a path, by its name.
    AtPath(String),
    /// A package of a library.
    OfLibrary {
        /// Its name.
        name: String,
        /// The library, as a lock names it.
        library: String,
    },
}

impl Subject {
    pub(super) fn of(name: &str, library: &str) -> Self {
        Self::OfLibrary { name: name.to_owned(), library: library.to_owned() }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("this package"),
            Self::AtPath(name) | Self::OfLibrary { name, .. } => write!(f, "`{name}`"),
        }
    }
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) subject: Subject,
    /// Of a package of a library: which versions will do.
    pub(super) requirement: Option<VersionReq>,
}

/// A library that couldn't answer, as an error that PubGrub hands on.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Failure(pub(super) LibraryError);

/// A set of published versions.
pub(super) type Versions = Ranges<Version>;

pub(super) struct Provider<'l> {
    libraries: &'l dyn Libraries,
    kept: Kept,
    /// What was heard so far: libraries are asked for nothing twice.
    heard: RefCell<Heard>,
}

#[derive(Default)]
struct Heard {
    /// What the root and the packages at paths ask for.
    asked: BTreeMap<Subject, Vec<Asked>>,
    /// All versions of a package, sorted.
    versions: BTreeMap<Subject, Vec<Version>>,
    releases: BTreeMap<(Subject, Version), Release>,
}

impl<'l> Provider<'l> {
    pub(super) fn new(libraries: &'l dyn Libraries, kept: Kept) -> Self {
        Self { libraries, kept, heard: RefCell::default() }
    }

    /// Says what the root, or a package at a path, asks for.
    pub(super) fn ask(&self, by: Subject, asked: Vec<Asked>) {
        self.heard.borrow_mut().asked.insert(by, asked);
    }

    /// What was asked for by `by`, in the version given where it has several.
    pub(super) fn asked_by(&self, by: &Subject, version: &Version) -> Vec<Asked> {
        let heard = self.heard.borrow();
        match by {
            Subject::Root | Subject::AtPath(_) => heard.asked.get(by).cloned().unwrap_or_default(),
            Subject::OfLibrary { library, .. } => {
                let release = heard.releases.get(&(by.clone(), version.clone()));
                let needs = release.map(|it| it.dependencies.as_slice()).unwrap_or_default();
                let asked = needs.iter().map(|need| Asked {
                    subject: Subject::of(&need.name, need.library.as_ref().unwrap_or(library)),
                    requirement: Some(need.requirement.clone()),
                });
                asked.collect()
            }
        }
    }

    /// The versions that were heard of, sorted.
    pub(super) fn versions_heard(&self, subject: &Subject) -> Vec<Version> {
        self.heard.borrow().versions.get(subject).cloned().unwrap_or_default()
    }

    /// Whether a version was heard to be yanked, and isn't locked.
    pub(super) fn is_taken_back(&self, subject: &Subject, version: &Version) -> bool {
        let heard = self.heard.borrow();
        let is_yanked =
            heard.releases.get(&(subject.clone(), version.clone())).is_some_and(|it| it.is_yanked);
        is_yanked && self.kept.locked.get(subject) != Some(version)
    }

    /// The packages of libraries among what was found, with their releases.
    pub(super) fn chosen(
        &self,
        found: impl Iterator<Item = (Subject, Version)>,
    ) -> Vec<(String, Chosen)> {
        let heard = self.heard.borrow();
        let mut chosen: Vec<_> = found
            .filter_map(|(subject, version)| {
                let release = heard.releases.get(&(subject.clone(), version))?.clone();
                match subject {
                    Subject::OfLibrary { name, library } => {
                        Some((name, Chosen { library, release }))
                    }
                    Subject::Root | Subject::AtPath(_) => None,
                }
            })
            .collect();
        chosen.sort_by(|(one, a), (other, b)| (one, &a.library).cmp(&(other, &b.library)));
        chosen
    }

    fn library(&self, subject: &Subject) -> Result<Option<(&'l dyn Library, String)>, Failure> {
        let Subject::OfLibrary { name, library } = subject else { return Ok(None) };
        Ok(Some((self.libraries.open(library).map_err(Failure)?, name.clone())))
    }

    fn versions(&self, subject: &Subject) -> Result<Vec<Version>, Failure> {
        if let Some(known) = self.heard.borrow().versions.get(subject) {
            return Ok(known.clone());
        }
        let Some((library, name)) = self.library(subject)? else {
            return Ok(vec![Version::new(0, 0, 0)]);
        };
        let mut versions = match library.versions(&name) {
            Err(LibraryError::Missing { .. }) => Vec::new(),
            versions => versions.map_err(Failure)?,
        };
        versions.sort();
        versions.dedup();
        self.heard.borrow_mut().versions.insert(subject.clone(), versions.clone());
        Ok(versions)
    }

    fn release(&self, subject: &Subject, version: &Version) -> Result<Option<Release>, Failure> {
        let key = (subject.clone(), version.clone());
        if let Some(known) = self.heard.borrow().releases.get(&key) {
            return Ok(Some(known.clone()));
        }
        let Some((library, name)) = self.library(subject)? else { return Ok(None) };
        let release = library.release(&name, version).map_err(Failure)?;
        self.heard.borrow_mut().releases.insert(key, release.clone());
        Ok(Some(release))
    }

    /// Those of the published versions that a requirement admits.
    fn fitting(&self, asked: &Asked) -> Result<Versions, Failure> {
        let Some(requirement) = &asked.requirement else { return Ok(Ranges::full()) };
        let versions = self.versions(&asked.subject)?;
        let mut set = Ranges::empty();
        let mut run: Option<(Version, Version)> = None;
        // Between two versions that follow each other there is none: a run of them is one range.
        for version in versions {
            if requirement.matches(&version) {
                run = Some((run.map_or_else(|| version.clone(), |(first, _)| first), version));
            } else if let Some((first, last)) = run.take() {
                set = set.union(&between(first, last));
            }
        }
        if let Some((first, last)) = run {
            set = set.union(&between(first, last));
        }
        Ok(set)
    }
}

fn between(first: Version, last: Version) -> Versions {
    Ranges::from_range_bounds::<_, Version>((Bound::Included(first), Bound::Included(last)))
}

impl DependencyProvider for Provider<'_> {
    type P = Subject;
    type V = Version;
    type VS = Versions;
    type Priority = (bool, u32, Reverse<usize>);
    type M = String;
    type Err = Failure;

    fn prioritize(
        &self,
        package: &Subject,
        range: &Versions,
        statistics: &PackageResolutionStatistics,
    ) -> Self::Priority {
        let heard = self.heard.borrow();
        let fitting = heard.versions.get(package).map_or(1, |versions| {
            versions.iter().filter(|version| range.contains(version)).count()
        });
        (fitting == 0, statistics.conflict_count(), Reverse(fitting))
    }

    fn choose_version(
        &self,
        package: &Subject,
        range: &Versions,
    ) -> Result<Option<Version>, Failure> {
        let mut fitting = self.versions(package)?;
        fitting.retain(|version| range.contains(version));
        let preferred = self.kept.preferred.get(package).filter(|it| fitting.contains(it)).cloned();
        for version in preferred.into_iter().chain(fitting.into_iter().rev()) {
            self.release(package, &version)?;
            if !self.is_taken_back(package, &version) {
                return Ok(Some(version));
            }
        }
        Ok(None)
    }

    fn get_dependencies(
        &self,
        package: &Subject,
        version: &Version,
    ) -> Result<Dependencies<Subject, Versions, String>, Failure> {
        let asked = self.asked_by(package, version);
        if let Subject::OfLibrary { library, .. } = package {
            let foreign = asked.iter().find_map(|it| match &it.subject {
                Subject::OfLibrary { name, library: of }
                    if of != library && !of.contains("://") =>
                {
                    Some((name, of))
                }
                _ => None,
            });
            if let Some((name, of)) = foreign {
                return Ok(Dependencies::Unavailable(format!(
                    "asks for `{name}` of {of}, a folder that only its author has"
                )));
            }
        }
        // PubGrub has no notion of one that needs itself, and nobody can have meant it.
        if asked.iter().any(|it| it.subject == *package) {
            return Ok(Dependencies::Unavailable("asks for itself".to_owned()));
        }
        let ranges: Result<Vec<_>, Failure> =
            asked.iter().map(|it| Ok((it.subject.clone(), self.fitting(it)?))).collect();
        Ok(Dependencies::Available(ranges?.into_iter().collect()))
    }
}
