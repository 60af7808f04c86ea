//! Packages that were fetched, unpacked under their digest. What is there was verified before it came,
//! and needs no network.

use std::path::{Path, PathBuf};

use orchestra_package_model::graph::cached_folder;

use crate::{
    ContentDigest, Failure,
    archive::PackedFile,
    files::{self, Doing as _},
};

/// The folder of a package in the cache.
#[must_use]
pub fn folder_of(cache: &Path, digest: &ContentDigest) -> PathBuf {
    cached_folder(cache, digest.as_str()).expect("a digest is one")
}

/// The folder of a package, where it is there.
#[must_use]
pub fn cached(cache: &Path, digest: &ContentDigest) -> Option<PathBuf> {
    Some(folder_of(cache, digest)).filter(|folder| folder.is_dir())
}

/// Keeps a package. It is there whole or not at all, whoever else keeps the same.
pub(crate) fn keep(
    cache: &Path,
    digest: &ContentDigest,
    package: &[PackedFile],
) -> Result<PathBuf, Failure> {
    let folder = folder_of(cache, digest);
    let unpacking = files::temporary(cache).doing("make a folder in", cache)?;
    for file in package {
        let path = unpacking.path().join(&file.path);
        files::write_new(&path, &file.bytes).doing("write", &path)?;
    }
    match files::rename(unpacking.path(), &folder) {
        // It is where it belongs, and no longer to be removed.
        Ok(()) => drop(unpacking.keep()),
        // Somebody was faster, with the same.
        Err(_) if folder.is_dir() => {}
        Err(error) => return Err(error).doing("write", &folder),
    }
    Ok(folder)
}
