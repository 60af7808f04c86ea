//! Bittensor's own Python libraries against our keys and signatures.
//!
//! Each release lies in a virtual environment of its own below `target/`, installed by pinned
//! versions and hashes: those of `tests/interop/RELEASE.txt`.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::{
    run::{root, run, run_tests, succeeds},
    written::{argument, folder},
};

/// The Python that the pinned wheels are for.
const VERSION: &str = "3.12";

/// Key files and signatures of the wallet, then requests at an axon.
pub(crate) fn release_10() -> Result<()> {
    let python = environment("bittensor-10")?;
    part("wallet", &python)?;
    part("axon", &python)
}

/// Requests at the verifier of `btauth/1`.
pub(crate) fn release_11() -> Result<()> {
    part("btauth", &environment("bittensor-11")?)
}

fn part(name: &str, python: &str) -> Result<()> {
    run_tests("interop", &[name, python])
}

/// The Python of an environment with a release, made where it isn't there whole.
fn environment(release: &str) -> Result<String> {
    let place = root().join("target/interop").join(release);
    let (python, whole) = (place.join("bin/python"), place.join("whole"));
    if !whole.is_dir() {
        folder("target/interop")?;
        run(&interpreter()?, &["-m", "venv", "--clear", argument(&place)?])?;
        let requirements = root().join("tests/interop").join(format!("{release}.txt"));
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
        let wanted = ["--require-hashes", "--only-binary", ":all:", "--requirement"];
        let requirements = argument(&requirements)?;
        run(argument(&python)?, &[&pip[..], &wanted, &[requirements]].concat())?;
        folder(argument(&whole)?)?;
    }
    Ok(argument(&python)?.to_owned())
}

/// A Python of the right version: on the path, or pyenv's.
fn interpreter() -> Result<String> {
    let named = format!("python{VERSION}");
    if succeeds(&named, &["-c", ""]) {
        return Ok(named);
    }
    let versions = pyenv().into_iter().find(|path| path.is_file());
    let found = versions.with_context(|| {
        format!("there is no Python {VERSION}: install it (Debian and pyenv have it)")
    })?;
    Ok(argument(&found)?.to_owned())
}

#[expect(clippy::disallowed_methods, reason = "xtask looks for programs")]
fn pyenv() -> Vec<PathBuf> {
    let home = std::env::var("HOME").unwrap_or_default();
    let home_of_pyenv = std::env::var("PYENV_ROOT").unwrap_or(format!("{home}/.pyenv"));
    let versions = std::fs::read_dir(format!("{home_of_pyenv}/versions"));
    let mut found: Vec<_> = versions.into_iter().flatten().flatten().map(|it| it.path()).collect();
    found.retain(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.strip_prefix(VERSION).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    found.into_iter().map(|path| path.join("bin/python")).collect()
}
