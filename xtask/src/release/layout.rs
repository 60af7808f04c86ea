//! The order of the code in a binary: what runs lies side by side (BOLT, of LLVM's project).

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use super::removed;
use crate::{
    run::run,
    written::{argument, folder},
};

/// A flag of the linker: it leaves behind where code names code, so that it can be moved.
pub(super) const MOVABLE: &str = "-Clink-arg=-Wl,--emit-relocs";

/// As Debian's packages name it, or whoever built it.
const PROGRAMS: [&str; 5] =
    ["llvm-bolt", "llvm-bolt-22", "llvm-bolt-21", "llvm-bolt-20", "llvm-bolt-19"];

/// How the code is laid out: what runs of a function apart from what doesn't, functions that call one
/// another beside each other, equal ones once.
const LAYOUT: [&str; 8] = [
    "-lite",
    "-reorder-blocks=ext-tsp",
    "-reorder-functions=cdsort",
    "-split-functions",
    "-split-all-cold",
    "-split-eh",
    "-icf=1",
    "-remove-symtab",
];

/// `binary`, which is [`MOVABLE`] and has its symbols, laid out by what `train` has it do; where it lies,
/// below `place`.
pub(super) fn laid_out(
    bolt: &Path,
    binary: &Path,
    place: &Path,
    train: impl Fn(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let program = argument(bolt)?;
    let counting = place.join("orchc-counting");
    let counts = place.join("layout");
    removed(&counts)?;
    folder(argument(&counts)?)?;
    let to_file = format!("-instrumentation-file={}", argument(&counts.join("run"))?);
    let count = ["-instrument", "-instrumentation-file-append-pid", &to_file];
    run(program, &[&[argument(binary)?, "-o", argument(&counting)?][..], &count].concat())?;
    train(&counting)?;
    let layout = place.join("layout.fdata");
    let merging = bolt.with_file_name("merge-fdata");
    run(argument(&merging)?, &["-q", argument(&counts)?, "-o", argument(&layout)?])?;
    let laid_out = place.join("orchc");
    let by = format!("-data={}", argument(&layout)?);
    run(program, &[&[argument(binary)?, "-o", argument(&laid_out)?, &by][..], &LAYOUT].concat())?;
    Ok(laid_out)
}

/// The program, where it really lies, since it looks for its parts from there; none on systems whose files it
/// doesn't know.
#[expect(clippy::disallowed_methods, reason = "the environment says where programs lie")]
pub(super) fn bolt() -> Result<Option<PathBuf>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    let named = |program| env::split_paths(&folders).map(move |folder| folder.join(program));
    let found = PROGRAMS.into_iter().flat_map(named).find_map(|it| it.canonicalize().ok());
    let missing = "the program llvm-bolt of LLVM 19 or newer is needed: Debian's package bolt-19";
    found.context(missing).map(Some)
}
