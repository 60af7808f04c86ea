//! The store's folder: for its user alone, and on this machine.

use std::{
    fs::File,
    io::{Error, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
};

use super::StoreError;

/// Makes folder and database file where they aren't there; the database's path. SQLite gives its
/// side files the rights of the database.
pub(super) fn prepare(folder: &Path) -> Result<PathBuf, StoreError> {
    make_folder(folder).map_err(|error| problem(folder, &error))?;
    if let Some(kind) = network_file_system(folder) {
        return Err(StoreError::Network { path: folder.to_owned(), kind });
    }
    let path = folder.join("jobs.db");
    open(&path).map_err(|error| problem(&path, &error))?;
    Ok(path)
}

/// The key of digests, which lies beside the database so that a copy of that alone tells nothing;
/// made where it isn't there. Called by one process at a time.
pub(super) fn key(
    folder: &Path,
    random: impl FnOnce() -> Result<[u8; 32], StoreError>,
) -> Result<[u8; 32], StoreError> {
    let path = folder.join("key");
    let problem = |error: &Error| problem(&path, error);
    let mut file = open(&path).map_err(|error| problem(&error))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| problem(&error))?;
    if bytes.is_empty() {
        let key = random()?;
        file.write_all(&key).and_then(|()| file.sync_all()).map_err(|error| problem(&error))?;
        return Ok(key);
    }
    let length = || problem(&Error::new(ErrorKind::InvalidData, "it isn't 32 bytes"));
    bytes.try_into().map_err(|_| length())
}

/// Opens a file for reading and writing, for its user alone; made where it isn't there.
pub(super) fn open(path: &Path) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Opens a file that must be there.
pub(super) fn open_to_read(path: &Path) -> std::io::Result<File> {
    std::fs::OpenOptions::new().read(true).open(path)
}

/// Makes a folder and those above it.
pub(super) fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes the names in a folder durable. Only Unix opens folders for that.
pub(super) fn synchronise(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { open_to_read(folder)?.sync_all() } else { Ok(()) }
}

pub(super) fn problem(path: &Path, error: &Error) -> StoreError {
    StoreError::Folder { path: path.to_owned(), reason: error.to_string() }
}

/// The folder's file system, if it is known to be one of another machine.
#[cfg(target_os = "linux")]
fn network_file_system(folder: &Path) -> Option<&'static str> {
    // Numbers of statfs(2) and linux/magic.h. FUSE and 9p aren't among them: they stand before
    // local files as often.
    const NETWORK: [(rustix::fs::FsWord, &str); 7] = [
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB2"),
        (0x5346_414f, "AFS"),
        (0x7375_7245, "Coda"),
        (0x00c3_6400, "Ceph"),
    ];
    let number = rustix::fs::statfs(folder).ok()?.f_type;
    NETWORK.iter().find(|(magic, _)| *magic == number).map(|(_, name)| *name)
}

/// Elsewhere it can't be told so simply; a write-ahead log that can't be had is noticed anyway.
#[cfg(not(target_os = "linux"))]
fn network_file_system(_folder: &Path) -> Option<&'static str> {
    None
}
