//! What a user sets for what is shown: the section `orchestra` of the client's configuration.

use std::{collections::BTreeSet, fmt};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{LAST_JOB, PLAN, RUN, RUN_TEST};

/// Where a client keeps our settings.
pub(crate) const SECTION: &str = "orchestra";

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

/// Something in a client's configuration that isn't what it has to be, and counts as not set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WrongSetting {
    /// With the section that it stands in: `orchestra.inlayHints.types`.
    name: String,
    got: String,
    expected: &'static str,
}

impl Settings {
    /// What `told` says, the section of the client's; where it says nothing that is understood, what was so
    /// before. What isn't understood comes to `wrong`.
    pub(crate) fn told(self, told: &Value, wrong: &mut BTreeSet<WrongSetting>) -> Self {
        let Self { inlay_hints: hints, code_lens: lens } = self;
        let section = Told { name: SECTION.to_owned(), value: Some(told) };
        let told_hints = section.at("inlayHints", wrong);
        let told_lens = section.at("codeLens", wrong);
        Self {
            inlay_hints: HintSettings {
                types: told_hints.at("types", wrong).flag(hints.types, wrong),
                calls: told_hints.at("calls", wrong).flag(hints.calls, wrong),
            },
            code_lens: LensSettings {
                run: told_lens.at("run", wrong).flag(lens.run, wrong),
                plan: told_lens.at("plan", wrong).flag(lens.plan, wrong),
                last_job: told_lens.at("lastJob", wrong).flag(lens.last_job, wrong),
                run_test: told_lens.at("runTest", wrong).flag(lens.run_test, wrong),
            },
        }
    }
}

/// What a client tells of one name; null, and nothing, where it says nothing.
struct Told<'t> {
    name: String,
    value: Option<&'t Value>,
}

impl Told<'_> {
    /// What it says of `name` in it.
    fn at(&self, name: &str, wrong: &mut BTreeSet<WrongSetting>) -> Self {
        let value = match self.value {
            None | Some(Value::Null) => None,
            Some(Value::Object(fields)) => fields.get(name),
            // Languages in which both are one write an empty object like this.
            Some(Value::Array(items)) if items.is_empty() => None,
            Some(other) => {
                wrong.insert(self.wrong(other, "an object"));
                None
            }
        };
        Self { name: format!("{}.{name}", self.name), value }
    }

    /// Whether it says yes; `before`, where it says neither.
    fn flag(&self, before: bool, wrong: &mut BTreeSet<WrongSetting>) -> bool {
        match self.value {
            None | Some(Value::Null) => before,
            Some(Value::Bool(is_set)) => *is_set,
            Some(other) => {
                wrong.insert(self.wrong(other, "true or false"));
                before
            }
        }
    }

    fn wrong(&self, got: &Value, expected: &'static str) -> WrongSetting {
        let got = match got {
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
            plain => plain.to_string(),
        };
        WrongSetting { name: self.name.clone(), got, expected }
    }
}

impl fmt::Display for WrongSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, got, expected } = self;
        write!(
            f,
            "the setting `{name}` is {got}, and {expected} is expected: it counts as one that isn't set"
        )
    }
}
