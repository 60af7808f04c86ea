//! Libraries in a registry that others wrote: Debian's `docker-registry`, on loopback.
//!
//! What is done there stands in `tests/tests/library_registry.rs`, which starts it.

use anyhow::Result;

use crate::{debian, run::run_tests};

/// Brings the registry, and runs the tests with it.
pub(crate) fn library_registry() -> Result<()> {
    debian::docker_registry()?;
    run_tests("library_registry", &[])
}
