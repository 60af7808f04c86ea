//! The one place that reads a project's files.

use std::{fs, io, path::Path};

use crate::FileText;

/// Larger files are refused: no module, manifest or entry comes near.
const LARGEST: u64 = 8 << 20;

/// The text of `path`, or why there is none, in the user's words.
pub(crate) fn read_text(path: &Path) -> Result<FileText, String> {
    let bytes = read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "we may not read it".to_owned(),
        _ => error.to_string(),
    })?;
    Ok(FileText::new(bytes))
}

#[expect(clippy::disallowed_methods, reason = "the adapter through which projects are read")]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("it isn't a file"));
    }
    if metadata.len() > LARGEST {
        return Err(io::Error::other(format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    fs::read(path)
}

/// The names in a folder with the given ending, sorted; links and subfolders aside.
#[expect(clippy::disallowed_methods, reason = "the adapter through which projects are read")]
pub(crate) fn names_ending(folder: &Path, ending: &str) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && name.ends_with(ending) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The subfolders of a folder, sorted; links aside.
#[expect(clippy::disallowed_methods, reason = "the adapter through which projects are read")]
pub(crate) fn subfolders(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
