//! The one place that reads and writes files on the user's behalf.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::Path,
};

/// Writes a whole file, by way of a temporary one beside it, so that no reader sees half of it.
#[expect(clippy::disallowed_methods, reason = "the adapter through which files are written")]
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    make_folder_of(path)?;
    let name = path.file_name().ok_or_else(|| io::Error::other("it isn't a file's name"))?;
    let temporary =
        path.with_file_name(format!(".{}.{}", name.to_string_lossy(), std::process::id()));
    let file = fs::File::create(&temporary);
    let written = file
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        drop(fs::remove_file(&temporary));
    }
    written
}

/// The same with a file that only its owner can read, in a folder that only its owner can open.
pub(crate) fn write_private(path: &Path, text: &str) -> io::Result<()> {
    make_private_folder_of(path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // It is new, has a name that nobody knows before, and its owner's mode from the start.
    let mut file = tempfile::Builder::new()
        .prefix(".orchestra-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Appends a line to a file that only its owner can read, making it and its folder if need be.
pub(crate) fn append_private(path: &Path, line: &str) -> io::Result<()> {
    make_private_folder_of(path)?;
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
    restrict(path, 0o600)?;
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_all()
}

/// A folder that is there already keeps its mode, unless it bears our name: with `--config` it may
/// be anybody's.
fn make_private_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let is_ours = |folder: &&Path| !folder.exists() || folder.ends_with("orchestra");
    match folder.filter(is_ours) {
        Some(folder) => make_folder_of(path).and_then(|()| restrict(folder, 0o700)),
        None => Ok(()),
    }
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// The text of a file; none if there is no such file.
#[expect(clippy::disallowed_methods, reason = "the adapter through which files are read")]
pub(crate) fn read_optional(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The text of a file.
#[expect(clippy::disallowed_methods, reason = "the adapter through which files are read")]
pub(crate) fn read(path: &Path) -> io::Result<String> {
    fs::read_to_string(path)
}

/// Removes a file; one that isn't there is no failure.
#[expect(clippy::disallowed_methods, reason = "the adapter through which files are removed")]
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The text of a file that nobody but its owner may read: of others it is an error.
pub(crate) fn read_private(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open_private(path)?.read_to_string(&mut text)?;
    Ok(text)
}

/// The same as bytes.
pub(crate) fn read_private_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_private(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[expect(clippy::disallowed_methods, reason = "the adapter through which files are read")]
fn open_private(path: &Path) -> io::Result<fs::File> {
    let file = fs::File::open(path)?;
    if others_may_read(&file.metadata()?) {
        let shown = path.display();
        let message = format!("others may read {shown}: `chmod 600 {shown}` keeps it to you");
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    Ok(file)
}

#[cfg(unix)]
fn others_may_read(file: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    // What a process substitution hands over is a pipe of our own.
    file.is_file() && file.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn others_may_read(_: &fs::Metadata) -> bool {
    false
}

/// Bytes of a file that is read whole.
const LARGEST: u64 = 64 << 20;

/// The bytes of a file: not of a device or a pipe, which may never end.
#[expect(clippy::disallowed_methods, reason = "the adapter through which files are read")]
pub(crate) fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::other("it isn't a file"));
    }
    if about.len() > LARGEST {
        return Err(io::Error::other(format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    fs::read(path)
}

/// Whether `path` is a folder with nothing in it.
#[expect(clippy::disallowed_methods, reason = "the adapter through which files are read")]
pub(crate) fn is_empty_folder(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// Whether `path` is a folder with a module in it.
#[expect(clippy::disallowed_methods, reason = "the adapter through which files are read")]
pub(crate) fn has_modules(path: &Path) -> bool {
    let Ok(entries) = fs::read_dir(path) else { return false };
    entries
        .filter_map(Result::ok)
        .any(|entry| entry.path().extension().is_some_and(|ending| ending == "orch"))
}

/// Makes a file, or empties it, and the folders above it.
#[expect(clippy::disallowed_methods, reason = "the adapter through which files are written")]
pub(crate) fn create(path: &Path) -> io::Result<fs::File> {
    make_folder_of(path)?;
    fs::File::create(path)
}

/// Makes the folders above a file.
#[expect(clippy::disallowed_methods, reason = "the adapter through which files are written")]
pub(crate) fn make_folder_of(path: &Path) -> io::Result<()> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => fs::create_dir_all(folder),
        None => Ok(()),
    }
}

/// A folder of ours, gone when it is dropped.
pub(crate) fn temporary() -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix("orchestra-").tempdir()
}

/// Writes a file, with its folders.
#[expect(clippy::disallowed_methods, reason = "the adapter through which files are written")]
pub(crate) fn write_bytes(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_folder_of(path)?;
    fs::write(path, bytes)
}

/// All of stdin.
pub(crate) fn read_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
