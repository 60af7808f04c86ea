//! A package as it is published: a manifest that names a config, which says what the package offers,
//! and one layer, its sources.

use semver::Version;
use serde_json::Value;

use crate::{
    ContentDigest, Descriptor, Manifest,
    archive::{self, ArchiveError, PackedFile},
    document::{Annotations, MANIFEST_TYPE, bytes},
};

/// The artifact type of a package.
pub const PACKAGE_TYPE: &str = "application/vnd.orchestra.package.v1";
/// The media type of a package's config.
pub const CONFIG_TYPE: &str = "application/vnd.orchestra.package.config.v1+json";
/// The media type of a package's sources: a tar, without compression.
pub const LAYER_TYPE: &str = "application/vnd.orchestra.package.sources.v1.tar";

/// Bytes of a manifest: more, and registries refuse it.
pub(crate) const MOST_MANIFEST: u64 = 4 << 20;
/// Bytes of a config.
pub(crate) const MOST_CONFIG: u64 = 8 << 20;

/// What people read of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Kebab-case.
    pub name: String,
    /// The one that is published.
    pub version: Version,
    /// One line.
    pub description: Option<String>,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Where the sources are kept.
    pub repository: Option<String>,
    /// What to find it by.
    pub keywords: Vec<String>,
}

/// A package, packed.
#[derive(Clone, Debug)]
pub struct Package {
    /// What people read.
    pub about: About,
    /// Its files, sorted, with their sizes in bytes.
    pub files: Vec<(String, usize)>,
    /// What it is known by: the digest of its manifest.
    pub digest: ContentDigest,
    pub(crate) manifest: Vec<u8>,
    pub(crate) descriptor: Descriptor,
    pub(crate) config: Vec<u8>,
    pub(crate) layer: Vec<u8>,
}

/// Where the words that a package is found by stand: joined by commas.
pub(crate) const KEYWORDS: &str = "vnd.orchestra.keywords";
pub(crate) const TITLE: &str = "org.opencontainers.image.title";
pub(crate) const DESCRIPTION: &str = "org.opencontainers.image.description";
pub(crate) const VERSION: &str = "org.opencontainers.image.version";
const LICENSES: &str = "org.opencontainers.image.licenses";
const SOURCE: &str = "org.opencontainers.image.source";

impl Package {
    /// Packs `files`; `config` says what they offer.
    ///
    /// # Errors
    /// Where the files can't be a package's.
    pub fn new(about: About, config: &Value, files: &[PackedFile]) -> Result<Self, ArchiveError> {
        let layer = archive::pack(files)?;
        let config = bytes(config);
        let annotations = annotations(&about);
        let manifest = Manifest {
            schema_version: 2,
            media_type: Some(MANIFEST_TYPE.to_owned()),
            artifact_type: Some(PACKAGE_TYPE.to_owned()),
            config: Descriptor::of(CONFIG_TYPE, &config),
            layers: vec![Descriptor::of(LAYER_TYPE, &layer)],
            subject: None,
            annotations: annotations.clone(),
        };
        let manifest = bytes(&manifest);
        let descriptor = Descriptor {
            artifact_type: Some(PACKAGE_TYPE.to_owned()),
            annotations,
            ..Descriptor::of(MANIFEST_TYPE, &manifest)
        };
        let mut files: Vec<_> =
            files.iter().map(|file| (file.path.clone(), file.bytes.len())).collect();
        files.sort();
        let digest = descriptor.digest.clone();
        Ok(Self { about, files, digest, manifest, descriptor, config, layer })
    }

    /// `market-kit 1.2.0`
    #[must_use]
    pub fn shown(&self) -> String {
        shown(&self.about.name, &self.about.version)
    }

    /// Bytes of all that is published.
    #[must_use]
    pub fn size(&self) -> usize {
        self.manifest.len() + self.config.len() + self.layer.len()
    }
}

/// `market-kit 1.2.0`
pub(crate) fn shown(name: &str, version: &Version) -> String {
    format!("{name} {version}")
}

fn annotations(about: &About) -> Annotations {
    let keywords = (!about.keywords.is_empty()).then(|| about.keywords.join(","));
    let all = [
        (TITLE, Some(about.name.clone())),
        (VERSION, Some(about.version.to_string())),
        (DESCRIPTION, about.description.clone()),
        (LICENSES, about.license.clone()),
        (SOURCE, about.repository.clone()),
        (KEYWORDS, keywords),
    ];
    all.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect()
}

/// A manifest of a package, or what is wrong with it, in words.
pub(crate) fn read(bytes: &[u8]) -> Result<Manifest, String> {
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let artifact = manifest.artifact_type.as_deref().unwrap_or(&manifest.config.media_type);
    if artifact != PACKAGE_TYPE {
        return Err(format!("it is an artifact of type `{artifact}`, not a package"));
    }
    if manifest.config.media_type != CONFIG_TYPE {
        let found = &manifest.config.media_type;
        return Err(format!("its config is of type `{found}`, which these tools don't know"));
    }
    match &manifest.layers[..] {
        [layer] if layer.media_type == LAYER_TYPE => {}
        [layer] => {
            let found = &layer.media_type;
            return Err(format!("its sources are of type `{found}`, which these tools don't know"));
        }
        layers => return Err(format!("it has {} layers, not one", layers.len())),
    }
    if manifest.config.size > MOST_CONFIG {
        return Err(format!("its config is larger than {} MiB", MOST_CONFIG >> 20));
    }
    if manifest.layers[0].size > archive::MOST_BYTES {
        return Err(format!("its sources are larger than {} MiB", archive::MOST_BYTES >> 20));
    }
    Ok(manifest)
}
