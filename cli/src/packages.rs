//! What `add`, `remove` and `update` have in common: the packages of a project as they would be with
//! another manifest or other versions, what these do, and what was granted.
//!
//! Nothing is written before all is known: manifest and lock change together, at the end.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use orchestra_compiler_project::{Compilation, Files as _};
use orchestra_diagnostics::{Code, Diagnostic, Severity, Sources, Span, render};
use orchestra_package_model::{
    Grant, Libraries, Library, LibraryError, Lock, Project, Release, Source,
    grant::Excess,
    lock::{LOCK, LockedPackage, LockedSource},
    project::{MANIFEST, Reading},
    resolve::{Chosen, Moving, ResolveError, resolve},
};
use semver::Version;
use serde_json::{Value, json};

pub(crate) use crate::library::OpenLibraries;
use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
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
            let signer = signer(name, &chosen.release, known, &keys, trial.accepted)?;
            if let Some(problem) = moved(name, chosen, known, &project, session)
                && !trial.accepted.contains(name)
            {
                return Err(cant_be_had(session, &[problem], &project.sources));
            }
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

/// `1.2.0`, or the folder of one at a path.
fn placed(package: &LockedPackage) -> String {
    match (&package.source, &package.version) {
        (LockedSource::Path(path), _) => path.clone(),
        (LockedSource::Library { .. }, Some(version)) => version.to_string(),
        (LockedSource::Library { digest, .. }, None) => digest.clone(),
    }
}

/// There is no package to work on.
pub(crate) fn no_package() -> CommandError {
    CommandError::usage("there is no package here")
        .hint("a package is a folder with `orchestra.toml`; `orchc init` makes this one, `orchc new` another")
}

/// The project of `path`, without its modules' being read.
pub(crate) fn open_project(session: &Session, path: &Path) -> Project {
    open(&WithTexts::new(session), path)
}

/// The same of `root`, with texts in place of those on disk.
fn open(texts: &WithTexts<'_>, root: &Path) -> Project {
    let cache = texts.packages();
    Project::open_reading(
        root,
        &Reading {
            name: &|path| texts.shown(path),
            cache: cache.as_deref(),
            text: &|path| texts.text(path),
            may_read: &|_| true,
        },
    )
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
    found.map_err(|error| match error {
        ResolveError::Library(error) => library_error(error),
        ResolveError::Conflict(conflict) => {
            let file = session.shown(&project.root.join(MANIFEST));
            let problem = conflict.diagnostic(&project.manifest, &file);
            CommandError::usage("no versions of the packages fit together")
                .exit(Exit::Source)
                .details(shown(session, &[problem], &project.sources))
        }
    })
}

/// Who signed a release, of those whose signatures count.
///
/// # Errors
/// Where somebody else did before, or nobody who counts did, and that wasn't accepted.
fn signer(
    name: &str,
    release: &Release,
    known: Option<&LockedPackage>,
    keys: &[&str],
    accepted: &BTreeSet<String>,
) -> Result<Option<String>, CommandError> {
    let counts = |key: &&String| keys.is_empty() || keys.contains(&key.as_str());
    let mut signers = release.signers.iter().filter(counts);
    let before = known.and_then(|it| it.signer.as_ref());
    if let Some(before) = before
        && signers.clone().any(|key| key == before)
    {
        return Ok(Some(before.clone()));
    }
    let signer = signers.next();
    let version = &release.version;
    let wrong = match (before, signer) {
        (Some(before), Some(now)) => {
            Some(format!("`{name}` {version} was signed by {now}, and by {before} before"))
        }
        (Some(before), None) => Some(format!(
            "nobody whose signature counts signed `{name}` {version}; {before} did before"
        )),
        (None, None) if !keys.is_empty() => {
            Some(format!("none of the `keys` in `[trust]` signed `{name}` {version}"))
        }
        (None, _) => None,
    };
    match wrong {
        Some(wrong) if !accepted.contains(name) => Err(CommandError::usage(wrong).hint(format!(
            "ask whoever publishes it; `orchc update --accept {name}` takes it nevertheless"
        ))),
        _ => Ok(signer.cloned()),
    }
}

/// E0703 where a version that is locked is something else in the library now.
fn moved(
    name: &str,
    chosen: &Chosen,
    known: Option<&LockedPackage>,
    project: &Project,
    session: &Session,
) -> Option<Diagnostic> {
    let LockedPackage { source: LockedSource::Library { library, digest }, version, .. } = known?
    else {
        return None;
    };
    let Chosen { library: place, release } = chosen;
    let is_same = version.as_ref() == Some(&release.version) && library == place;
    if !is_same || *digest == release.digest {
        return None;
    }
    let through = project.graph.packages.get(name).map_or(name, |node| &node.through);
    let at = project.manifest.dependencies.get(through).map(|it| it.at).unwrap_or_default();
    let message = format!(
        "`{name}` {} was locked with the digest {digest}, and {library} has {} under that version now",
        release.version, release.digest
    );
    let file = session.shown(&project.root.join(MANIFEST));
    Some(Diagnostic::error(Code::E0703, file, at, message).with_help(format!(
        "somebody published another package over it: ask who; `orchc update --accept {name}` takes it nevertheless"
    )))
}

/// The newest version of a package that is no prerelease and wasn't yanked.
///
/// # Errors
/// Where the library can't answer.
pub(crate) fn newest_of(
    library: &dyn Library,
    name: &str,
) -> Result<Option<Version>, LibraryError> {
    let mut versions = match library.versions(name) {
        Err(LibraryError::Missing { .. }) => Vec::new(),
        versions => versions?,
    };
    versions.retain(|version| version.pre.is_empty());
    versions.sort();
    for version in versions.into_iter().rev() {
        if !library.release(name, &version)?.is_yanked {
            return Ok(Some(version));
        }
    }
    Ok(None)
}

/// A library that couldn't answer.
pub(crate) fn library_error(error: LibraryError) -> CommandError {
    let exit = match &error {
        LibraryError::Unreachable { .. } => Exit::Network,
        LibraryError::Altered { .. } => Exit::Source,
        LibraryError::Refused { .. }
        | LibraryError::Missing { .. }
        | LibraryError::Local { .. } => Exit::Usage,
    };
    CommandError::usage(error.to_string()).exit(exit)
}

/// Refuses what is wrong with a project, where it is of a kind.
fn refuse(
    session: &Session,
    project: &Project,
    is_meant: impl Fn(&Diagnostic) -> bool,
) -> Result<(), CommandError> {
    let wrong: Vec<Diagnostic> = project
        .problems
        .iter()
        .filter(|it| it.severity == Severity::Error && is_meant(it))
        .cloned()
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(cant_be_had(session, &wrong, &project.sources))
}

fn cant_be_had(session: &Session, wrong: &[Diagnostic], sources: &Sources) -> CommandError {
    CommandError::usage("the packages that this one needs can't be had; nothing was written")
        .exit(Exit::Source)
        .details(shown(session, wrong, sources))
}

fn shown(session: &Session, problems: &[Diagnostic], sources: &Sources) -> String {
    let mut problems = problems.to_vec();
    render::sort(&mut problems);
    render::human(&problems, sources, session.color)
}

/// What packages do beyond what they were granted, a paragraph each.
pub(crate) fn excess_told(excess: &BTreeMap<String, Vec<Excess>>) -> String {
    let paragraphs = excess.iter().map(|(name, excess)| {
        let lines: String = excess.iter().map(|it| format!("  {}\n", it.told())).collect();
        format!("{name}\n{lines}")
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// A package's move, for programs.
pub(crate) fn move_document(moved: &PackageMove) -> Value {
    json!({ "name": moved.name, "from": moved.from, "to": moved.to })
}

/// What packages do beyond what they were granted, for programs.
pub(crate) fn excess_document(excess: &BTreeMap<String, Vec<Excess>>) -> Value {
    let packages = excess.iter().map(|(name, excess)| {
        let told: Vec<String> = excess.iter().map(Excess::told).collect();
        json!({ "name": name, "effects": told })
    });
    packages.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(signers: &[&str]) -> Release {
        Release {
            version: Version::new(1, 1, 0),
            digest: format!("sha256:{:064}", 1),
            dependencies: Vec::new(),
            signers: signers.iter().map(|it| (*it).to_owned()).collect(),
            is_yanked: false,
        }
    }

    fn known(signer: Option<&str>) -> LockedPackage {
        let source = LockedSource::Library {
            library: "oci://a.example/team".to_owned(),
            digest: format!("sha256:{:064}", 0),
        };
        locked(Some(Version::new(1, 0, 0)), source, signer.map(Into::into), None)
    }

    /// Who is locked as the signer, or why the version isn't taken.
    fn signed(
        signers: &[&str],
        before: Option<Option<&str>>,
        keys: &[&str],
        accepted: &[&str],
    ) -> Result<Option<String>, String> {
        let accepted = accepted.iter().map(|it| (*it).to_owned()).collect();
        let known = before.map(known);
        signer("kit", &release(signers), known.as_ref(), keys, &accepted)
            .map_err(|error| error.message)
    }

    #[test]
    fn a_signer_stays_until_another_one_is_accepted() {
        let one = |name: &str| Ok(Some(name.to_owned()));
        assert_eq!(signed(&[], None, &[], &[]), Ok(None));
        assert_eq!(signed(&["A", "B"], None, &[], &[]), one("A"));
        assert_eq!(signed(&["A", "B"], Some(Some("B")), &[], &[]), one("B"));
        assert_eq!(
            signed(&["A"], Some(Some("B")), &[], &[]),
            Err("`kit` 1.1.0 was signed by A, and by B before".to_owned())
        );
        assert_eq!(signed(&["A"], Some(Some("B")), &[], &["kit"]), one("A"));
        assert_eq!(
            signed(&[], Some(Some("B")), &[], &["other"]),
            Err("nobody whose signature counts signed `kit` 1.1.0; B did before".to_owned())
        );
        // One that nobody had signed may be signed.
        assert_eq!(signed(&["A"], Some(None), &[], &[]), one("A"));
    }

    #[test]
    fn where_keys_are_trusted_only_their_signatures_count() {
        let one = |name: &str| Ok(Some(name.to_owned()));
        assert_eq!(signed(&["A", "B"], None, &["B"], &[]), one("B"));
        let refused = Err("none of the `keys` in `[trust]` signed `kit` 1.1.0".to_owned());
        assert_eq!(signed(&["A"], None, &["B"], &[]), refused);
        assert_eq!(signed(&[], Some(None), &["B"], &[]), refused);
        assert_eq!(signed(&["A"], None, &["B"], &["kit"]), Ok(None));
    }
}
