//! Wallets on disk: which files are opened, and which never are.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the test lays out folders of wallets")]
#![expect(clippy::unwrap_used, reason = "what fails in a test fails it")]

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
};

use orchestra_keys::{Hotkey, KeyError, Wallet, write_key_file};

/// A folder of wallets with one hotkey, `mine`, and the coldkey of its wallet.
fn wallets() -> (tempfile::TempDir, Hotkey) {
    let folder = tempfile::tempdir().unwrap();
    let key = Hotkey::from_seed([5; 32]);
    fs::create_dir_all(folder.path().join("w/hotkeys")).unwrap();
    lay(folder.path(), "w/hotkeys/mine", &write_key_file(&key, None));
    lay(folder.path(), "w/coldkey", &write_key_file(&Hotkey::from_seed([6; 32]), None));
    (folder, key)
}

fn lay(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    mode(&path, 0o600);
    path
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn open(folder: &Path, hotkey: &str) -> Result<Hotkey, KeyError> {
    Wallet::new(folder, "w", hotkey).unwrap().open(|| panic!("no password is needed"))
}

#[test]
fn a_hotkey_is_opened_by_its_names() {
    let (folder, key) = wallets();
    assert_eq!(open(folder.path(), "mine").unwrap().address(), key.address());
    assert!(matches!(open(folder.path(), "other"), Err(KeyError::Unreadable(_))));
}

#[test]
fn a_file_that_others_can_read_is_refused() {
    let (folder, _) = wallets();
    let file = folder.path().join("w/hotkeys/mine");
    for shared in [0o640, 0o604, 0o620, 0o644, 0o777] {
        mode(&file, shared);
        assert_eq!(open(folder.path(), "mine").unwrap_err(), KeyError::OthersCanRead(shared));
    }
    mode(&file, 0o400);
    assert!(open(folder.path(), "mine").is_ok());
}

#[test]
fn no_name_and_no_link_leads_to_a_coldkey() {
    let (folder, key) = wallets();
    for name in ["../coldkey", "..", ".", "", "/etc/passwd", "a\\b", "a\0b"] {
        assert!(Wallet::new(folder.path(), "w", name).is_err(), "{name:?}");
        assert!(Wallet::new(folder.path(), name, "mine").is_err(), "{name:?}");
    }
    symlink("../coldkey", folder.path().join("w/hotkeys/cold")).unwrap();
    assert_eq!(open(folder.path(), "cold").unwrap_err(), KeyError::LeadsElsewhere);
    symlink("mine", folder.path().join("w/hotkeys/alias")).unwrap();
    assert_eq!(open(folder.path(), "alias").unwrap().address(), key.address());
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let (folder, _) = wallets();
    let pipe = folder.path().join("w/hotkeys/pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::create_dir(folder.path().join("w/hotkeys/folder")).unwrap();
    for name in ["pipe", "folder"] {
        assert_eq!(open(folder.path(), name).unwrap_err(), KeyError::NotAFile, "{name}");
    }
}

#[test]
fn a_file_without_end_is_not_read_to_it() {
    let (folder, _) = wallets();
    let path = lay(folder.path(), "w/hotkeys/large", b"");
    fs::File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(open(folder.path(), "large").unwrap_err(), KeyError::TooLarge);
}

#[test]
fn a_password_is_asked_for_encrypted_files_alone() {
    let (folder, _) = wallets();
    lay(folder.path(), "w/hotkeys/locked", b"$NACL and nothing that a password opens");
    let wallet = Wallet::new(folder.path(), "w", "locked").unwrap();
    assert_eq!(wallet.open(|| None).unwrap_err(), KeyError::Encrypted);
}
