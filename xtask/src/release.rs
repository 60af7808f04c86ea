//! The release binary as it is published: optimised by a profile of what it does.
//!
//! It is built twice: to count what runs while it checks, formats, tests and plans packages made of the
//! shipped templates and modules, and then with these counts. Where that can be, its code is laid out anew after
//! the same has been counted of what was built. Nothing here takes part in what benches measure.

mod layout;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::{
    run::{command, output, root, run, run_in, succeeds, target},
    written::{argument, copied, file, folder},
};

/// How often the package that is looked at holds each shipped template and module.
const COPIES: usize = 16;

/// What is done to it.
const TRAINING: [&[&str]; 5] = [
    &["check"],
    &["check", "copy_0/fact_check.orch"],
    &["fmt", "--check"],
    &["test"],
    &["plan", "copy_0/fact_check.orch"],
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
    let bolt = layout::bolt()?;
    let place = target()?.join("release-by-profile");
    let (counts, profile) = (place.join("counts"), place.join("orchc.profdata"));
    removed(&counts)?;
    let training = place.join("training");
    let counting = build(host, &format!("-Cprofile-generate={}", argument(&counts)?), &[], &place)?;
    train(&counting, &training)?;
    run(&merging, &["merge", "-o", argument(&profile)?, argument(&counts)?])?;
    let by_profile = format!("-Cprofile-use={}", argument(&profile)?);
    let built = match bolt {
        Some(bolt) => {
            let flags = format!("{by_profile} {}", layout::MOVABLE);
            let built = build(host, &flags, &layout::WITH_SYMBOLS, &place)?;
            layout::laid_out(&bolt, &built, &place, |orchc| train(orchc, &training))?
        }
        None => build(host, &by_profile, &[], &place)?,
    };
    println!("{}", built.display());
    Ok(())
}

/// A build with flags of the compiler that count for `orchc` and not for what is run to build it, and with
/// settings of Cargo; where it lies.
fn build(host: &str, flags: &str, settings: &[(&str, &str)], place: &Path) -> Result<PathBuf> {
    let mut cargo = command("cargo");
    cargo
        .args(["build", "--release", "--locked", "--bin", "orchc", "--target", host])
        .env("CARGO_TARGET_DIR", place)
        .env("RUSTFLAGS", flags)
        .envs(settings.iter().copied())
        .current_dir(root());
    let status = cargo.status().context("can't start cargo")?;
    if !status.success() {
        bail!("orchc can't be built with {flags}: {status}");
    }
    Ok(place.join(host).join("release/orchc"))
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
