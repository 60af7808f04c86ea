//! The tests. What needs more than Rust and a C compiler is a stage of its own in [`STAGES`],
//! which installs what it needs and fails where it can't.

use anyhow::Result;

use crate::run::run;

/// A named stage: what it is called, and what it does.
type Stage = (&'static str, fn() -> Result<()>);

/// Stages of `test --all`. None yet: all that exists is tested with Rust alone.
const STAGES: &[Stage] = &[];

/// Runs the Rust tests and, if `all`, every stage.
pub(crate) fn test(all: bool) -> Result<()> {
    run("cargo", &["test", "--workspace", "--locked"])?;
    for (_, stage) in STAGES.iter().filter(|_| all) {
        stage()?;
    }
    Ok(())
}
