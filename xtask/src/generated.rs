//! Files made by our own code and committed. Each is held to what the code would write by a test
//! beside that code; with `UPDATE=1` in the environment, the same test rewrites it.

use anyhow::Result;

use crate::run::run;

/// Where such tests stand, all with this word in their names.
const TARGETS: &[&str] = &["--bin", "orchc", "--test", "integration"];
const WORD: &str = "generated";

/// Runs those tests alone.
pub(crate) fn generated() -> Result<()> {
    let test = ["test", "--workspace", "--quiet", "--locked"];
    run("cargo", &[&test[..], TARGETS, &[WORD]].concat())
}
