//! What a library is kept in: bytes by digest, manifests by tag. A store believes nothing and proves
//! nothing; [`crate::LibraryClient`] does.

use crate::{ContentDigest, Descriptor, Failure};

/// Where a library's bytes lie. `package` is a package's name.
pub trait Store {
    /// What people call it: `oci://registry.example/team`, or a folder.
    fn name(&self) -> &str;

    /// The tags of a package; none where it isn't there.
    ///
    /// # Errors
    /// Where the store can't be asked.
    fn tags(&self, package: &str) -> Result<Option<Vec<String>>, Failure>;

    /// The bytes of a manifest; none where it isn't there.
    ///
    /// # Errors
    /// Where the store can't be asked.
    fn manifest(&self, package: &str, reference: &Reference) -> Result<Option<Vec<u8>>, Failure>;

    /// Bytes, of which no more than the descriptor says are read; none where they aren't there.
    ///
    /// # Errors
    /// Where the store can't be asked.
    fn blob(&self, package: &str, wanted: &Descriptor) -> Result<Option<Vec<u8>>, Failure>;

    /// Keeps bytes; those that it has already are left.
    ///
    /// # Errors
    /// Where the store doesn't take them.
    fn put_blob(&self, package: &str, bytes: &[u8]) -> Result<(), Failure>;

    /// Keeps a manifest.
    ///
    /// # Errors
    /// Where the store doesn't take it.
    fn put_manifest(&self, package: &str, put: &Put<'_>) -> Result<Tagged, Failure>;

    /// The manifests whose subject this one is, as the store lists them.
    ///
    /// # Errors
    /// Where the store can't be asked.
    fn referrers(&self, package: &str, subject: &ContentDigest)
    -> Result<Vec<Descriptor>, Failure>;

    /// The names of all packages, with the annotations of the newest where they are at hand; no more
    /// than `most`.
    ///
    /// # Errors
    /// Where the store can't be asked, or doesn't say: [`Failure::NoCatalogue`].
    fn packages(&self, most: usize) -> Result<Vec<String>, Failure>;
}

/// Which manifest is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The one that a tag names now.
    Tag(String),
    /// That one.
    Digest(ContentDigest),
}

/// A manifest on its way in.
#[derive(Clone, Debug)]
pub struct Put<'put> {
    /// Its bytes.
    pub bytes: &'put [u8],
    /// How the store lists it.
    pub descriptor: Descriptor,
    /// The tag that is to name it, unless that names another one; none keeps it by its digest.
    pub tag: Option<&'put str>,
    /// The manifest that it speaks of.
    pub subject: Option<&'put ContentDigest>,
}

/// What became of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagged {
    /// The manifest is kept, and the tag names it as far as the store says.
    Kept,
    /// The tag names something already, and was left.
    Refused,
}
