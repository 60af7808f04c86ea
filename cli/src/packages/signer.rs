//! Who signed a release of a package, and whether it may be taken for that.

use std::collections::BTreeSet;

use orchestra_package_model::{Release, lock::LockedPackage};

use crate::command_error::CommandError;

/// Who signed a release, of those whose signatures count.
///
/// # Errors
/// Where somebody else did before, or nobody who counts did, and that wasn't accepted.
pub(super) fn signer(
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

#[cfg(test)]
mod tests {
    use orchestra_diagnostics::Span;
    use orchestra_package_model::{Grant, lock::LockedSource};
    use semver::Version;

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
        LockedPackage {
            version: Some(Version::new(1, 0, 0)),
            source,
            signer: signer.map(Into::into),
            grant: Grant::default(),
            at: Span::at(0),
        }
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
