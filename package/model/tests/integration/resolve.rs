//! Which versions are chosen, from libraries that are invented here; what is told where none fit; and
//! that versions are found wherever trying all of them finds some.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use orchestra_diagnostics::Span;
use orchestra_package_model::{
    Grant, Libraries, Library, LibraryError, Lock, Manifest, PackageGraph, Release, Requirement,
    lock::{LockedPackage, LockedSource},
    resolve::{Moving, ResolveError, resolve},
};
use proptest::prelude::*;
use semver::Version;

const TEAM: &str = "oci://registry.example/team";
const OTHER: &str = "oci://other.example/all";

/// Libraries that say what they are given, and keep what they were asked for.
#[derive(Default)]
struct Shelves {
    shelves: BTreeMap<String, Shelf>,
}

#[derive(Default)]
struct Shelf {
    releases: BTreeMap<String, BTreeMap<Version, Release>>,
    asked: RefCell<Vec<String>>,
    is_down: Cell<bool>,
}

impl Shelves {
    /// `kit 1.0.0: base ^1, parts ^2`, a release a line, in [`TEAM`] or in the library that is named
    /// behind `@`; `!` in front says that it was yanked.
    fn of(lines: &str) -> Self {
        let mut shelves = BTreeMap::from([(TEAM.to_owned(), Shelf::default())]);
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (line, place) = line.split_once(" @").unwrap_or((line, TEAM));
            let (head, needs) = line.split_once(':').unwrap_or((line, ""));
            let is_yanked = head.starts_with('!');
            let (name, version) = head.trim_start_matches('!').split_once(' ').expect("a version");
            let version: Version = version.trim().parse().expect("a version");
            let needs = needs.split(',').map(str::trim).filter(|need| !need.is_empty());
            let dependencies = needs.map(|need| {
                let (name, requirement) = need.split_once(' ').expect("a range");
                let (library, name) = match name.split_once('/') {
                    Some((_, name)) => (Some(OTHER.to_owned()), name),
                    None => (None, name),
                };
                let requirement = requirement.replace('+', ",").parse().expect("a range");
                Requirement { name: name.to_owned(), library, requirement }
            });
            let release = Release {
                digest: format!("sha256:{version:0>64}"),
                version: version.clone(),
                dependencies: dependencies.collect(),
                signers: Vec::new(),
                is_yanked,
            };
            let shelf = shelves.entry(place.to_owned()).or_default();
            shelf.releases.entry(name.to_owned()).or_default().insert(version, release);
        }
        Self { shelves }
    }
}

impl Libraries for Shelves {
    fn open(&self, place: &str) -> Result<&dyn Library, LibraryError> {
        match self.shelves.get(place) {
            Some(shelf) => Ok(shelf),
            None => Err(LibraryError::Unreachable {
                library: place.to_owned(),
                why: "there is no such host".to_owned(),
            }),
        }
    }
}

impl Library for Shelf {
    fn versions(&self, name: &str) -> Result<Vec<Version>, LibraryError> {
        self.asked.borrow_mut().push(name.to_owned());
        if self.is_down.get() {
            let (library, why) = (TEAM.to_owned(), "nobody answers".to_owned());
            return Err(LibraryError::Unreachable { library, why });
        }
        let releases = self.releases.get(name);
        // In no order.
        Ok(releases.into_iter().flat_map(|it| it.keys().rev().cloned()).collect())
    }

    fn release(&self, name: &str, version: &Version) -> Result<Release, LibraryError> {
        self.asked.borrow_mut().push(format!("{name} {version}"));
        self.releases.get(name).and_then(|it| it.get(version)).cloned().ok_or_else(|| {
            LibraryError::Missing { library: TEAM.to_owned(), what: format!("{name} {version}") }
        })
    }

    fn digest(&self, _: &str, _: &Version) -> Result<Option<String>, LibraryError> {
        unreachable!("versions are chosen by what releases say")
    }

    fn fetch(&self, _: &str, _: &str, _: &Path) -> Result<PathBuf, LibraryError> {
        unreachable!("versions are chosen without fetching anything")
    }
}

/// A manifest of these dependencies: `kit ^1, base =1.2.0`.
fn manifest(needs: &str) -> Manifest {
    let lines: String = needs
        .split(',')
        .map(str::trim)
        .filter(|need| !need.is_empty())
        .map(|need| {
            let (name, range) = need.split_once(' ').expect("a range");
            format!("{name} = \"{}\"\n", range.replace('+', ","))
        })
        .collect();
    let text = format!("[library]\ndefault = \"{TEAM}\"\n[dependencies]\n{lines}");
    let (manifest, problems) = Manifest::parse(&"orchestra.toml".into(), &text);
    assert_eq!(problems, [], "{text}");
    manifest
}

fn locked(packages: &[(&str, &str)]) -> Lock {
    let package = |(name, version): &(&str, &str)| {
        let package = LockedPackage {
            version: Some(version.parse().expect("a version")),
            source: LockedSource::Library { library: TEAM.to_owned(), digest: String::new() },
            signer: None,
            grant: Grant::default(),
            at: Span::at(0),
        };
        ((*name).to_owned(), package)
    };
    Lock { packages: packages.iter().map(package).collect(), ..Lock::default() }
}

/// What is chosen, `base 1.2.0, kit 1.0.0`, or what is told.
fn chosen(needs: &str, lock: &Lock, moving: &Moving, shelves: &Shelves) -> String {
    let (manifest, graph) = (manifest(needs), PackageGraph::default());
    match resolve(&manifest, &graph, Some(lock), moving, shelves) {
        Ok(found) => {
            let told = found.iter().map(|(name, it)| {
                let at =
                    if it.library == TEAM { String::new() } else { format!(" @{}", it.library) };
                format!("{name} {}{at}", it.release.version)
            });
            told.collect::<Vec<_>>().join(", ")
        }
        Err(ResolveError::Conflict(conflict)) => conflict.facts.join("\n"),
        Err(ResolveError::Library(error)) => error.to_string(),
    }
}

fn newest(needs: &str, releases: &str) -> String {
    chosen(needs, &Lock::default(), &Moving::All, &Shelves::of(releases))
}

#[test]
fn the_highest_version_that_fits_everybody_is_taken() {
    let releases = "
        kit 1.0.0: base ^1
        kit 1.1.0: base ^1.2
        kit 1.9.0: base ^2
        kit 2.0.0
        base 1.0.0
        base 1.2.0
        base 1.2.9
        base 2.1.0
    ";
    assert_eq!(newest("kit 1", releases), "base 2.1.0, kit 1.9.0");
    assert_eq!(newest("kit *", releases), "kit 2.0.0");
    assert_eq!(newest("kit 1, base 1", releases), "base 1.2.9, kit 1.1.0");
    assert_eq!(newest("kit ~1.0, base <1.2", releases), "base 1.0.0, kit 1.0.0");
    assert_eq!(newest("", releases), "");
}

#[test]
fn prereleases_are_taken_where_a_range_names_one() {
    let releases = "
        kit 1.0.0
        kit 1.1.0-beta.1
        kit 1.1.0-beta.2
        kit 2.0.0-alpha
    ";
    assert_eq!(newest("kit 1", releases), "kit 1.0.0");
    assert_eq!(newest("kit >=1", releases), "kit 1.0.0");
    assert_eq!(newest("kit 1.1.0-beta.1", releases), "kit 1.1.0-beta.2");
    assert_eq!(newest("kit =2.0.0-alpha", releases), "kit 2.0.0-alpha");
}

#[test]
fn what_is_locked_stays_unless_it_moves_or_no_longer_fits() {
    let shelves = Shelves::of(
        "
        kit 1.0.0: base ^1
        kit 1.1.0: base ^1
        base 1.0.0
        base 1.5.0
        ",
    );
    let lock = locked(&[("kit", "1.0.0"), ("base", "1.0.0")]);
    let only = |name: &str| Moving::Only([name.to_owned()].into());
    let found = |needs: &str, moving: &Moving| chosen(needs, &lock, moving, &shelves);
    assert_eq!(found("kit 1", &Moving::Nothing), "base 1.0.0, kit 1.0.0");
    assert_eq!(found("kit 1", &only("kit")), "base 1.0.0, kit 1.1.0");
    assert_eq!(found("kit 1", &only("base")), "base 1.5.0, kit 1.0.0");
    assert_eq!(found("kit 1", &Moving::All), "base 1.5.0, kit 1.1.0");
    assert_eq!(found("kit 1.1", &Moving::Nothing), "base 1.0.0, kit 1.1.0");
}

#[test]
fn a_yanked_version_is_taken_where_it_is_locked_and_nowhere_else() {
    let shelves = Shelves::of(
        "
        kit 1.0.0
        !kit 1.1.0
        !old 0.1.0
        ",
    );
    let lock = locked(&[("kit", "1.1.0")]);
    assert_eq!(chosen("kit 1", &Lock::default(), &Moving::All, &shelves), "kit 1.0.0");
    assert_eq!(chosen("kit 1", &lock, &Moving::Nothing, &shelves), "kit 1.1.0");
    assert_eq!(
        chosen("kit =1.1.0", &Lock::default(), &Moving::All, &shelves),
        "this asks for `kit` =1.1.0\n\
         oci://registry.example/team has `kit` 1.0.0, and 1.1.0 yanked"
    );
    assert_eq!(
        chosen("old *", &Lock::default(), &Moving::All, &shelves),
        "this asks for `old` *\noci://registry.example/team has no `old` but 0.1.0, yanked"
    );
}

#[test]
fn a_conflict_says_who_asks_for_what() {
    let releases = "
        kit 1.0.0: base ^2
        kit 1.1.0: base ^2
        kit 1.2.0: base ^3
        base 1.0.0
        base 2.0.0
        base 3.0.0
    ";
    assert_eq!(
        newest("base 1, kit 1", releases),
        "this asks for `base` ^1\n\
         this asks for `kit` ^1\n\
         `kit` 1.0.0 and 1.1.0 ask for `base` ^2\n\
         `kit` 1.2.0 asks for `base` ^3"
    );
    assert_eq!(
        newest("kit 4", releases),
        "this asks for `kit` ^4\noci://registry.example/team has `kit` 1.0.0, 1.1.0 and 1.2.0"
    );
    assert_eq!(
        newest("none 1", releases),
        "this asks for `none` ^1\noci://registry.example/team has no `none`"
    );
    assert_eq!(
        newest("top 1", "top 1.0.0: middle ^1\nmiddle 1.0.0: bottom ^1\nbottom 2.0.0"),
        "this asks for `top` ^1\n\
         `top` 1.0.0 asks for `middle` ^1\n\
         `middle` 1.0.0 asks for `bottom` ^1\n\
         oci://registry.example/team has `bottom` 2.0.0"
    );
}

#[test]
fn a_conflict_is_told_where_the_manifest_asks() {
    let asks = manifest("base 1, kit 1");
    let shelves = Shelves::of("kit 1.0.0: base ^2\nbase 1.0.0\nbase 2.0.0");
    let found = resolve(&asks, &PackageGraph::default(), None, &Moving::All, &shelves);
    let Err(ResolveError::Conflict(conflict)) = found else { panic!("{found:?}") };
    assert_eq!(conflict.dependencies, ["base", "kit"]);
    let told = conflict.diagnostic(&asks, &"orchestra.toml".into());
    assert_eq!(told.code, orchestra_diagnostics::Code::E0702);
    assert_eq!(told.span, asks.dependencies["base"].at);
    assert_eq!(told.labels[0].span, asks.dependencies["kit"].at);
    assert_eq!(
        told.message,
        "no versions fit together: this asks for `base` ^1; this asks for `kit` ^1; \
         `kit` 1.0.0 asks for `base` ^2"
    );
}

#[test]
fn libraries_are_told_apart_and_one_that_is_down_is_named() {
    let releases = "
        kit 1.0.0: far/base ^1
        base 1.0.0 @oci://other.example/all
        base 1.3.0
    ";
    assert_eq!(newest("kit 1", releases), "base 1.0.0 @oci://other.example/all, kit 1.0.0");
    assert_eq!(
        newest("kit 1, base 1", releases),
        "`base` is asked for from two places, oci://other.example/all and oci://registry.example/team"
    );
    let shelves = Shelves::of("kit 1.0.0: far/base ^1");
    let found = |shelves: &Shelves| chosen("kit 1", &Lock::default(), &Moving::All, shelves);
    assert_eq!(found(&shelves), "oci://other.example/all can't be reached: there is no such host");
    shelves.shelves[TEAM].is_down.set(true);
    assert_eq!(found(&shelves), "oci://registry.example/team can't be reached: nobody answers");
}

#[test]
fn nothing_is_asked_twice() {
    let shelves = Shelves::of(
        "
        kit 1.0.0: base ^1
        other 1.0.0: base ^1, kit ^1
        base 1.0.0
        base 1.1.0
        ",
    );
    let _ = chosen("kit 1, other 1", &Lock::default(), &Moving::All, &shelves);
    let asked = shelves.shelves[TEAM].asked.borrow();
    let once: BTreeSet<_> = asked.iter().collect();
    assert_eq!(once.len(), asked.len(), "{asked:?}");
}

/// Packages a, b, … in versions 1.0.0, 2.0.0, …; what each release needs.
#[derive(Clone, Debug)]
struct Universe {
    /// By package and version: the packages that are needed, each with the versions that will do.
    releases: Vec<Vec<Needs>>,
    yanked: BTreeSet<(usize, usize)>,
    root: Needs,
}

/// Packages, each with the versions that will do.
type Needs = Vec<(usize, Vec<usize>)>;

const PACKAGES: usize = 5;
const VERSIONS: usize = 4;

fn needs() -> impl Strategy<Value = Needs> {
    let need = (0..PACKAGES, proptest::collection::btree_set(0..VERSIONS, 1..=VERSIONS));
    proptest::collection::vec(need, 0..=3).prop_map(|needs| {
        let needs: BTreeMap<usize, Vec<usize>> =
            needs.into_iter().map(|(of, versions)| (of, versions.into_iter().collect())).collect();
        needs.into_iter().collect()
    })
}

fn universe() -> impl Strategy<Value = Universe> {
    let package = proptest::collection::vec(needs(), 1..=VERSIONS);
    let releases = proptest::collection::vec(package, PACKAGES);
    let yanked = proptest::collection::btree_set((0..PACKAGES, 0..VERSIONS), 0..4);
    (releases, yanked, needs()).prop_map(|(releases, yanked, root)| Universe {
        releases,
        yanked,
        root,
    })
}

impl Universe {
    fn name(package: usize) -> String {
        char::from(b'a' + package as u8).to_string()
    }

    fn version(version: usize) -> Version {
        Version::new(version as u64 + 1, 0, 0)
    }

    /// `semver` has no "or": the versions that will do are the ends of a range, and so are those
    /// between.
    fn range(versions: &[usize]) -> (usize, usize) {
        (versions[0], versions[versions.len() - 1])
    }

    fn requirement(versions: &[usize]) -> String {
        let (first, last) = Self::range(versions);
        format!(">={}, <={}", Self::version(first), Self::version(last))
    }

    fn shelves(&self) -> Shelves {
        let mut shelf = Shelf::default();
        for (package, versions) in self.releases.iter().enumerate() {
            let releases = versions.iter().enumerate().map(|(version, needs)| {
                let dependencies = needs.iter().map(|(of, versions)| Requirement {
                    name: Self::name(*of),
                    library: None,
                    requirement: Self::requirement(versions).parse().expect("a range"),
                });
                let release = Release {
                    version: Self::version(version),
                    digest: String::new(),
                    dependencies: dependencies.collect(),
                    signers: Vec::new(),
                    is_yanked: self.yanked.contains(&(package, version)),
                };
                (Self::version(version), release)
            });
            shelf.releases.insert(Self::name(package), releases.collect());
        }
        Shelves { shelves: [(TEAM.to_owned(), shelf)].into() }
    }

    fn manifest(&self) -> Manifest {
        let needs: Vec<_> = self
            .root
            .iter()
            .map(|(of, versions)| {
                format!("{} {}", Self::name(*of), Self::requirement(versions).replace(", ", "+"))
            })
            .collect();
        manifest(&needs.join(","))
    }

    /// Whether the versions, none where a package isn't taken, fit everybody who is taken.
    fn fits(&self, taken: &[Option<usize>]) -> bool {
        let is_met = |needs: &Needs| {
            needs.iter().all(|(of, versions)| {
                let (first, last) = Self::range(versions);
                taken[*of].is_some_and(|version| (first..=last).contains(&version))
            })
        };
        is_met(&self.root)
            && taken.iter().enumerate().all(|(package, version)| {
                version.is_none_or(|version| {
                    // Nobody takes one that asks for itself.
                    let needs = &self.releases[package][version];
                    !self.yanked.contains(&(package, version))
                        && needs.iter().all(|(of, _)| *of != package)
                        && is_met(&self.releases[package][version])
                })
            })
    }

    /// Whether any choice fits, by trying all.
    fn has_solution(&self) -> bool {
        let choices: Vec<usize> = self.releases.iter().map(|it| it.len() + 1).collect();
        let count: usize = choices.iter().product();
        (0..count).any(|mut index| {
            let taken: Vec<Option<usize>> = choices
                .iter()
                .map(|choices| {
                    let choice = index % choices;
                    index /= choices;
                    choice.checked_sub(1)
                })
                .collect();
            self.fits(&taken)
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn versions_fit_and_are_found_wherever_there_are_some(universe in universe()) {
        let shelves = universe.shelves();
        let found =
            resolve(&universe.manifest(), &PackageGraph::default(), None, &Moving::All, &shelves);
        match found {
            Ok(found) => {
                let taken: Vec<Option<usize>> = (0..PACKAGES)
                    .map(|package| {
                        let chosen = found.get(&Universe::name(package))?;
                        Some(chosen.release.version.major as usize - 1)
                    })
                    .collect();
                prop_assert!(universe.fits(&taken), "{taken:?}");
            }
            Err(ResolveError::Conflict(conflict)) => {
                prop_assert!(!universe.has_solution(), "{conflict:?}");
                prop_assert!(!conflict.facts.is_empty());
                prop_assert!(!conflict.dependencies.is_empty(), "{conflict:?}");
            }
            Err(ResolveError::Library(error)) => prop_assert!(false, "{error}"),
        }
    }
}
