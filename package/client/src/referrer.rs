//! Manifests that speak of another one, which itself never changes.

use crate::{
    ContentDigest, Descriptor, Failure, Manifest, Put, Store,
    document::{Annotations, EMPTY, EMPTY_TYPE, MANIFEST_TYPE, bytes},
};

/// Something said of a package.
#[derive(Clone, Debug)]
pub struct Referrer<'referrer> {
    /// What kind of thing.
    pub artifact_type: &'referrer str,
    /// What is said, with its media type; the kind may say it all.
    pub payload: Option<(&'referrer str, &'referrer [u8])>,
    /// The package.
    pub subject: &'referrer Descriptor,
}

impl Referrer<'_> {
    /// Keeps it.
    ///
    /// # Errors
    /// Where the store doesn't take it.
    pub fn put(&self, store: &dyn Store, package: &str) -> Result<(), Failure> {
        store.put_blob(package, EMPTY)?;
        if let Some((_, payload)) = self.payload {
            store.put_blob(package, payload)?;
        }
        let (media_type, payload) = self.payload.unwrap_or((EMPTY_TYPE, EMPTY));
        let manifest = Manifest {
            schema_version: 2,
            media_type: Some(MANIFEST_TYPE.to_owned()),
            artifact_type: Some(self.artifact_type.to_owned()),
            config: Descriptor::of(EMPTY_TYPE, EMPTY),
            layers: vec![Descriptor::of(media_type, payload)],
            subject: Some(Descriptor {
                annotations: Annotations::new(),
                artifact_type: None,
                ..self.subject.clone()
            }),
            annotations: Annotations::new(),
        };
        let manifest = bytes(&manifest);
        let descriptor = Descriptor {
            artifact_type: Some(self.artifact_type.to_owned()),
            ..Descriptor::of(MANIFEST_TYPE, &manifest)
        };
        let subject = Some(&self.subject.digest);
        store.put_manifest(package, &Put { bytes: &manifest, descriptor, tag: None, subject })?;
        Ok(())
    }
}

/// Referrers of one package that are looked at: whoever may write to a library may add as many as they
/// like.
const MOST: usize = 100;

/// Bytes of what is said of a package.
const MOST_PAYLOAD: u64 = 64 << 10;

/// What is said of a package in documents of this type: their payloads. What isn't said of this
/// package, or can't be read, is nobody's word, and passed over.
pub(crate) fn said(
    store: &dyn Store,
    package: &str,
    subject: &ContentDigest,
    artifact_type: &str,
) -> Result<Vec<Vec<u8>>, Failure> {
    let listed = store.referrers(package, subject)?;
    let listed = listed.into_iter().filter(|it| it.artifact_type.as_deref() == Some(artifact_type));
    let mut said = Vec::new();
    for descriptor in listed.take(MOST) {
        let reference = crate::Reference::Digest(descriptor.digest.clone());
        let Some(bytes) = store.manifest(package, &reference)? else { continue };
        let Some(payload) = payload(&bytes, &descriptor.digest, subject, artifact_type) else {
            continue;
        };
        let Some(bytes) = store.blob(package, &payload)? else { continue };
        if ContentDigest::of(&bytes) == payload.digest {
            said.push(bytes);
        }
    }
    Ok(said)
}

/// Where the payload lies, of a manifest that is what it is listed as.
fn payload(
    bytes: &[u8],
    digest: &ContentDigest,
    subject: &ContentDigest,
    artifact_type: &str,
) -> Option<Descriptor> {
    if ContentDigest::of(bytes) != *digest {
        return None;
    }
    let manifest: Manifest = serde_json::from_slice(bytes).ok()?;
    let is_of_it = manifest.subject.is_some_and(|it| it.digest == *subject);
    let is_such = manifest.artifact_type.as_deref() == Some(artifact_type);
    let [payload] = &manifest.layers[..] else { return None };
    (is_of_it && is_such && payload.size <= MOST_PAYLOAD).then(|| payload.clone())
}
