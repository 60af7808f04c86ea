//! Python with packages pinned by version and hash, each set in a virtual environment of its own below
//! `target/`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::{
    run::{root, run, succeeds},
    written::{argument, folder},
};

/// The Python that the pinned wheels are for.
const VERSION: &str = "3.12";

/// The Python of the environment at `place`, below `target/`, with the packages that `requirements`, a
/// file of the project, lists; made where it isn't there whole.
pub(crate) fn environment(place: &str, requirements: &Path) -> Result<String> {
    let place = root().join("target").join(place);
    let (python, whole) = (place.join("bin/python"), place.join("whole"));
    if !whole.is_dir() {
        folder(argument(place.parent().unwrap_or(&place))?)?;
        run(&interpreter()?, &["-m", "venv", "--clear", argument(&place)?])?;
        let requirements = root().join(requirements);
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
