//! Version numbers and what they promise.

use semver::Version;

use crate::Verdict;

/// The least version number that says what a change of `verdict` means to those who use `old`.
///
/// Below 1.0.0, the first number that isn't zero counts, as `^` in requirements reads it: 0.3 breaks
/// with 0.2, and each 0.0.z with the one before it. A pre-release promises nothing.
#[must_use]
pub fn needed(old: &Version, verdict: Verdict) -> Version {
    let core = Version::new(old.major, old.minor, old.patch);
    if !old.pre.is_empty() {
        return core;
    }
    let (major, minor, patch) = (old.major, old.minor, old.patch);
    match (major, minor, verdict) {
        (1.., _, Verdict::Major) => Version::new(major + 1, 0, 0),
        (1.., _, Verdict::Minor) => Version::new(major, minor + 1, 0),
        (0, 1.., Verdict::Major) => Version::new(0, minor + 1, 0),
        _ => Version::new(major, minor, patch + 1),
    }
}

/// The least version number that says what changed, where `new` hides it; none where it says it.
#[must_use]
pub fn hides(old: &Version, new: &Version, verdict: Verdict) -> Option<Version> {
    let needed = needed(old, verdict);
    // 2.0.0-rc.1 says of 1.4.0 what 2.0.0 says.
    let said = Version::new(new.major, new.minor, new.patch);
    (said < needed).then_some(needed)
}

/// With which of the `published` versions `new` is compared: the newest one below it, pre-releases
/// only where `new` is one, or nothing else is there.
#[must_use]
pub fn baseline<'v>(
    published: impl IntoIterator<Item = &'v Version>,
    new: &Version,
) -> Option<&'v Version> {
    let below: Vec<&Version> = published.into_iter().filter(|known| *known < new).collect();
    let released = below.iter().copied().filter(|known| known.pre.is_empty()).max();
    let newest = below.iter().copied().max();
    if new.pre.is_empty() { released.or(newest) } else { newest }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).expect("a version")
    }

    #[test]
    fn the_first_number_that_is_not_zero_breaks() {
        for (old, verdict, expected) in [
            ("1.2.3", Verdict::Major, "2.0.0"),
            ("1.2.3", Verdict::Minor, "1.3.0"),
            ("1.2.3", Verdict::Patch, "1.2.4"),
            ("0.2.3", Verdict::Major, "0.3.0"),
            ("0.2.3", Verdict::Minor, "0.2.4"),
            ("0.2.3", Verdict::Patch, "0.2.4"),
            ("0.0.3", Verdict::Major, "0.0.4"),
            ("0.0.3", Verdict::Patch, "0.0.4"),
            ("1.0.0-rc.1", Verdict::Major, "1.0.0"),
        ] {
            assert_eq!(needed(&version(old), verdict), version(expected), "{old} {verdict:?}");
        }
    }

    #[test]
    fn a_number_that_says_more_than_it_has_to_hides_nothing() {
        let hides = |old, new, verdict| hides(&version(old), &version(new), verdict);
        assert_eq!(hides("1.2.3", "1.3.0", Verdict::Major), Some(version("2.0.0")));
        assert_eq!(hides("1.2.3", "1.2.4", Verdict::Minor), Some(version("1.3.0")));
        assert_eq!(hides("0.2.3", "0.2.4", Verdict::Major), Some(version("0.3.0")));
        assert_eq!(hides("1.2.3", "2.0.0", Verdict::Patch), None);
        assert_eq!(hides("1.2.3", "2.0.0-rc.1", Verdict::Major), None);
        assert_eq!(hides("1.0.0-rc.1", "1.0.0", Verdict::Major), None);
    }

    #[test]
    fn what_is_compared_is_the_newest_release_below() {
        let published: Vec<_> =
            ["1.0.0", "1.1.0", "1.2.0-rc.1", "2.0.0"].into_iter().map(version).collect();
        let baseline = |new| baseline(&published, &version(new)).map(ToString::to_string);
        assert_eq!(baseline("3.0.0").as_deref(), Some("2.0.0"));
        assert_eq!(baseline("1.2.0").as_deref(), Some("1.1.0"));
        assert_eq!(baseline("1.2.0-rc.2").as_deref(), Some("1.2.0-rc.1"));
        assert_eq!(baseline("0.9.0"), None);
    }
}
