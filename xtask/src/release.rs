//! The release binary as it is published: optimised by a profile of what it does.
//!
//! It is built twice: to count what runs while it checks, formats, tests and plans packages made of the
//! shipped templates and modules, and then with these counts. Nothing here takes part in what benches measure.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{
    run::{command, output, root, run, run_in, succeeds, target},
    written::{argument, copied, file, folder},
};

/// How often the package that is looked at holds each shipped template and module: so often that most of what is
/// counted is checking and formatting.
const COPIES: usize = 48;

/// What is done to it.
const TRAINING: [&[&str]; 5] = [
    &["check"],
    &["check", "copy_0/fact_check.orch"],
    &["fmt", "--check"],
    &["test", "copy_0"],
    &["plan", "copy_0/fact_check.orch"],
];

/// How many of the functions that were counted most often are looked for in what is built.
const MOST_COUNTED: usize = 200;

/// Settings of Cargo, of both builds: functions have a name made of them too, by which what was counted of one
/// is found in the other. All crates are optimised as one. Symbols are looked at, and taken out then.
const SETTINGS: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "fat"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1"),
    ("CARGO_PROFILE_RELEASE_STRIP", "none"),
];

/// Builds `orchc`, and says where it lies.
#[expect(clippy::print_stdout, reason = "it is what the task is for")]
pub(crate) fn release() -> Result<()> {
    let compiler = output("rustc", &["--verbose", "--version"])?;
    let told = |key: &str| {
        let value = compiler.lines().find_map(|line| line.strip_prefix(key));
        value.with_context(|| format!("rustc doesn't say its `{key}`"))
    };
    let host = told("host: ")?;
    let merging = profdata(host, told("LLVM version: ")?)?;
    let place = target()?.join("release-by-profile");
    let (counts, profile) = (place.join("counts"), place.join("orchc.profdata"));
    removed(&counts)?;
    let training = place.join("training");
    let counting = build(host, &format!("-Cprofile-generate={}", argument(&counts)?), &place)?;
    train(&counting, &training)?;
    run(&merging, &["merge", "-o", argument(&profile)?, argument(&counts)?])?;
    let built = build(host, &format!("-Cprofile-use={}", argument(&profile)?), &place)?;
    // Elsewhere symbols aren't part of programs.
    let published = if cfg!(unix) {
        ensure_counted(&merging, &profile, &built)?;
        let published = place.join("orchc");
        run("strip", &["-o", argument(&published)?, argument(&built)?])?;
        published
    } else {
        built
    };
    println!("{}", published.display());
    Ok(())
}

/// A build with flags of the compiler that count for `orchc` and not for what is run to build it; where it lies.
fn build(host: &str, flags: &str, place: &Path) -> Result<PathBuf> {
    let mut cargo = command("cargo");
    cargo
        .args(["build", "--release", "--locked", "--bin", "orchc", "--target", host])
        .env("CARGO_TARGET_DIR", place)
        .env("RUSTFLAGS", flags)
        .envs(SETTINGS)
        .current_dir(root());
    let status = cargo.status().context("can't start cargo")?;
    if !status.success() {
        bail!("orchc can't be built with {flags}: {status}");
    }
    Ok(place.join(host).join("release/orchc"))
}

/// Makes sure that functions of `built`, which has its symbols, are those of `profile`: where none is, the compiler
/// says nothing.
fn ensure_counted(profdata: &str, profile: &Path, built: &Path) -> Result<()> {
    let most = output(profdata, &["show", &format!("--topn={MOST_COUNTED}"), argument(profile)?])?;
    // "  <file>;<name>, max count = <count>"; the file where the name isn't known outside of it.
    let lines = most.lines().filter_map(|line| line.trim().split_once(", max count = "));
    let counted: Vec<&str> =
        lines.map(|(name, _)| name.rsplit(';').next().unwrap_or(name)).collect();
    let symbols = output("nm", &["--defined-only", argument(built)?])?;
    let symbols: HashSet<&str> =
        symbols.lines().filter_map(|line| line.split_whitespace().last()).collect();
    // Apple's symbols have an underscore more. Some are gone, put where they are called.
    let is_there = |name: &str| symbols.contains(name) || symbols.contains(&*format!("_{name}"));
    let found = counted.iter().filter(|name| is_there(name)).count();
    ensure!(
        found * 4 > counted.len(),
        "of {} functions that were counted most often {found} are in {}: the counts are of others",
        counted.len(),
        built.display()
    );
    Ok(())
}

/// Does with `orchc` what people do.
fn train(orchc: &Path, package: &Path) -> Result<()> {
    removed(package)?;
    for number in 0..COPIES {
        let copy = package.join(format!("copy_{number}"));
        folder(argument(&copy)?)?;
        for module in shipped("templates")?.into_iter().chain(shipped("std")?) {
            let name = module.file_name().context("a module has a name")?;
            copied(&module, &copy.join(name))?;
        }
    }
    let manifest = package.join("orchestra.toml");
    file(argument(&manifest)?, "[package]\nname = \"training\"\n")?;
    TRAINING.iter().try_for_each(|arguments| run_in(package, argument(orchc)?, arguments))
}

#[expect(clippy::disallowed_methods, reason = "xtask reads the work tree")]
fn shipped(what: &str) -> Result<Vec<PathBuf>> {
    let folder = root().join("stdlib").join(what);
    let entries = std::fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    // A folder that is a package has a manifest, and its copies are to be parts of one.
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "orch"));
    Ok(paths)
}

fn removed(folder: &Path) -> Result<()> {
    match folder.exists() {
        true => std::fs::remove_dir_all(folder).context("can't remove what was made before"),
        false => Ok(()),
    }
}

/// The program that merges counts. It must be of the LLVM that the compiler is made with: the toolchain's
/// own, where that was installed with it, or the system's.
fn profdata(host: &str, version: &str) -> Result<String> {
    let major = version.split('.').next().unwrap_or(version);
    let libraries = output("rustc", &["--print", "sysroot"])?;
    let own = Path::new(libraries.trim()).join("lib/rustlib").join(host).join("bin/llvm-profdata");
    let own = argument(&own)?.to_owned();
    let candidates = [own, format!("llvm-profdata-{major}")];
    let found = candidates.into_iter().find(|program| succeeds(program, &["--version"]));
    found.with_context(|| {
        format!(
            "the program llvm-profdata of LLVM {major} is needed: `rustup component add llvm-tools`, \
             or Debian's package llvm-{major}"
        )
    })
}
