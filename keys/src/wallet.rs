//! Where a wallet keeps its hotkeys, and how one is opened. The one adapter of this crate that reads
//! files.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::{Hotkey, KeyError, key_file, read_key_file};

/// The folder of a wallet's hotkeys.
const HOTKEYS: &str = "hotkeys";

/// A hotkey by the names that its owner gave: `PATH/NAME/hotkeys/HOTKEY`. There is no way from here
/// to a coldkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wallet {
    folder: PathBuf,
    hotkey: String,
}

/// A name that isn't one of a wallet or hotkey.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no name of a wallet or hotkey: write it without a path", .0.escape_debug())]
pub struct NameError(String);

impl Wallet {
    /// The hotkey of a wallet in a folder of wallets.
    ///
    /// # Errors
    /// Where a name would lead to another folder.
    pub fn new(path: &Path, name: &str, hotkey: &str) -> Result<Self, NameError> {
        for name in [name, hotkey] {
            let leads_away = matches!(name, "" | "." | "..") || name.contains(['/', '\\', '\0']);
            if leads_away {
                return Err(NameError(name.to_owned()));
            }
        }
        Ok(Self { folder: path.join(name).join(HOTKEYS), hotkey: hotkey.to_owned() })
    }

    /// The hotkey's file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join(&self.hotkey)
    }

    /// Opens the hotkey. `password` is asked only for an encrypted file.
    ///
    /// # Errors
    /// Where the file isn't there, others can read it, or it isn't a key's.
    pub fn open(&self, password: impl FnOnce() -> Option<String>) -> Result<Hotkey, KeyError> {
        let bytes = self.read()?;
        let password = match key_file::is_encrypted(&bytes) {
            true => password().map(Zeroizing::new),
            false => None,
        };
        read_key_file(&bytes, password.as_ref().map(|password| password.as_str()))
    }

    #[expect(clippy::disallowed_methods, reason = "the adapter through which key files are read")]
    fn read(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let unreadable = |error: std::io::Error| KeyError::Unreadable(error.to_string());
        // A link may lead to another place for hotkeys, but not to the wallet's coldkey.
        let path = self.file().canonicalize().map_err(unreadable)?;
        if !path.parent().is_some_and(|folder| folder.ends_with(HOTKEYS)) {
            return Err(KeyError::LeadsElsewhere);
        }
        // Asked before it is opened too: opening a pipe waits for a writer.
        if !path.metadata().map_err(unreadable)?.is_file() {
            return Err(KeyError::NotAFile);
        }
        let file = File::open(&path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(KeyError::NotAFile);
        }
        refuse_shared(&metadata)?;
        let mut bytes = Zeroizing::new(Vec::new());
        let bound = key_file::LARGEST as u64 + 1;
        file.take(bound).read_to_end(&mut bytes).map_err(unreadable)?;
        Ok(bytes)
    }
}

#[cfg(unix)]
fn refuse_shared(metadata: &std::fs::Metadata) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeyError::OthersCanRead(mode)) }
}

#[cfg(not(unix))]
fn refuse_shared(_: &std::fs::Metadata) -> Result<(), KeyError> {
    Ok(())
}
