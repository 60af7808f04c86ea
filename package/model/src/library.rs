//! A library of packages, as whoever resolves versions sees one: names, versions, what each release
//! says of itself. Where it lies and how it is asked is its own business, and so resolution is
//! tested with one that is invented.
//!
//! Nothing that a library says is believed but by its digest: what is unpacked is what was locked.

use std::path::{Path, PathBuf};

use semver::{Version, VersionReq};

/// A library.
pub trait Library {
    /// The versions of the package `name` that were ever published, yanked ones included, in any
    /// order; none where the library has no such package.
    ///
    /// # Errors
    /// Where the library can't be reached, or says what can't be understood.
    fn versions(&self, name: &str) -> Result<Vec<Version>, LibraryError>;

    /// What a version says of itself.
    ///
    /// # Errors
    /// As [`Self::versions`], and where there is no such version.
    fn release(&self, name: &str, version: &Version) -> Result<Release, LibraryError>;

    /// The digest of what a version names now, whatever that is; none where there is no such version.
    ///
    /// # Errors
    /// As [`Self::versions`].
    fn digest(&self, name: &str, version: &Version) -> Result<Option<String>, LibraryError>;

    /// The folder below `cache` into which the release of `digest` is unpacked:
    /// [`cached_folder`](crate::graph::cached_folder). What lies there already isn't fetched again.
    ///
    /// # Errors
    /// As [`Self::versions`], and where what came isn't what the digest says, or isn't a package.
    fn fetch(&self, name: &str, digest: &str, cache: &Path) -> Result<PathBuf, LibraryError>;
}

/// One published version of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Which version.
    pub version: Version,
    /// Of its manifest in the library: `sha256:` and 64 hexadecimal digits.
    pub digest: String,
    /// What it needs, by the packages' names.
    pub dependencies: Vec<Requirement>,
    /// SS58 addresses of those whose signatures over the digest were found and are right, sorted.
    pub signers: Vec<String>,
    /// Whether it was taken back: it is used only where a lock names it already.
    pub is_yanked: bool,
}

/// What a release needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The package's name.
    pub name: String,
    /// `oci://…`; none for the library that the release itself is in.
    pub library: Option<String>,
    /// Which versions will do.
    pub requirement: VersionReq,
}

/// Why a library couldn't answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LibraryError {
    /// Nobody answers, or no answer came in time.
    #[error("{library} can't be reached: {why}")]
    Unreachable {
        /// Which library.
        library: String,
        /// What went wrong, as a sentence without its full stop.
        why: String,
    },
    /// It fails, or says what can't be read: nothing that the user did is wrong.
    #[error("{library}: {why}")]
    Failed {
        /// Which library.
        library: String,
        /// What was wrong, as a sentence without its full stop.
        why: String,
    },
    /// It refuses us, or says what isn't to be believed.
    #[error("{library}: {why}")]
    Refused {
        /// Which library.
        library: String,
        /// What was wrong, as a sentence without its full stop.
        why: String,
    },
    /// It doesn't have that package or version.
    #[error("{library} has no {what}")]
    Missing {
        /// Which library.
        library: String,
        /// `acme` or `acme 1.2.0`
        what: String,
    },
    /// What came isn't what its digest says.
    #[error("{library}: what came for {what} has the digest {found}, not {expected}")]
    Altered {
        /// Which library.
        library: String,
        /// `acme` or `acme 1.2.0`
        what: String,
        /// What was asked for.
        expected: String,
        /// What came.
        found: String,
    },
    /// Something on this machine failed.
    #[error("can't {doing}: {why}")]
    Local {
        /// What was being done: `write /home/…`.
        doing: String,
        /// What went wrong.
        why: String,
    },
}

impl LibraryError {
    /// What can be done where a library can't be reached.
    pub const TRY_AGAIN: &'static str =
        "is it up, and the address right? then try again; what is in the cache needs no network";
}

/// Opens libraries by their places.
pub trait Libraries {
    /// The library at `place`: `oci://…`, or a folder from the root package's, as a lock has it.
    ///
    /// # Errors
    /// Where there is none.
    fn open(&self, place: &str) -> Result<&dyn Library, LibraryError>;
}
