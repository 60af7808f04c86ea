//! A library in a folder in OCI image layout: `oci-layout`, `index.json`, `blobs/sha256/`.
//!
//! One index lists all packages: a version is annotated `NAME:VERSION`, as the image specification names
//! references. Who writes holds the lock of `.lock`, so of two who publish at once one is first, and the
//! other finds what the first one wrote.

use std::path::{Path, PathBuf};

use crate::{
    ContentDigest, Descriptor, Failure, Index, Manifest, Put, Reference, Store, Tagged,
    document::bytes,
    files::{self, Doing as _},
    package::MOST_MANIFEST,
};

const LAYOUT: &str = "oci-layout";
const LAYOUT_TEXT: &[u8] = br#"{"imageLayoutVersion":"1.0.0"}"#;
const INDEX: &str = "index.json";
const LOCK: &str = ".lock";
/// Names a version in the index.
const REFERENCE: &str = "org.opencontainers.image.ref.name";
/// In the index, the manifest that one speaks of, so that not all need be read.
const SUBJECT: &str = "vnd.orchestra.subject";
/// Bytes of an index.
const MOST_INDEX: u64 = 64 << 20;

/// A library in a folder.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    shown: String,
}

impl Folder {
    /// The library in `path`, which `shown` is for people.
    ///
    /// # Errors
    /// Where there is something else.
    pub fn open(path: &Path, shown: &str) -> Result<Self, Failure> {
        let folder = Self { path: path.to_owned(), shown: shown.to_owned() };
        let layout = path.join(LAYOUT);
        let text = files::read(&layout, 4096).doing("read", &layout)?;
        let Some(text) = text else {
            return Err(Failure::NoLibrary { folder: shown.to_owned() });
        };
        let layout: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
        match layout["imageLayoutVersion"].as_str() {
            Some(version) if version.starts_with("1.") => Ok(folder),
            _ => Err(folder.unreadable(LAYOUT, "its `imageLayoutVersion` isn't 1".to_owned())),
        }
    }

    /// The same, made where there is nothing yet.
    ///
    /// # Errors
    /// Where there is something else, or it can't be written.
    pub fn open_or_make(path: &Path, shown: &str) -> Result<Self, Failure> {
        if files::is_empty(path, &[LOCK]) {
            let layout = path.join(LAYOUT);
            files::write(&layout, LAYOUT_TEXT).doing("write", &layout)?;
        }
        Self::open(path, shown)
    }

    fn unreadable(&self, what: &str, why: String) -> Failure {
        Failure::Unreadable { library: self.shown.clone(), what: format!("`{what}`"), why }
    }

    fn index(&self) -> Result<Index, Failure> {
        let path = self.path.join(INDEX);
        let bytes = files::read(&path, MOST_INDEX).doing("read", &path)?;
        let Some(bytes) = bytes else { return Ok(Index::empty()) };
        if bytes.len() as u64 > MOST_INDEX {
            let why = format!("it is larger than {} MiB", MOST_INDEX >> 20);
            return Err(self.unreadable(INDEX, why));
        }
        serde_json::from_slice(&bytes).map_err(|error| self.unreadable(INDEX, error.to_string()))
    }

    fn blob_path(&self, digest: &ContentDigest) -> PathBuf {
        self.path.join("blobs").join("sha256").join(digest.hexadecimal())
    }

    fn read(&self, digest: &ContentDigest, most: u64) -> Result<Option<Vec<u8>>, Failure> {
        let path = self.blob_path(digest);
        files::read(&path, most).doing("read", &path)
    }

    fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.blob_path(&ContentDigest::of(bytes));
        // What lies there may be half of what it should be, of a disk that was full.
        let most = bytes.len() as u64;
        if files::read(&path, most).doing("read", &path)?.as_deref() == Some(bytes) {
            return Ok(());
        }
        files::write(&path, bytes).doing("write", &path)
    }
}

/// What an entry of the index is called.
fn reference(descriptor: &Descriptor) -> Option<&str> {
    descriptor.annotations.get(REFERENCE).map(String::as_str)
}

impl Store for Folder {
    fn name(&self) -> &str {
        &self.shown
    }

    fn tags(&self, package: &str) -> Result<Option<Vec<String>>, Failure> {
        let index = self.index()?;
        let names = index.manifests.iter().filter_map(reference);
        let tags = names.filter_map(|name| name.strip_prefix(package)?.strip_prefix(':'));
        let tags: Vec<_> = tags.map(str::to_owned).collect();
        Ok(Some(tags).filter(|tags| !tags.is_empty()))
    }

    fn manifest(&self, package: &str, wanted: &Reference) -> Result<Option<Vec<u8>>, Failure> {
        let digest = match wanted {
            Reference::Digest(digest) => digest.clone(),
            Reference::Tag(tag) => {
                let name = format!("{package}:{tag}");
                let index = self.index()?;
                let found = index.manifests.iter().find(|it| reference(it) == Some(&*name));
                let Some(found) = found else { return Ok(None) };
                found.digest.clone()
            }
        };
        let bytes = self.read(&digest, MOST_MANIFEST)?;
        match (bytes, wanted) {
            (None, Reference::Tag(tag)) => {
                let what = format!("{package} {tag}");
                Err(Failure::Unreadable {
                    library: self.shown.clone(),
                    what,
                    why: format!("the index lists {digest}, which isn't there"),
                })
            }
            // Under its digest lies something else.
            (Some(bytes), _) if ContentDigest::of(&bytes) != digest => Err(Failure::Untrue {
                library: self.shown.clone(),
                what: format!("a manifest of {package}"),
                found: ContentDigest::of(&bytes).to_string(),
                expected: digest.to_string(),
            }),
            (bytes, _) => Ok(bytes),
        }
    }

    fn blob(&self, _package: &str, wanted: &Descriptor) -> Result<Option<Vec<u8>>, Failure> {
        self.read(&wanted.digest, wanted.size)
    }

    fn put_blob(&self, _package: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.write(bytes)
    }

    fn put_manifest(&self, package: &str, put: &Put<'_>) -> Result<Tagged, Failure> {
        self.write(put.bytes)?;
        let mut descriptor = put.descriptor.clone();
        if let Some(tag) = put.tag {
            descriptor.annotations.insert(REFERENCE.to_owned(), format!("{package}:{tag}"));
        }
        if let Some(subject) = put.subject {
            descriptor.annotations.insert(SUBJECT.to_owned(), subject.to_string());
        }
        let lock = self.path.join(LOCK);
        let listed = || {
            let mut index = self.index()?;
            let name = reference(&descriptor);
            let same = index.manifests.iter().find(|it| match name {
                Some(name) => reference(it) == Some(name),
                None => it.digest == descriptor.digest,
            });
            match same {
                Some(known) if known.digest == descriptor.digest => return Ok(Tagged::Kept),
                Some(_) => return Ok(Tagged::Refused),
                None => index.manifests.push(descriptor.clone()),
            }
            let path = self.path.join(INDEX);
            files::write(&path, &bytes(&index)).doing("write", &path)?;
            Ok(Tagged::Kept)
        };
        files::alone(&lock, listed).doing("lock", &lock)?
    }

    fn referrers(
        &self,
        _package: &str,
        subject: &ContentDigest,
    ) -> Result<Vec<Descriptor>, Failure> {
        let mut found = Vec::new();
        for descriptor in self.index()?.manifests {
            let is_referrer = match descriptor.annotations.get(SUBJECT) {
                Some(known) => known == subject.as_str(),
                // Some other tool listed it.
                None if reference(&descriptor).is_none() => {
                    let bytes = self.read(&descriptor.digest, MOST_MANIFEST)?.unwrap_or_default();
                    let manifest: Option<Manifest> = serde_json::from_slice(&bytes).ok();
                    manifest.and_then(|it| it.subject).is_some_and(|it| it.digest == *subject)
                }
                None => false,
            };
            if is_referrer {
                found.push(descriptor);
            }
        }
        Ok(found)
    }

    fn packages(&self, most: usize) -> Result<Vec<String>, Failure> {
        let index = self.index()?;
        let names = index.manifests.iter().filter_map(|it| reference(it)?.split_once(':'));
        let mut names: Vec<_> = names.map(|(name, _)| name.to_owned()).collect();
        names.sort();
        names.dedup();
        names.truncate(most);
        Ok(names)
    }
}
