//! Bittensor's own Python libraries against our keys and signatures.
//!
//! Each release has an environment of its own: what is in it stands in `tests/interop/RELEASE.txt`.

use std::path::Path;

use anyhow::Result;

use crate::{python, run::run_tests};

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

/// The Python of an environment with a release.
fn environment(release: &str) -> Result<String> {
    let requirements = format!("tests/interop/{release}.txt");
    python::environment(&format!("interop/{release}"), Path::new(&requirements))
}
