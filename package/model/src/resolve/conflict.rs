//! Why no versions fit, in people's words: who asks for what, from the root on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use orchestra_diagnostics::{Code, Diagnostic, FileName};
use pubgrub::{DerivationTree, External};
use semver::Version;

use super::provider::{Provider, Subject, Versions};
use crate::{Manifest, PackageGraph};

/// Versions that are listed of one package; the rest is counted.
const MOST_LISTED: usize = 4;

/// Facts that are told; the rest is counted.
const MOST_FACTS: usize = 12;

/// Versions that don't fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Who asks for what, and what there is, from the root on.
    pub facts: Vec<String>,
    /// The root's dependencies that have to do with it, those that the facts begin with first.
    pub dependencies: Vec<String>,
}

impl Conflict {
    /// E0702 where the manifest asks for what doesn't fit.
    #[must_use]
    pub fn diagnostic(&self, manifest: &Manifest, file: &FileName) -> Diagnostic {
        let mut told: Vec<&str> = self.facts.iter().take(MOST_FACTS).map(String::as_str).collect();
        let more = self.facts.len().saturating_sub(MOST_FACTS);
        let more = format!("and {more} facts more");
        if self.facts.len() > MOST_FACTS {
            told.push(&more);
        }
        let message = format!("no versions fit together: {}", told.join("; "));
        let mut places =
            self.dependencies.iter().filter_map(|name| Some(manifest.dependencies.get(name)?.at));
        let first = places.next().unwrap_or_default();
        let problem = Diagnostic::error(Code::E0702, file.clone(), first, message);
        let problem =
            places.fold(problem, |problem, at| problem.with_label(at, "this has to do with it"));
        problem
            .with_help("ask for other versions, or take out what asks for the one that isn't there")
    }

    pub(super) fn explain(
        provider: &Provider<'_>,
        manifest: &Manifest,
        graph: &PackageGraph,
        tree: &DerivationTree<Subject, Versions, String>,
    ) -> Self {
        let mut leaves = Leaves::default();
        leaves.gather(tree);
        let mut facts = Vec::new();
        let mut dependencies = Vec::new();
        // From the root on, in the order in which packages are reached.
        let (mut waiting, mut seen) = (VecDeque::from([Subject::Root]), BTreeSet::new());
        let mut missing = leaves.missing.clone();
        while let Some(subject) = waiting.pop_front() {
            if !seen.insert(subject.clone()) {
                continue;
            }
            for (needed, of) in leaves.asked.get(&subject).into_iter().flatten() {
                facts.extend(asks(provider, &subject, of, needed));
                waiting.push_back(needed.clone());
                let name = match (&subject, needed) {
                    (Subject::Root, Subject::AtPath(name) | Subject::OfLibrary { name, .. }) => {
                        manifest.dependencies.contains_key(name).then(|| name.clone())
                    }
                    (Subject::AtPath(by), _) => graph.packages.get(by).map(|it| it.through.clone()),
                    _ => None,
                };
                dependencies.extend(name.filter(|name| !dependencies.contains(name)));
                // What there is of it is told once, behind who asks for it; not of what gets in the way by
                // what it asks for itself.
                if missing.remove(needed) && !leaves.asked.contains_key(needed) {
                    facts.push(there_is(provider, needed));
                }
            }
            for (versions, why) in leaves.reasons.get(&subject).into_iter().flatten() {
                let listed = listed(&fitting(provider, &subject, versions));
                facts.push(format!("{subject} {listed} {why}"));
            }
        }
        facts.extend(missing.iter().map(|subject| there_is(provider, subject)));
        facts.dedup();
        Self { facts, dependencies }
    }

    pub(super) fn two_places(name: &str, one: &str, other: &str) -> Self {
        let fact = format!("`{name}` is asked for from two places, {one} and {other}");
        Self { facts: vec![fact], dependencies: vec![name.to_owned()] }
    }
}

/// What a derivation rests on.
#[derive(Default)]
struct Leaves {
    /// Who asks for whom: of which versions this was seen.
    asked: BTreeMap<Subject, BTreeMap<Subject, Versions>>,
    /// Packages of which no version was left.
    missing: BTreeSet<Subject>,
    /// Versions that can't be had, and why.
    reasons: BTreeMap<Subject, Vec<(Versions, String)>>,
}

impl Leaves {
    fn gather(&mut self, tree: &DerivationTree<Subject, Versions, String>) {
        let mut waiting = vec![tree];
        let mut shared = BTreeSet::new();
        while let Some(tree) = waiting.pop() {
            match tree {
                DerivationTree::Derived(derived) => {
                    if derived.shared_id.is_none_or(|id| shared.insert(id)) {
                        waiting.extend([&*derived.cause1, &*derived.cause2]);
                    }
                }
                DerivationTree::External(External::NotRoot(..)) => {}
                DerivationTree::External(External::NoVersions(subject, _)) => {
                    self.missing.insert(subject.clone());
                }
                DerivationTree::External(External::Custom(subject, versions, why)) => {
                    let reasons = self.reasons.entry(subject.clone()).or_default();
                    reasons.push((versions.clone(), why.clone()));
                }
                DerivationTree::External(External::FromDependencyOf(by, of, needed, admitted)) => {
                    if *admitted == Versions::empty() {
                        self.missing.insert(needed.clone());
                    }
                    let seen = self.asked.entry(by.clone()).or_default();
                    let of_all = seen.entry(needed.clone()).or_insert_with(Versions::empty);
                    *of_all = of_all.union(of);
                }
            }
        }
    }
}

/// `` `kit` 1.0.0 and 1.1.0 ask for `base` ^2 ``, a fact for each requirement.
fn asks(provider: &Provider<'_>, by: &Subject, of: &Versions, needed: &Subject) -> Vec<String> {
    let mut asking: Vec<(String, Vec<Version>)> = Vec::new();
    for version in fitting(provider, by, of) {
        for asked in provider.asked_by(by, &version).iter().filter(|it| it.subject == *needed) {
            let wanted = asked.requirement.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
            match asking.iter_mut().find(|(other, _)| *other == wanted) {
                Some((_, versions)) => versions.push(version.clone()),
                None => asking.push((wanted, vec![version.clone()])),
            }
        }
    }
    let told = asking.into_iter().map(|(wanted, versions)| match by {
        Subject::Root => format!("this asks for {needed}{wanted}"),
        Subject::AtPath(_) => format!("{by} asks for {needed}{wanted}"),
        Subject::OfLibrary { .. } => {
            let verb = if versions.len() == 1 { "asks" } else { "ask" };
            format!("{by} {} {verb} for {needed}{wanted}", listed(&versions))
        }
    });
    told.collect()
}

/// Those of the versions that were heard of which are in a set.
fn fitting(provider: &Provider<'_>, subject: &Subject, set: &Versions) -> Vec<Version> {
    match subject {
        Subject::Root | Subject::AtPath(_) => vec![Version::new(0, 0, 0)],
        Subject::OfLibrary { .. } => {
            let mut versions = provider.versions_heard(subject);
            versions.retain(|version| set.contains(version));
            versions
        }
    }
}

/// Which versions of a package there are, and which of them were taken back.
fn there_is(provider: &Provider<'_>, subject: &Subject) -> String {
    let Subject::OfLibrary { library, .. } = subject else {
        return format!("{subject} isn't there");
    };
    let (yanked, rest): (Vec<_>, Vec<_>) = provider
        .versions_heard(subject)
        .into_iter()
        .partition(|version| provider.is_taken_back(subject, version));
    match (rest.as_slice(), yanked.as_slice()) {
        ([], []) => format!("{library} has no {subject}"),
        (rest, []) => format!("{library} has {subject} {}", listed(rest)),
        ([], yanked) => format!("{library} has no {subject} but {}, yanked", listed(yanked)),
        (rest, yanked) => {
            format!("{library} has {subject} {}, and {} yanked", listed(rest), listed(yanked))
        }
    }
}

/// `1.0.0, 1.1.0 and 2.0.0`: the highest, where there are many.
fn listed(versions: &[Version]) -> String {
    let hidden = versions.len().saturating_sub(MOST_LISTED);
    let shown: Vec<String> = versions[hidden..].iter().map(Version::to_string).collect();
    match (hidden, shown.split_last()) {
        (_, None) => String::new(),
        (0, Some((last, []))) => last.clone(),
        (0, Some((last, rest))) => format!("{} and {last}", rest.join(", ")),
        (hidden, Some(_)) => format!("{} and {hidden} older ones", shown.join(", ")),
    }
}
