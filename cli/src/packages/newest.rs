//! The newest version that a library has to offer.

use orchestra_package_model::{Library, LibraryError};
use semver::Version;

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
