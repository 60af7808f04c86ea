//! What is too large for a row: files beside the database, by the digest of what they hold.
//!
//! A file is durable before the row that names it is committed, and never changes: jobs that got
//! the same share it.

use std::{
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use orchestra_schema::Digest;

use super::{StoreError, folder};

/// Bytes of a record that stand in its row at most.
pub(super) const LARGEST_IN_ROW: usize = 64 * 1024;

/// Keeps a text; returns its digest.
pub(super) fn write(store: &Path, text: &str) -> Result<String, StoreError> {
    let digest = Digest::of_bytes(text.as_bytes()).to_string();
    let path = path(store, &digest);
    let above = store.join(FOLDER);
    let written = folder::make_folder(&above).and_then(|()| {
        if path.is_file() {
            return Ok(());
        }
        // Nobody else writes under this name, and who crashed before left nothing that counts.
        let part = above.join(format!("{digest}.{}.part", std::process::id()));
        let mut file = folder::open(&part)?;
        file.set_len(0)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&part, &path)?;
        folder::synchronise(&above)
    });
    written.map_err(|error| folder::problem(&path, &error))?;
    Ok(digest)
}

/// The text of a digest; why there is none.
pub(super) fn read(store: &Path, digest: &str) -> Result<String, String> {
    let path = path(store, digest);
    let mut text = String::new();
    folder::open_to_read(&path)
        .and_then(|mut file| file.read_to_string(&mut text))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    if Digest::of_bytes(text.as_bytes()).to_string() == digest {
        Ok(text)
    } else {
        Err(format!("{} isn't what was written", path.display()))
    }
}

const FOLDER: &str = "values";

fn path(store: &Path, digest: &str) -> PathBuf {
    store.join(FOLDER).join(digest)
}
