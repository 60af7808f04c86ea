//! The one place of this crate that reads and writes files: libraries in folders, and the cache.

#![expect(
    clippy::disallowed_methods,
    reason = "the adapter of libraries in folders and of the cache"
)]

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::Path,
};

use crate::Failure;

/// Adds what was being done to an error of the system's.
pub(crate) trait Doing<T> {
    /// `can't …: what went wrong`.
    fn doing(self, what: &str, path: &Path) -> Result<T, Failure>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: &str, path: &Path) -> Result<T, Failure> {
        self.map_err(|error| Failure::Files {
            doing: format!("{what} {}", path.display()),
            why: error.to_string(),
        })
    }
}

/// The bytes of a file, `most` of them and one more; none where there is no such file.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it isn't a file"));
    }
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// What the names of files begin with that are being written.
const WRITING: &str = ".writing-";

/// Whether a folder isn't there, or holds nothing but what others write at this moment, and `besides`.
pub(crate) fn is_empty(folder: &Path, besides: &[&str]) -> bool {
    let is_nothing = |name: &str| name.starts_with(WRITING) || besides.contains(&name);
    match fs::read_dir(folder) {
        Ok(entries) => {
            let mut names = entries.flatten().map(|entry| entry.file_name());
            names.all(|name| is_nothing(&name.to_string_lossy()))
        }
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// Writes a whole file by way of a temporary one beside it: no reader sees half of it, and nothing is
/// left where it fails.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("it has no folder"))?;
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(WRITING).tempfile_in(folder)?;
    file.write_all(bytes)?;
    readable(file.as_file())?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Temporary files are their owner's alone; a library is for others too.
#[cfg(unix)]
fn readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// Does something while nobody else does who asks the same way. The system frees the lock of a process
/// that ends, however it ends.
pub(crate) fn alone<T>(lock: &Path, work: impl FnOnce() -> T) -> io::Result<T> {
    let folder = lock.parent().ok_or_else(|| io::Error::other("it has no folder"))?;
    fs::create_dir_all(folder)?;
    let file = fs::OpenOptions::new().create(true).append(true).open(lock)?;
    file.lock()?;
    let done = work();
    file.unlock()?;
    Ok(done)
}

/// A folder for files that aren't there yet, gone when it is dropped.
pub(crate) fn temporary(beside: &Path) -> io::Result<tempfile::TempDir> {
    fs::create_dir_all(beside)?;
    tempfile::Builder::new().prefix(".unpacking-").tempdir_in(beside)
}

/// A new file in a folder of ours, whose folders are made.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)
}

/// Gives a folder its place, unless it is taken.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// The names of files in a folder; links and folders aside.
pub(crate) fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
