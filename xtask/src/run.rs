//! Other programs, run in the workspace's root.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};

/// The workspace's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace's root")
}

/// Runs a program to its end; its failure is ours.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Result<()> {
    run_in(root(), program, arguments)
}

/// The same in a folder.
pub(crate) fn run_in(folder: &Path, program: &str, arguments: &[&str]) -> Result<()> {
    let status = command(program)
        .args(arguments)
        .current_dir(folder)
        .status()
        .with_context(|| format!("can't start {program}"))?;
    ensure!(status.success(), "{program} {} failed: {status}", arguments.join(" "));
    Ok(())
}

/// A program that doesn't hear what Cargo says of this one: it would build packages anew whose build
/// scripts ask for it, and so would whoever builds without us next.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|it| ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|of| it.starts_with(of)))
        {
            command.env_remove(name);
        }
    }
    command
}

/// Whether a program is there and does it.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let silent = || std::process::Stdio::null();
    let status = Command::new(program).args(arguments).stdout(silent()).stderr(silent()).status();
    status.is_ok_and(|status| status.success())
}

/// What a program prints.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Result<String> {
    let output = command(program)
        .args(arguments)
        .current_dir(root())
        .output()
        .with_context(|| format!("can't start {program}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{program} {} failed: {told}", arguments.join(" "));
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs the test target of that name. The whole workspace is named, here as wherever tests build
/// something: what packages are built with hangs on who is named beside them, and each other choice has
/// them all built once more.
pub(crate) fn run_tests(target: &str, arguments: &[&str]) -> Result<()> {
    let test = ["test", "--workspace", "--quiet", "--locked", "--test", target, "--"];
    run("cargo", &[&test[..], arguments].concat())
}

/// Builds `orchc`, as it is developed; the folder that it lies in.
pub(crate) fn built_orchc() -> Result<PathBuf> {
    run("cargo", &["build", "--workspace", "--quiet", "--locked", "--bin", "orchc"])?;
    Ok(target()?.join("debug"))
}

/// Where Cargo builds.
pub(crate) fn target() -> Result<PathBuf> {
    let metadata = output("cargo", &["metadata", "--format-version=1", "--no-deps"])?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"].as_str().context("cargo has a target folder")?;
    Ok(target.into())
}
