//! Plans as texts: reading, writing, the id.
//!
//! Plans lie deeper in themselves than `serde_json` reads (bodies in bodies, `let` in `let`), so
//! the depth is bounded here, and what recurses runs on a thread with a stack for that depth.

use orchestra_schema::Digest;
use serde_json::Value as Json;

use super::{PLAN_VERSION, Plan, validate};
use crate::json_text;

/// Levels of JSON in a plan. An expression takes one or two, and sources nest 256 deep.
pub const DEEPEST_JSON: usize = 1500;

/// Stack for [`DEEPEST_JSON`] levels: what a debug build takes, with room (see the test of the
/// deepest plan).
const STACK: usize = 128 << 20;

/// A text that is no plan that this version can run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It isn't JSON, or lies too deep in itself.
    #[error("the plan isn't JSON of at most {DEEPEST_JSON} levels")]
    NotJson,
    /// It is of another version.
    #[error(
        "the plan is of version {found}; this is a tool for version {PLAN_VERSION}: compile the \
         source again"
    )]
    OtherVersion {
        /// `plan_version`, or what stands there.
        found: String,
    },
    /// A part is missing or of the wrong form.
    #[error("the plan is broken: {0}")]
    Form(String),
    /// It refers to what it doesn't have.
    #[error("the plan is broken: {0}")]
    Reference(String),
    /// The system gives no thread.
    #[error("the plan can't be read: the system gives no thread for it")]
    NoThread,
}

impl Plan {
    /// Reads and checks a plan: its version, its form, and that all it refers to is there.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, PlanError> {
        let json = json_text::whole(text, DEEPEST_JSON).ok_or(PlanError::NotJson)?;
        let version = json.get("plan_version").unwrap_or(&Json::Null);
        if version.as_u64() != Some(u64::from(PLAN_VERSION)) {
            return Err(PlanError::OtherVersion { found: version.to_string() });
        }
        let read = || -> Result<Self, PlanError> {
            let plan: Self =
                serde_json::from_value(json).map_err(|error| PlanError::Form(error.to_string()))?;
            validate::validate(&plan).map_err(PlanError::Reference)?;
            Ok(plan)
        };
        on_deep_stack(read).unwrap_or(Err(PlanError::NoThread))
    }

    /// The plan as compact JSON, `debug` included.
    #[must_use]
    pub fn to_json(&self) -> String {
        on_deep_stack(|| self.write()).unwrap_or_else(|| self.write())
    }

    fn write(&self) -> String {
        serde_json::to_string(self).expect("plans have text keys, and vectors take all writes")
    }

    /// What the plan is known by: the digest of all of it but `debug`, so that comments and line
    /// breaks don't count.
    #[must_use]
    pub fn id(&self) -> Digest {
        on_deep_stack(|| self.digest()).unwrap_or_else(|| self.digest())
    }

    fn digest(&self) -> Digest {
        let mut json = serde_json::to_value(self).expect("plans have text keys");
        if let Json::Object(fields) = &mut json {
            fields.shift_remove("debug");
        }
        Digest::of_json(&json)
    }
}

/// The JSON Schema of plans.
#[must_use]
pub fn plan_schema() -> Json {
    schemars::schema_for!(Plan).to_value()
}

/// Runs on a thread of its own with a large stack; none where there can't be one.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.ok()?.join().ok()
    })
}
