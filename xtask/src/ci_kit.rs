//! The CI kit in `integrations/`, run as its services would run it: `tests/ci/kit.py`.

use std::path::Path;

use anyhow::Result;

use crate::{
    python,
    run::{built_orchc, root, run},
    written::argument,
};

/// Brings pre-commit, and runs the kit.
pub(crate) fn ci_kit() -> Result<()> {
    let python = python::environment("ci-kit", Path::new("tests/ci/pre-commit.txt"))?;
    let orchc = built_orchc()?.join("orchc");
    let script = root().join("tests/ci/kit.py");
    run(&python, &[argument(&script)?, argument(root())?, argument(&orchc)?])
}
