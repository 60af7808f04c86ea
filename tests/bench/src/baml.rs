//! `baml-cli`, which we compare ourselves with.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// `baml-cli` in an environment of its own below the target folder, from PyPI by the digest in
/// `baml-requirements.txt`; none where that can't be.
#[must_use]
pub fn baml_cli() -> Option<PathBuf> {
    let target = std::env::current_exe().ok()?.parent()?.parent()?.parent()?.join("tmp");
    let environment = target.join("baml-0.226.3");
    let program = environment.join("bin/baml-cli");
    if !program.exists() {
        let venv = ["-m", "venv", environment.to_str()?].map(str::to_owned);
        done(Path::new("python3"), &venv)?;
        let pinned = Path::new(env!("CARGO_MANIFEST_DIR")).join("baml-requirements.txt");
        let arguments = "-m pip install --quiet --no-deps --only-binary :all: --require-hashes -r";
        let mut install: Vec<String> = arguments.split(' ').map(str::to_owned).collect();
        install.push(pinned.to_str()?.to_owned());
        done(&environment.join("bin/python"), &install)?;
    }
    program.exists().then_some(program)
}

fn done(program: &Path, arguments: &[String]) -> Option<()> {
    let status = Command::new(program).args(arguments).stdin(Stdio::null()).status().ok()?;
    status.success().then_some(())
}
