//! Commands that lenses name; the client has them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Runs a template.
pub(crate) const RUN: &str = "orchestra.run";
/// Shows a template's plan.
pub(crate) const PLAN: &str = "orchestra.plan";
/// Runs a test.
pub(crate) const RUN_TEST: &str = "orchestra.runTest";
/// Shows the report of a template's last job.
pub(crate) const LAST_JOB: &str = "orchestra.lastJob";

/// Which template a command is about.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub(crate) struct TemplateArgument {
    /// The file that has it.
    pub(crate) uri: String,
    /// Its name.
    pub(crate) template: String,
}

/// Which test a command is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct TestArgument {
    /// The file that has it.
    pub(crate) uri: String,
    /// Its title.
    pub(crate) test: String,
}
