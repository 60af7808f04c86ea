//! Versions that are no longer to be chosen, said by a referrer: the version itself never changes, and
//! who has it in a lock keeps it.

use crate::{ContentDigest, Descriptor, Failure, Referrer, Store, referrer::said};

/// The artifact type of a yank.
pub const YANK_TYPE: &str = "application/vnd.orchestra.yank.v1";

/// Whether a version is yanked.
pub(crate) fn is_yanked(
    store: &dyn Store,
    package: &str,
    digest: &ContentDigest,
) -> Result<bool, Failure> {
    Ok(!said(store, package, digest, YANK_TYPE)?.is_empty())
}

/// Yanks a version.
pub(crate) fn yank(store: &dyn Store, package: &str, subject: &Descriptor) -> Result<(), Failure> {
    Referrer { artifact_type: YANK_TYPE, payload: None, subject }.put(store, package)
}
