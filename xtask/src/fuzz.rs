//! The fuzz targets of `fuzz/`, on the stable toolchain: libFuzzer alone, without a sanitizer, since
//! our code has nothing `unsafe` that one would watch. Needs a C++ compiler.
//!
//! This program puts itself between Cargo and rustc, and has our own crates instrumented as
//! cargo-fuzz does it. Libraries stay as tests have them built, which saves minutes; libFuzzer sees
//! the ways that our code takes, not theirs. (`cargo fuzz run -s none --features libfuzzer NAME`
//! instruments all.)
//!
//! What a target finds worth keeping lies in `target/fuzz/NAME`, which is read again, and what fails
//! in `target/fuzz/failures`.

use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context as _, Result, ensure};

use crate::{run::root, written::folder};

/// What libFuzzer has to see of a program, as cargo-fuzz asks for it.
const INSTRUMENTS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// A target, the dictionary that it is given, and the folders of texts that it begins with.
type Target = (&'static str, &'static str, &'static [&'static str]);

/// All of them.
const TARGETS: [Target; 6] = [
    ("check", "orch", TEXTS),
    ("format", "orch", TEXTS),
    ("into", "json", &[]),
    ("parse", "orch", TEXTS),
    ("plan", "json", &[]),
    ("schema", "json", &[]),
];

/// Where `.orch` files lie, so that they needn't be in corpora too.
const TEXTS: &[&str] = &["tests/conformance", "tests/bounds", "tests/format", "stdlib"];

/// No input takes as long as this, in seconds, on a busy machine either.
const SLOWEST: &str = "-timeout=25";

/// Seconds for a target where nothing else is said: enough for its corpus, and to look around.
pub(crate) const SECONDS: u32 = 5;

/// Builds all targets and runs each over its corpus, and over nothing that is drawn: what a change is
/// held to must come out the same each time.
pub(crate) fn corpora() -> Result<()> {
    each(None, "-runs=0")
}

/// Builds all targets and runs them, or the one that is named, for so many seconds each.
pub(crate) fn fuzz(only: Option<&str>, seconds: u32) -> Result<()> {
    each(only, &format!("-max_total_time={seconds}"))
}

fn each(only: Option<&str>, length: &str) -> Result<()> {
    for (name, words, texts) in chosen(only)? {
        let (found, kept) = (format!("target/fuzz/{name}"), format!("fuzz/corpus/{name}"));
        folder(&found)?;
        folder("target/fuzz/failures")?;
        let options = [
            &format!("-dict=fuzz/{words}.dict"),
            &format!("-artifact_prefix=target/fuzz/failures/{name}-"),
            length,
            SLOWEST,
            "-print_final_stats=1",
            "-verbosity=0",
        ];
        run(name, &[&[&*found, &kept], texts, &options].concat())?;
    }
    Ok(())
}

/// Makes the corpus of each target, or of the one that is named, anew: of what it has and what was
/// found, as little as takes all ways.
pub(crate) fn minimize(only: Option<&str>) -> Result<()> {
    for (name, ..) in chosen(only)? {
        let [new, found, kept] =
            ["target/fuzz/new", &format!("target/fuzz/{name}"), &format!("fuzz/corpus/{name}")];
        for name in [new, found, kept] {
            folder(name)?;
        }
        remove(new)?;
        folder(new)?;
        let ways = ["-set_cover_merge=1", "-use_counters=0", "-use_cmp=0", "-max_len=1500"];
        run(name, &[&ways[..], &[SLOWEST, new, found, kept]].concat())?;
        remove(kept)?;
        rename(new, kept)?;
    }
    Ok(())
}

fn chosen(only: Option<&str>) -> Result<Vec<Target>> {
    let is_chosen = |name: &str| only.is_none_or(|only| only == name);
    let chosen: Vec<_> = TARGETS.iter().filter(|(name, ..)| is_chosen(name)).copied().collect();
    let names = TARGETS.map(|(name, ..)| name).join(", ");
    ensure!(!chosen.is_empty(), "there is no target of this name; there are {names}");
    Ok(chosen)
}

fn run(name: &str, arguments: &[&str]) -> Result<()> {
    let us = std::env::current_exe().context("can't find this program")?;
    let build = ["run", "--quiet", "--locked", "--package", "orchestra-fuzz"];
    let status = Command::new("cargo")
        .args(build)
        .args(["--features", "libfuzzer", "--config", "profile.dev.opt-level=1"])
        .args(["--config", "profile.dev.package.\"*\".opt-level=0", "--bin", name, "--"])
        .args(arguments)
        .env("RUSTC_WORKSPACE_WRAPPER", us)
        .current_dir(root())
        .status()
        .context("can't start cargo")?;
    ensure!(status.success(), "the fuzz target {name} failed: {status}");
    Ok(())
}

/// Whether we were started in place of rustc, by a Cargo that [`run`] has started.
pub(crate) fn is_rustc(arguments: &[&str]) -> bool {
    let stem = arguments.first().and_then(|program| Path::new(program).file_stem());
    stem == Some(OsStr::new("rustc"))
}

/// Runs rustc, for one of our crates. Build scripts run in another place than targets.
pub(crate) fn rustc(arguments: &[&str]) -> Result<ExitCode> {
    let is_build_script = arguments.contains(&"build_script_build");
    let instruments = if is_build_script { &[] } else { INSTRUMENTS };
    let [rustc, arguments @ ..] = arguments else { return Ok(ExitCode::FAILURE) };
    let status = Command::new(rustc).args(arguments).args(instruments).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn remove(name: &str) -> Result<()> {
    std::fs::remove_dir_all(root().join(name)).with_context(|| format!("can't remove {name}"))
}

fn rename(from: &str, to: &str) -> Result<()> {
    std::fs::rename(root().join(from), root().join(to))
        .with_context(|| format!("can't move {from}"))
}
