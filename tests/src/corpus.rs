//! Folders of cases.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folder `name` of this package.
#[must_use]
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Every file below `folder` with the given ending, sorted.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the harness reads its corpora")]
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.expect("a folder of ours can be read").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every file directly in `folder` with the given ending, sorted.
#[must_use]
pub fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    files(folder, ending).into_iter().filter(|file| file.parent() == Some(folder)).collect()
}

/// Every folder directly in `folder`, sorted.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the harness reads its corpora")]
pub fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<_> = entries
        .map(|entry| entry.expect("a folder of ours can be read").path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// The text of a file of the corpora.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the harness reads its corpora")]
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether expectations are to be rewritten.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one switch of the harness")]
pub fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Rewrites an expectation.
#[expect(clippy::disallowed_methods, reason = "the harness rewrites expectations")]
pub fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Compares a text with the file that holds what is expected; rewrites the file when updating.
///
/// # Errors
/// Both texts, where they differ.
pub fn compare(path: &Path, found: &str) -> Result<(), String> {
    if updating() {
        write(path, found);
        return Ok(());
    }
    let expected = if path.exists() { read(path) } else { String::new() };
    if expected == found {
        return Ok(());
    }
    Err(format!("{} differs\n--- expected\n{expected}\n--- found\n{found}", path.display()))
}
