//! The walk from the root's manifest to every package.

use std::{
    collections::{BTreeSet, VecDeque},
    path::{Path, PathBuf},
};

use orchestra_diagnostics::{Code, Diagnostic, Severity, nearest};
use semver::{Version, VersionReq};

use super::{Found, Lookup, PackageNode, cached_folder, joined, library_place};
use crate::{
    Manifest,
    lock::LockedSource,
    manifest::{Dependency, Source},
    project::{MANIFEST, modules_in, read_within},
};

/// More packages than any project needs.
const MOST_PACKAGES: usize = 2_000;

/// Folders whose modules are for the package alone.
const TESTS: &str = "tests/";

pub(super) fn find(lookup: &Lookup<'_>) -> Found {
    let mut walk = Walk { lookup, found: Found::default(), waiting: VecDeque::new() };
    let root = Asker { name: None, through: None, folder: Some(String::new()), library: None };
    walk.ask(&root, lookup.manifest);
    while let Some(asked) = walk.waiting.pop_front() {
        if walk.found.graph.packages.len() >= MOST_PACKAGES {
            let message = format!("more than {MOST_PACKAGES} packages are needed");
            walk.problem(&asked, Code::E0702, message, "take some out");
            break;
        }
        walk.find(&asked);
    }
    walk.join();
    walk.refuse_circles();
    walk.check_permissions();
    walk.found
}

/// Who asks for a package.
#[derive(Clone)]
struct Asker {
    /// Its name; none for the root.
    name: Option<String>,
    /// The dependency of the root through which it is there.
    through: Option<String>,
    /// Its folder from the root's, where it lies at a path.
    folder: Option<String>,
    /// The library that it is from, where it is from one.
    library: Option<String>,
}

/// A package that is asked for.
struct Asked {
    name: String,
    by: Asker,
    dependency: Dependency,
    library: Option<String>,
}

struct Walk<'w> {
    lookup: &'w Lookup<'w>,
    found: Found,
    waiting: VecDeque<Asked>,
}

impl Walk<'_> {
    fn ask(&mut self, by: &Asker, manifest: &Manifest) {
        for (name, dependency) in &manifest.dependencies {
            let library = library_place(
                &dependency.source,
                manifest,
                by.folder.as_deref(),
                by.library.as_deref(),
                self.lookup.manifest,
            );
            let (name, by, dependency) = (name.clone(), by.clone(), dependency.clone());
            self.waiting.push_back(Asked { name, by, dependency, library });
        }
    }

    fn find(&mut self, asked: &Asked) {
        let name = &asked.name;
        if matches!(asked.dependency.source, Source::Unreadable) {
            return;
        }
        if self.lookup.manifest.name.as_deref() == Some(name) {
            let message = match &asked.by.name {
                None => format!("`{name}` is this package itself"),
                Some(by) => format!("`{by}` needs `{name}`, which is this package itself"),
            };
            return self.problem(
                asked,
                Code::E0702,
                message,
                "packages can't need one another in a circle: move what both need into a third",
            );
        }
        let placed = match &asked.dependency.source {
            Source::Unreadable => return,
            Source::Path(path) => self.at_path(asked, path),
            Source::Library { requirement, .. } => self.in_cache(asked, requirement),
        };
        let Some(placed) = placed else { return };
        if let Some(known) = self.found.graph.packages.get(name) {
            if known.source != placed.source {
                let (one, other) = (told(&known.source), told(&placed.source));
                let message = format!("`{name}` is asked for from two places: {one} and {other}");
                self.problem(
                    asked,
                    Code::E0702,
                    message,
                    "a package stands once: name one place for it",
                );
            } else if let Some(message) = unfit(asked, known.version.as_ref()) {
                self.problem(asked, Code::E0702, message, "let both ask for one version");
            }
            return;
        }
        self.open(asked, placed);
    }

    /// A package at `path` from whoever asks.
    fn at_path(&mut self, asked: &Asked, path: &str) -> Option<Placed> {
        let Some(from) = &asked.by.folder else {
            let message =
                format!("{} by the path `{path}`, which only its author has", asked.asks());
            self.problem(
                asked,
                Code::E0702,
                message,
                "packages of a library need packages of libraries alone: another version may",
            );
            return None;
        };
        let place = joined(from, path);
        let folder = self.lookup.root.join(&place);
        let shown = (self.lookup.name)(&folder);
        let folder = real(&folder);
        self.found.graph.places.insert(folder.clone());
        if !(self.lookup.may_read)(&folder) {
            let message = format!(
                "{}, outside of the workspace, which nobody has trusted",
                asked.is_asked_at(path)
            );
            self.problem(asked, Code::E0702, message, "nothing is read there until it is trusted");
            return None;
        }
        if !folder.is_dir() {
            let message = format!("{}, and there is no folder `{shown}`", asked.is_asked_at(path));
            self.problem(
                asked,
                Code::E0702,
                message,
                "name the folder of a package, from this manifest's",
            );
            return None;
        }
        if !folder.join(MANIFEST).is_file() {
            let message = format!(
                "{}, and there is no package: `{shown}` has no `{MANIFEST}`",
                asked.is_asked_at(path)
            );
            self.problem(asked, Code::E0702, message, "name the folder that holds its manifest");
            return None;
        }
        Some(Placed { source: LockedSource::Path(place), folder, locked: None })
    }

    /// A package of a library, by what is locked.
    fn in_cache(&mut self, asked: &Asked, requirement: &VersionReq) -> Option<Placed> {
        let name = &asked.name;
        let Some(library) = &asked.library else {
            let message = format!("{} of a library, and none is named", asked.asks());
            self.problem(
                asked,
                Code::E0702,
                message,
                "name one: `default` in `[library]`, or `library` beside the version",
            );
            return None;
        };
        let update = "`orchc update` finds versions that fit, fetches and locks them";
        let Some(locked) = self.lookup.lock.and_then(|lock| lock.packages.get(name)) else {
            let message = format!("the dependency `{name}` isn't locked yet");
            self.problem(asked, Code::E0702, message, update);
            return None;
        };
        let (LockedSource::Library { library: of, digest }, Some(version)) =
            (&locked.source, &locked.version)
        else {
            let message = format!("`{name}` is asked for of {library}, and locked at a path");
            self.problem(asked, Code::E0702, message, update);
            return None;
        };
        if of != library {
            let message = format!("`{name}` is asked for of {library}, and locked of {of}");
            self.problem(asked, Code::E0702, message, update);
            return None;
        }
        if !requirement.matches(version) {
            let message = format!("{} {requirement}, and {version} is locked", asked.asks());
            self.problem(asked, Code::E0702, message, update);
            return None;
        }
        let folder = self.lookup.cache.and_then(|cache| cached_folder(cache, digest));
        let Some(folder) = folder.filter(|folder| folder.join(MANIFEST).is_file()) else {
            let message = format!("`{name}` {version} is locked, and isn't on this machine");
            self.problem(
                asked,
                Code::E0702,
                message,
                "`orchc update --locked` fetches what is locked, and moves nothing",
            );
            return None;
        };
        Some(Placed { source: locked.source.clone(), folder, locked: Some(version.clone()) })
    }

    fn open(&mut self, asked: &Asked, placed: Placed) {
        let name = &asked.name;
        let path = placed.folder.join(MANIFEST);
        let file = (self.lookup.name)(&path);
        let text = match read_within(&placed.folder, &path) {
            Ok(text) => text,
            Err(why) => {
                let message = format!("can't read the manifest of `{name}`, `{file}`: {why}");
                return self.problem(asked, Code::E0702, message, "");
            }
        };
        let (manifest, mut problems) = Manifest::parse(&file, &text.text);
        problems.extend(text.problems(Code::E0701, &file));
        // What counts in a root alone needn't be something that these tools can do.
        problems.retain(|it| it.code != Code::E0901 && it.severity == Severity::Error);
        if let (Some(problem), Some(version)) = (problems.first(), &placed.locked) {
            let message =
                format!("the manifest of `{name}` {version} is wrong: {}", problem.message);
            return self.problem(asked, Code::E0702, message, "ask for another version");
        }
        if !problems.is_empty() {
            self.found.problems.extend(problems);
            self.found.sources.insert(file.clone(), text.text);
        }
        if let Some(problem) = misnamed(asked, &placed, &manifest) {
            let (code, message) = problem;
            let help = match (&manifest.name, code) {
                (Some(own), Code::E0702) => format!("call it `{own}` here"),
                (None, Code::E0702) => format!("give it a name: `name = \"{name}\"` in `{file}`"),
                _ => "take the folder away, and `orchc update --locked` fetches it anew".to_owned(),
            };
            return self.problem(asked, code, message, &help);
        }
        if let Some(message) = unfit(asked, manifest.version.as_ref()) {
            return self.problem(
                asked,
                Code::E0702,
                message,
                "ask for the version that lies there",
            );
        }
        let (library, from) = match &placed.source {
            LockedSource::Path(place) => (None, Some(place.clone())),
            LockedSource::Library { library, .. } => (Some(library.clone()), None),
        };
        let through = asked.by.through.clone().unwrap_or_else(|| name.clone());
        let by = Asker {
            name: Some(name.clone()),
            through: Some(through.clone()),
            folder: from,
            library,
        };
        self.ask(&by, &manifest);
        let (mut modules, folders) = modules_in(&placed.folder, true);
        modules.retain(|module| !module.starts_with(TESTS));
        let node = PackageNode {
            name: name.clone(),
            version: manifest.version.clone(),
            source: placed.source,
            folder: placed.folder,
            dependencies: manifest.dependencies.keys().cloned().collect(),
            manifest,
            modules,
            folders,
            through,
        };
        self.found.graph.packages.insert(name.clone(), node);
    }

    /// Leaves out what wasn't found.
    fn join(&mut self) {
        let packages = &mut self.found.graph.packages;
        let names: BTreeSet<String> = packages.keys().cloned().collect();
        for node in packages.values_mut() {
            node.dependencies.retain(|name| names.contains(name));
        }
    }

    /// Packages that need one another: of each circle, one is told.
    fn refuse_circles(&mut self) {
        let packages = &self.found.graph.packages;
        let mut done: BTreeSet<&str> = BTreeSet::new();
        let mut circles: Vec<Vec<String>> = Vec::new();
        for start in packages.keys() {
            let mut path: Vec<(&str, usize)> = vec![(start, 0)];
            while let Some((name, next)) = path.last().copied() {
                let Some(needed) = packages.get(name).and_then(|it| it.dependencies.get(next))
                else {
                    done.insert(name);
                    path.pop();
                    continue;
                };
                if let Some(last) = path.last_mut() {
                    last.1 += 1;
                }
                if let Some(from) = path.iter().position(|(it, _)| it == needed) {
                    circles.push(path[from..].iter().map(|(it, _)| (*it).to_owned()).collect());
                } else if !done.contains(needed.as_str()) {
                    path.push((needed, 0));
                }
            }
        }
        for circle in circles {
            let Some(node) = circle.first().and_then(|name| packages.get(name)) else { continue };
            let Some(dependency) = self.lookup.manifest.dependencies.get(&node.through) else {
                continue;
            };
            let told: Vec<_> =
                circle.iter().chain(circle.first()).map(|name| format!("`{name}`")).collect();
            let message =
                format!("packages need one another in a circle: {}", told.join(" needs "));
            let problem =
                Diagnostic::error(Code::E0702, self.lookup.file.clone(), dependency.at, message);
            self.found.problems.push(problem.with_help("move what both need into a third"));
        }
    }

    /// A name in `[permissions]` that nothing has allows nothing, and may be mistyped.
    fn check_permissions(&mut self) {
        if !self.found.problems.is_empty() {
            return;
        }
        for (name, span) in &self.lookup.manifest.file_permissions {
            let packages = &self.found.graph.packages;
            if packages.contains_key(name) {
                continue;
            }
            let message = format!("no dependency is called `{name}`");
            let mut problem =
                Diagnostic::error(Code::E0701, self.lookup.file.clone(), *span, message);
            problem = match nearest(name, packages.keys().map(String::as_str)) {
                Some(near) => problem.with_help(format!("did you mean `{near}`?")).with_fix(
                    format!("write `{near}`"),
                    *span,
                    format!("\"{near}\""),
                ),
                None => problem.with_help("take it out"),
            };
            self.found.problems.push(problem);
        }
    }

    /// Tells a problem where the root's manifest asks for the package, or for the one through which
    /// it is needed.
    fn problem(&mut self, asked: &Asked, code: Code, message: String, help: &str) {
        let through = asked.by.through.as_ref().unwrap_or(&asked.name);
        let at = self.lookup.manifest.dependencies.get(through).map(|it| it.at);
        let at = at.unwrap_or(asked.dependency.at);
        let mut problem = Diagnostic::error(code, self.lookup.file.clone(), at, message);
        if !help.is_empty() {
            problem = problem.with_help(help);
        }
        self.found.problems.push(problem);
    }
}

/// Where a package was found.
struct Placed {
    source: LockedSource,
    folder: PathBuf,
    /// The version that is locked of a library's package.
    locked: Option<Version>,
}

impl Asked {
    /// `` `kit` asks for `base` ``, or `` this asks for `kit` ``.
    fn asks(&self) -> String {
        match &self.by.name {
            None => format!("this asks for `{}`", self.name),
            Some(by) => format!("`{by}` asks for `{}`", self.name),
        }
    }

    fn is_asked_at(&self, path: &str) -> String {
        format!("{} at `{path}`", self.asks())
    }
}

/// `path` as it really lies, as far as it is there.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_owned(),
    })
}

/// A package that isn't the one that was asked for.
fn misnamed(asked: &Asked, placed: &Placed, manifest: &Manifest) -> Option<(Code, String)> {
    let name = &asked.name;
    match (&placed.locked, &manifest.name) {
        (None, Some(own)) if own == name => None,
        (None, Some(own)) => {
            Some((Code::E0702, format!("the package there is called `{own}`, not `{name}`")))
        }
        (None, None) => Some((Code::E0702, format!("the package of `{name}` has no name"))),
        (Some(locked), own) => {
            let is_it = own.as_ref() == Some(name) && manifest.version.as_ref() == Some(locked);
            let own = own.as_deref().unwrap_or("a package without a name");
            let version = manifest.version.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
            let folder = shown(&placed.folder);
            (!is_it).then(|| {
                let message = format!(
                    "`{name}` {locked} is locked, and what its digest leads to is {own}{version}, in {folder}"
                );
                (Code::E0703, message)
            })
        }
    }
}

fn shown(folder: &Path) -> String {
    folder.to_string_lossy().into_owned()
}

/// Why the version of a package at a path isn't one that was asked for.
fn unfit(asked: &Asked, version: Option<&Version>) -> Option<String> {
    let wanted = match &asked.dependency.source {
        Source::Library { requirement, .. } => requirement,
        _ => asked.dependency.version_there.as_ref()?,
    };
    match version {
        Some(version) if wanted.matches(version) => None,
        Some(version) => Some(format!("{} {wanted}, and {version} lies there", asked.asks())),
        None => Some(format!("{} {wanted}, and what lies there has no version", asked.asks())),
    }
}

/// A place, as people say it.
fn told(source: &LockedSource) -> String {
    match source {
        LockedSource::Path(path) => format!("the folder `{path}`"),
        LockedSource::Library { library, .. } => format!("the library {library}"),
    }
}
