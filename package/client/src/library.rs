//! The client of a library: what is published, fetched, yanked and signed, in whatever store.
//!
//! Whatever a store says is checked here: digests and sizes before anything is written, packages by what
//! they hold. What is published names nothing before all of it is there, its signature included.

use std::path::{Path, PathBuf};

use orchestra_keys::{Address as Signer, Hotkey};
use orchestra_package_model::{LibraryError, Release, Requirement, project::MANIFEST};
use semver::{Version, VersionReq};
use serde_json::Value;

use crate::{
    ContentDigest, Descriptor, DigestError, Failure, Found, Manifest, Package, Put, Reference,
    Store, Tagged,
    archive::{self, PackedFile},
    cache,
    document::MANIFEST_TYPE,
    package::{self, shown},
    search, signature,
    sources::Stated,
    yank,
};

/// A library.
pub struct LibraryClient {
    pub(crate) store: Box<dyn Store>,
}

/// A version as it stands in a library.
#[derive(Clone, Debug)]
pub struct Released {
    /// Of the package.
    pub version: Version,
    /// What it is known by.
    pub digest: ContentDigest,
    /// What its publisher says that it offers: hostile, until the sources say the same.
    pub config: Value,
    /// Who signed it, sorted.
    pub signers: Vec<Signer>,
    /// Whether it is no longer to be chosen.
    pub yanked: bool,
}

/// What publishing came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// The version is there now.
    New,
    /// It was there already, the same; a signature was added.
    SignedNow,
    /// It was there already, the same.
    Already,
}

/// What yanking came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yanked {
    /// It is no longer chosen.
    Now,
    /// It wasn't before.
    Already,
}

/// A manifest that a store has, as it was checked.
pub(crate) struct Checked {
    pub(crate) descriptor: Descriptor,
    pub(crate) manifest: Manifest,
}

impl LibraryClient {
    /// The library in a store.
    #[must_use]
    pub fn new(store: Box<dyn Store>) -> Self {
        Self { store }
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.store.name()
    }

    /// The versions of a package, rising. Tags that are no versions are other people's.
    ///
    /// # Errors
    /// Where there is no such package, or the library can't be asked.
    pub fn versions(&self, name: &str) -> Result<Vec<Version>, Failure> {
        let tags = self.store.tags(name)?.unwrap_or_default();
        let versions = tags.iter().filter_map(|tag| version_of(tag));
        let mut versions: Vec<_> = versions.collect();
        versions.sort();
        versions.dedup();
        match versions.is_empty() {
            true => Err(self.missing(format!("package `{name}`"))),
            false => Ok(versions),
        }
    }

    /// A version as it stands there now.
    ///
    /// # Errors
    /// Where there is no such version, or it can't be read.
    pub fn released(&self, name: &str, version: &Version) -> Result<Released, Failure> {
        let found = self.tagged(name, version)?;
        let Checked { descriptor, manifest } =
            found.ok_or_else(|| self.missing(format!("`{}`", shown(name, version))))?;
        let digest = descriptor.digest;
        let config = self.config(name, version, &manifest)?;
        let signers = signature::signers(&*self.store, (name, version), &digest)?;
        let yanked = yank::is_yanked(&*self.store, name, &digest)?;
        Ok(Released { version: version.clone(), digest, config, signers, yanked })
    }

    /// The folder in `cache` that holds the package of a digest, unpacked; fetched if it isn't there. What
    /// is there needs no library.
    ///
    /// # Errors
    /// Where it can't be fetched, or isn't what it should be; then nothing was kept.
    pub fn fetch(
        &self,
        name: &str,
        digest: &ContentDigest,
        cache: &Path,
    ) -> Result<PathBuf, Failure> {
        if let Some(folder) = cache::cached(cache, digest) {
            return Ok(folder);
        }
        let reference = Reference::Digest(digest.clone());
        let bytes = self.store.manifest(name, &reference)?;
        let bytes = bytes.ok_or_else(|| self.missing(format!("`{name}` of {digest}")))?;
        let manifest = self.checked(name, &bytes, Some(digest))?.manifest;
        let layer = self.part(name, "the sources", &manifest.layers[0])?;
        let files = archive::unpack(&layer).map_err(|why| Failure::Archive {
            library: self.name().to_owned(),
            package: name.to_owned(),
            why,
        })?;
        let config = self.part(name, "the config", &manifest.config)?;
        self.says_the_same(name, &config, &files)?;
        cache::keep(cache, digest, &files)
    }

    /// Publishes a package, signed if there is a key. A version that is there is never replaced.
    ///
    /// # Errors
    /// Where the version is there with other content, somebody else was faster, or the library doesn't
    /// take it. Then no version names what was sent.
    pub fn publish(&self, package: &Package, key: Option<&Hotkey>) -> Result<Published, Failure> {
        let (name, version) = (&*package.about.name, &package.about.version);
        let subject = &package.descriptor;
        let sign = || match key {
            Some(key) => signature::sign(&*self.store, (name, version), subject, key),
            None => Ok(false),
        };
        match self.published(name, version)? {
            Some(digest) if digest == package.digest => {
                return Ok(if sign()? { Published::SignedNow } else { Published::Already });
            }
            Some(published) => return Err(self.taken(package, published)),
            None => {}
        }
        self.store.put_blob(name, &package.layer)?;
        self.store.put_blob(name, &package.config)?;
        // Before the version: nobody is to see it unsigned.
        sign()?;
        let tag = version.to_string();
        let put = Put {
            bytes: &package.manifest,
            descriptor: subject.clone(),
            tag: Some(&tag),
            subject: None,
        };
        let tagged = self.store.put_manifest(name, &put)?;
        match self.published(name, version)? {
            Some(digest) if digest == package.digest => Ok(Published::New),
            Some(published) => Err(Failure::Outrun {
                library: self.name().to_owned(),
                package: package.shown(),
                published,
                ours: package.digest.clone(),
            }),
            None if tagged == Tagged::Refused => Err(self.unreadable(
                package.shown(),
                "the library says that it is there, and then that it isn't",
            )),
            None => Err(self.unreadable(package.shown(), "it was taken, and isn't there")),
        }
    }

    /// Keeps a version from being chosen anew.
    ///
    /// # Errors
    /// Where there is no such version, or the library doesn't take it.
    pub fn yank(&self, name: &str, version: &Version) -> Result<Yanked, Failure> {
        let found = self.tagged(name, version)?;
        let found = found.ok_or_else(|| self.missing(format!("`{}`", shown(name, version))))?;
        if yank::is_yanked(&*self.store, name, &found.descriptor.digest)? {
            return Ok(Yanked::Already);
        }
        yank::yank(&*self.store, name, &found.descriptor)?;
        Ok(Yanked::Now)
    }

    /// The packages in which all words are found.
    ///
    /// # Errors
    /// Where the library doesn't say what it has.
    pub fn search(&self, words: &[String]) -> Result<Found, Failure> {
        search::search(self, words)
    }

    /// What a version names now, whatever it is.
    fn published(&self, name: &str, version: &Version) -> Result<Option<ContentDigest>, Failure> {
        let bytes = self.store.manifest(name, &Reference::Tag(version.to_string()))?;
        Ok(bytes.map(|bytes| ContentDigest::of(&bytes)))
    }

    pub(crate) fn tagged(&self, name: &str, version: &Version) -> Result<Option<Checked>, Failure> {
        let bytes = self.store.manifest(name, &Reference::Tag(version.to_string()))?;
        bytes.map(|bytes| self.checked(&shown(name, version), &bytes, None)).transpose()
    }

    /// The manifest of a package, of the digest that was asked for.
    fn checked(
        &self,
        package: &str,
        bytes: &[u8],
        digest: Option<&ContentDigest>,
    ) -> Result<Checked, Failure> {
        let descriptor = Descriptor::of(MANIFEST_TYPE, bytes);
        if let Some(digest) = digest.filter(|digest| **digest != descriptor.digest) {
            let found = format!("it is {}", descriptor.digest);
            return Err(self.untrue(format!("the manifest of {package}"), found, digest));
        }
        let manifest = package::read(bytes)
            .map_err(|why| self.unreadable(format!("the manifest of {package}"), &why))?;
        Ok(Checked { descriptor, manifest })
    }

    /// Bytes that a manifest names, of its size and digest.
    fn part(&self, package: &str, part: &str, wanted: &Descriptor) -> Result<Vec<u8>, Failure> {
        let what = format!("{part} of {package}");
        let bytes = self.store.blob(package_name(package), wanted)?;
        let bytes = bytes.ok_or_else(|| self.missing(format!("{what}: {}", wanted.digest)))?;
        if bytes.len() as u64 != wanted.size {
            let found = format!("it has {} bytes and not {}", bytes.len(), wanted.size);
            return Err(self.untrue(what, found, &wanted.digest));
        }
        let digest = ContentDigest::of(&bytes);
        if digest != wanted.digest {
            return Err(self.untrue(what, format!("it is {digest}"), &wanted.digest));
        }
        Ok(bytes)
    }

    /// What a version offers, which says the name and version that were asked for.
    fn config(&self, name: &str, version: &Version, manifest: &Manifest) -> Result<Value, Failure> {
        let bytes = self.part(name, "the config", &manifest.config)?;
        let config: Value = serde_json::from_slice(&bytes).map_err(|error| {
            self.unreadable(format!("the config of {name}"), &error.to_string())
        })?;
        let says = |field: &str| config["package"][field].as_str().unwrap_or_default();
        if (says("name"), says("version")) != (name, &*version.to_string()) {
            let why = format!("it is that of `{} {}`", says("name"), says("version"));
            return Err(self.unreadable(format!("the config of {}", shown(name, version)), &why));
        }
        Ok(config)
    }

    /// The sources say of the package what its config says, by which it was chosen.
    fn says_the_same(
        &self,
        name: &str,
        config: &[u8],
        files: &[PackedFile],
    ) -> Result<(), Failure> {
        let wrong = |why: String| self.unreadable(format!("the package {name}"), &why);
        let config: Value =
            serde_json::from_slice(config).map_err(|error| wrong(error.to_string()))?;
        let file = files.iter().find(|file| file.path == MANIFEST);
        let file = file.ok_or_else(|| wrong(format!("it has no `{MANIFEST}`")))?;
        let text = std::str::from_utf8(&file.bytes)
            .map_err(|_| wrong(format!("`{MANIFEST}` isn't UTF-8")))?;
        let Stated { about, dependencies } =
            Stated::read(text).map_err(|error| wrong(error.to_string()))?;
        let said = &config["package"];
        let version = about.version.to_string();
        for (field, ours, theirs) in
            [("name", &*about.name, name), ("version", &*version, text_of(&said["version"]))]
        {
            if ours != theirs || text_of(&said[field]) != ours {
                return Err(wrong(format!(
                    "`{MANIFEST}` has the {field} `{ours}`, not `{theirs}`"
                )));
            }
        }
        if config["dependencies"] != dependencies {
            return Err(wrong(format!("`{MANIFEST}` has other dependencies than its config")));
        }
        Ok(())
    }

    fn taken(&self, package: &Package, published: ContentDigest) -> Failure {
        Failure::Taken {
            library: self.name().to_owned(),
            package: package.shown(),
            published,
            ours: package.digest.clone(),
        }
    }

    fn missing(&self, what: String) -> Failure {
        Failure::Missing { library: self.name().to_owned(), what }
    }

    fn unreadable(&self, what: String, why: &str) -> Failure {
        Failure::Unreadable { library: self.name().to_owned(), what, why: why.to_owned() }
    }

    fn untrue(&self, what: String, found: String, expected: &ContentDigest) -> Failure {
        let (library, expected) = (self.name().to_owned(), expected.to_string());
        Failure::Untrue { library, what, found, expected }
    }
}

impl orchestra_package_model::Library for LibraryClient {
    fn versions(&self, name: &str) -> Result<Vec<Version>, LibraryError> {
        match self.versions(name) {
            Err(Failure::Missing { .. }) => Ok(Vec::new()),
            found => found.map_err(LibraryError::from),
        }
    }

    fn release(&self, name: &str, version: &Version) -> Result<Release, LibraryError> {
        let released = self.released(name, version)?;
        let dependencies = requirements(&released.config).ok_or_else(|| {
            let what = format!("the dependencies of {}", shown(name, version));
            self.unreadable(what, "they aren't written as a config has them")
        })?;
        Ok(Release {
            version: released.version,
            digest: released.digest.to_string(),
            dependencies,
            signers: released.signers.iter().map(ToString::to_string).collect(),
            is_yanked: released.yanked,
        })
    }

    fn digest(&self, name: &str, version: &Version) -> Result<Option<String>, LibraryError> {
        Ok(self.published(name, version)?.map(|digest| digest.to_string()))
    }

    fn fetch(&self, name: &str, digest: &str, cache: &Path) -> Result<PathBuf, LibraryError> {
        let digest: ContentDigest = digest
            .parse()
            .map_err(|error: DigestError| self.unreadable(name.to_owned(), &error.to_string()))?;
        Ok(self.fetch(name, &digest, cache)?)
    }
}

/// What a config says that the package needs; none where it isn't said as it should be.
fn requirements(config: &Value) -> Option<Vec<Requirement>> {
    let dependencies = config["dependencies"].as_object()?;
    let requirement = |(name, said): (&String, &Value)| {
        let library = match &said["library"] {
            Value::Null => None,
            library => Some(library.as_str()?.to_owned()),
        };
        let requirement = VersionReq::parse(said["version"].as_str()?).ok()?;
        Some(Requirement { name: name.clone(), library, requirement })
    };
    dependencies.iter().map(requirement).collect()
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Of `market-kit 1.2.0`, the name.
fn package_name(shown: &str) -> &str {
    shown.split(' ').next().unwrap_or(shown)
}

/// The version that a tag is, in the one way to write it.
fn version_of(tag: &str) -> Option<Version> {
    Version::parse(tag)
        .ok()
        .filter(|version| version.to_string() == tag && version.build.is_empty())
}
