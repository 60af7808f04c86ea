//! The packages of a lock: which version of each, from where, who signed it, what it may do.

use orchestra_diagnostics::Span;
use semver::Version;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::grant::Grant;

/// The field of the lock that holds them.
pub(super) const PACKAGES: &str = "packages";

/// A package that the project needs, as it was when it was locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedPackage {
    /// Its version; one that lies at a path may have none.
    pub version: Option<Version>,
    /// Where it comes from.
    pub source: LockedSource,
    /// The SS58 address of who signed it, of those whose signatures count.
    pub signer: Option<String>,
    /// What it may do.
    pub grant: Grant,
    /// Where its name stands in the lock; nowhere in one that isn't written yet.
    pub at: Span,
}

/// Where a locked package comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockedSource {
    /// A folder, from the root package's, with `/`.
    Path(String),
    /// A library.
    Library {
        /// `oci://…`, or a folder from the root package's.
        library: String,
        /// Of what is in the library: `sha256:` and 64 hexadecimal digits.
        digest: String,
    },
}

/// As it stands in the lock.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<Version>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    library: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signer: Option<String>,
    #[serde(default, skip_serializing_if = "Grant::is_empty")]
    grant: Grant,
}

impl LockedPackage {
    /// One line of the lock.
    pub(super) fn json(&self) -> Value {
        let (path, library, digest) = match self.source.clone() {
            LockedSource::Path(path) => (Some(path), None, None),
            LockedSource::Library { library, digest } => (None, Some(library), Some(digest)),
        };
        let form = Form {
            version: self.version.clone(),
            path,
            library,
            digest,
            signer: self.signer.clone(),
            grant: self.grant.clone(),
        };
        serde_json::to_value(form).expect("texts and numbers are JSON")
    }

    /// Reads one, whose name stands `at`.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(super) fn read(value: &Value, at: Span) -> Result<Self, String> {
        let form = Form::deserialize(value)
            .map_err(|why| format!("this isn't how a package is locked: {why}"))?;
        let source = match (form.path, form.library, form.digest) {
            (Some(path), None, None) => LockedSource::Path(path),
            (None, Some(library), Some(digest)) if is_digest(&digest) => {
                LockedSource::Library { library, digest }
            }
            (None, Some(_), Some(digest)) => return Err(format!("`{digest}` isn't a digest")),
            _ => {
                return Err(
                    "a package is locked with a `path`, or with a `library` and a `digest`"
                        .to_owned(),
                );
            }
        };
        if form.version.is_none() && matches!(source, LockedSource::Library { .. }) {
            return Err("a package of a library is locked with its `version`".to_owned());
        }
        Ok(Self { version: form.version, source, signer: form.signer, grant: form.grant, at })
    }
}

/// Whether `text` is `sha256:` and 64 hexadecimal digits, lower case.
pub(crate) fn is_digest(text: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64 && hex.bytes().all(digit))
}
