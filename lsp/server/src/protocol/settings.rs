//! What a user sets for what is shown: the section `orchestra` of the client's configuration.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{LAST_JOB, PLAN, RUN, RUN_TEST};

/// What is shown. All of it, where nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Settings {
    pub(crate) inlay_hints: HintSettings,
    pub(crate) code_lens: LensSettings,
}

/// What stands in lines without being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct HintSettings {
    /// Types of bindings.
    pub(crate) types: bool,
    /// Whom a call asks first, and what it costs at most.
    pub(crate) calls: bool,
}

/// What stands above templates and tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LensSettings {
    /// `Run`
    pub(crate) run: bool,
    /// `Plan · …`
    pub(crate) plan: bool,
    /// `Last job`
    pub(crate) last_job: bool,
    /// `Run test`
    pub(crate) run_test: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            inlay_hints: HintSettings { types: true, calls: true },
            code_lens: LensSettings { run: true, plan: true, last_job: true, run_test: true },
        }
    }
}

impl LensSettings {
    /// Whether a lens that names `command` is wanted.
    pub(crate) fn has(&self, command: &str) -> bool {
        match command {
            RUN => self.run,
            PLAN => self.plan,
            LAST_JOB => self.last_job,
            RUN_TEST => self.run_test,
            _ => true,
        }
    }
}

impl Settings {
    /// What `told` says; where it says nothing that is understood, what was so before.
    pub(crate) fn told(self, told: &Value) -> Self {
        let told = |pointer: &str, before| {
            told.pointer(pointer).and_then(Value::as_bool).unwrap_or(before)
        };
        let Self { inlay_hints: hints, code_lens: lens } = self;
        Self {
            inlay_hints: HintSettings {
                types: told("/inlayHints/types", hints.types),
                calls: told("/inlayHints/calls", hints.calls),
            },
            code_lens: LensSettings {
                run: told("/codeLens/run", lens.run),
                plan: told("/codeLens/plan", lens.plan),
                last_job: told("/codeLens/lastJob", lens.last_job),
                run_test: told("/codeLens/runTest", lens.run_test),
            },
        }
    }
}
