//! A package's sources as one tar, the same for the same sources.
//!
//! There is one way to pack: files alone, sorted by name, mode 644, owner 0, time 0, no compression. What
//! is unpacked must be packed so, and is refused by name otherwise: links, devices, folders, names that
//! lead elsewhere or that some system can't have, two names that some system takes for one, more or
//! larger files than any package has. Nothing is written here: files come back as bytes, all or none.

mod name;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, io::Read as _};

use tar::{Archive, Builder, EntryType, Header};

pub use name::{MOST_NAME, NameProblem};

/// Bytes of an archive. Answers of the network are limited to as many.
pub const MOST_BYTES: u64 = 32 << 20;
/// Bytes of a file: larger modules aren't read.
pub const MOST_FILE: u64 = 8 << 20;
/// Files of a package.
pub const MOST_FILES: usize = 10_000;

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedFile {
    /// From the package's root, with `/`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What is wrong with an archive, or with what is to become one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Not a tar.
    #[error("it isn't an archive: {0}")]
    Malformed(String),
    /// It ends too early.
    #[error("it ends inside of `{0}`")]
    Cut(String),
    /// More bytes than any package has.
    #[error("it is larger than {} MiB", MOST_BYTES >> 20)]
    TooLarge,
    /// More files than any package has.
    #[error("it has more than {MOST_FILES} files")]
    TooMany,
    /// A file larger than any source.
    #[error("`{path}` is larger than {} MiB", MOST_FILE >> 20)]
    FileTooLarge {
        /// Its name.
        path: String,
    },
    /// A name that not every system can have, or that leads elsewhere.
    #[error("`{path}` is no name that a package's file can have: {why}")]
    Name {
        /// As it stands there; bytes that aren't UTF-8 are replaced.
        path: String,
        /// What is wrong.
        why: NameProblem,
    },
    /// A link, a device, a folder, a header of another kind of tar.
    #[error("`{path}` is {kind}: a package has files alone")]
    Kind {
        /// As it stands there.
        path: String,
        /// `a symbolic link`
        kind: &'static str,
    },
    /// The same name again.
    #[error("`{0}` stands there twice")]
    Twice(String),
    /// Two names that some systems take for one.
    #[error("`{0}` and `{1}` differ in case alone: some systems take them for one")]
    Case(String, String),
    /// A file where another name has a folder.
    #[error("`{0}` is a file, and the folder of `{1}`")]
    FileAndFolder(String, String),
    /// What else could be told apart from what we pack.
    #[error(
        "it isn't packed as packages are: sorted, without times, owners and modes of their own"
    )]
    NotAsPacked,
}

/// Packs files, in whatever order they come.
///
/// # Errors
/// Where they can't be a package's.
pub fn pack(files: &[PackedFile]) -> Result<Vec<u8>, ArchiveError> {
    let mut sorted: Vec<&PackedFile> = files.iter().collect();
    sorted.sort_by(|one, other| one.path.cmp(&other.path));
    let mut names = Names::default();
    let mut builder = Builder::new(Vec::new());
    for file in sorted {
        names.take(&file.path)?;
        let size = file.bytes.len() as u64;
        if size > MOST_FILE {
            return Err(ArchiveError::FileTooLarge { path: file.path.clone() });
        }
        let header = header(&file.path, size)?;
        builder.append(&header, &file.bytes[..]).map_err(malformed)?;
        if builder.get_ref().len() as u64 > MOST_BYTES {
            return Err(ArchiveError::TooLarge);
        }
    }
    builder.into_inner().map_err(malformed)
}

fn header(path: &str, size: u64) -> Result<Header, ArchiveError> {
    let mut header = Header::new_ustar();
    header
        .set_path(path)
        .map_err(|_| ArchiveError::Name { path: path.to_owned(), why: NameProblem::Long })?;
    header.set_size(size);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    Ok(header)
}

/// The files of an archive.
///
/// # Errors
/// Where it isn't one that [`pack`] made.
pub fn unpack(bytes: &[u8]) -> Result<Vec<PackedFile>, ArchiveError> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ArchiveError::TooLarge);
    }
    let mut archive = Archive::new(bytes);
    let mut names = Names::default();
    let mut files = Vec::new();
    // Raw: headers that change those behind them come as entries of their own, to be refused.
    for entry in archive.entries().map_err(malformed)?.raw(true) {
        let mut entry = entry.map_err(malformed)?;
        let path = path(&entry.path_bytes())?;
        if let Some(kind) = kind(entry.header().entry_type()) {
            return Err(ArchiveError::Kind { path, kind });
        }
        names.take(&path)?;
        let size = entry.header().entry_size().map_err(malformed)?;
        if size > MOST_FILE {
            return Err(ArchiveError::FileTooLarge { path });
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(malformed)?;
        if bytes.len() as u64 != size {
            return Err(ArchiveError::Cut(path));
        }
        files.push(PackedFile { path, bytes });
    }
    if pack(&files)? != bytes {
        return Err(ArchiveError::NotAsPacked);
    }
    Ok(files)
}

#[expect(clippy::needless_pass_by_value, reason = "it is passed by name to `map_err`")]
fn malformed(error: std::io::Error) -> ArchiveError {
    ArchiveError::Malformed(error.to_string())
}

fn path(bytes: &[u8]) -> Result<String, ArchiveError> {
    String::from_utf8(bytes.to_vec()).map_err(|_| ArchiveError::Name {
        path: String::from_utf8_lossy(bytes).into_owned(),
        why: NameProblem::Characters,
    })
}

/// What an entry is that isn't a file.
fn kind(entry: EntryType) -> Option<&'static str> {
    Some(match entry {
        EntryType::Regular => return None,
        EntryType::Link => "a hard link",
        EntryType::Symlink => "a symbolic link",
        EntryType::Char | EntryType::Block => "a device",
        EntryType::Fifo => "a pipe",
        EntryType::Directory => "a folder",
        EntryType::GNUSparse => "a file with holes",
        EntryType::GNULongName | EntryType::GNULongLink => "a header for a long name",
        EntryType::XHeader | EntryType::XGlobalHeader => "a header that changes others",
        _ => "of a kind of its own",
    })
}

/// The names so far.
#[derive(Default)]
struct Names {
    /// As they are written, by what they are where case doesn't count: of files, and of their folders.
    files: BTreeMap<String, String>,
    folders: BTreeMap<String, String>,
}

impl Names {
    fn take(&mut self, path: &str) -> Result<(), ArchiveError> {
        name::check(path).map_err(|why| ArchiveError::Name { path: path.to_owned(), why })?;
        if self.files.len() == MOST_FILES {
            return Err(ArchiveError::TooMany);
        }
        let folded = path.to_ascii_lowercase();
        match self.files.get(&folded) {
            Some(known) if known == path => return Err(ArchiveError::Twice(path.to_owned())),
            Some(known) => return Err(ArchiveError::Case(known.clone(), path.to_owned())),
            None => {}
        }
        if let Some(inner) = self.folders.get(&folded) {
            return Err(ArchiveError::FileAndFolder(path.to_owned(), inner.clone()));
        }
        for (at, _) in path.match_indices('/') {
            let (folder, folded) = (&path[..at], &folded[..at]);
            if let Some(file) = self.files.get(folded) {
                return Err(ArchiveError::FileAndFolder(file.clone(), path.to_owned()));
            }
            match self.folders.get(folded) {
                Some(inner) if !inner.starts_with(folder) => {
                    return Err(ArchiveError::Case(inner.clone(), path.to_owned()));
                }
                Some(_) => {}
                None => drop(self.folders.insert(folded.to_owned(), path.to_owned())),
            }
        }
        self.files.insert(folded, path.to_owned());
        Ok(())
    }
}
