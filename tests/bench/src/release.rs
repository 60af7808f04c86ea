//! The release binary, as a user has it, and folders for it to work in.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The binary to measure that `ORCHC` names, built by others.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a bench is told what to measure")]
pub fn given_binary() -> Option<PathBuf> {
    std::env::var_os("ORCHC").map(PathBuf::from)
}

/// The release binary: the one that `ORCHC` names, or one that is built here.
#[must_use]
pub fn release_binary() -> PathBuf {
    if let Some(given) = given_binary() {
        return given;
    }
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--quiet",
            "--locked",
            "-p",
            "orchestra-cli",
            "--bin",
            "orchc",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo can be started");
    assert!(status.success(), "orchc can't be built");
    let own = std::env::current_exe().expect("a process knows its program");
    let folder = own.parent().and_then(Path::parent).expect("benches lie in target/PROFILE/deps");
    folder.join(format!("orchc{}", std::env::consts::EXE_SUFFIX))
}

/// Writes the files of a package, with a manifest, into a folder of its own.
#[expect(clippy::disallowed_methods, reason = "a bench writes what it measures")]
pub fn write_package(folder: &Path, files: &[(String, String)]) {
    let manifest = ("orchestra.toml".to_owned(), "[package]\nname = \"measured\"\n".to_owned());
    for (path, text) in files.iter().chain([&manifest]) {
        let path = folder.join(path);
        let made = std::fs::create_dir_all(path.parent().expect("it lies in a folder"));
        made.and_then(|()| std::fs::write(path, text)).expect("a temporary folder can be written");
    }
}

/// Prints a figure.
#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
pub fn say(text: &str) {
    println!("{text}");
}
