//! The document.

mod read;
mod validate;
mod walk;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    Binding, Block, Effects, Function, Money, Rates, Shape, Slot, bounds::Bounds, policy::Millis,
    value::Value,
};

pub use read::{DEEPEST_JSON, PlanError, plan_schema};

/// The version of the form that this crate reads and writes.
pub const PLAN_VERSION: u32 = 1;

/// A compiled template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// [`PLAN_VERSION`].
    pub plan_version: u32,
    /// Key in `templates`: where a job begins.
    pub template: String,
    /// What a job is given, in order.
    pub params: Vec<Param>,
    /// JSON Schema of the result.
    pub output: serde_json::Value,
    /// The Ledger entries used.
    pub ledger: Vec<EntryReference>,
    /// What it can touch.
    pub effects: Effects,
    /// The operations used, by `slug.operation`.
    pub bindings: BTreeMap<String, Binding>,
    /// What currencies are worth, as the project states it: for budgets in another than a price.
    #[serde(default, skip_serializing_if = "Rates::is_empty")]
    pub rates: Rates,
    /// Shapes of types that contain themselves.
    pub shapes: BTreeMap<String, Shape>,
    /// Functions of the source.
    pub functions: Vec<Function>,
    /// The bodies of this template and of those that it calls.
    pub templates: BTreeMap<String, TemplateBody>,
    /// What a job may come to.
    pub bounds: Bounds,
    /// What isn't part of the plan's identity.
    pub debug: Debug,
}

/// One input of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// What it is checked against and converted to.
    pub shape: Shape,
    /// JSON Schema of the same.
    pub schema: serde_json::Value,
    /// Whether it is a secret, given by reference.
    pub secret: bool,
    /// What it is where left out, null included; none: it must be given.
    #[serde(default, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

/// A value that is there is one, be it null.
fn stated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A Ledger entry that the plan was compiled against.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct EntryReference {
    /// Its name in the Ledger.
    pub slug: String,
    /// Which state of it.
    pub revision: u32,
    /// BLAKE3 of its canonical JSON, in hex.
    pub digest: String,
}

/// What a template does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TemplateBody {
    /// Its parameters and where its nodes find them.
    pub params: Vec<ParamSlot>,
    /// Its nodes.
    pub body: Block,
    /// All of it, from its start; a call of it may say less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Millis>,
    /// What it may cost at most; a call of it may say less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
}

/// A parameter of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ParamSlot {
    /// Its name.
    pub name: String,
    /// Where it is found.
    pub slot: Slot,
}

/// What a reader wants to know and an engine doesn't need. Left out of the plan's id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Debug {
    /// Source files by name, with the BLAKE3 digest of their bytes.
    pub files: BTreeMap<String, String>,
    /// Positions, indexed by [`crate::Mark`].
    pub marks: Vec<Position>,
    /// Documentation of the template.
    pub documentation: String,
    /// Documentation of parameters, by name.
    pub params: BTreeMap<String, String>,
}

/// Where something stands in a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// A key of [`Debug::files`].
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, in Unicode scalar values.
    pub column: u32,
    /// Byte offsets.
    pub start: u32,
    /// Byte offset behind the last byte.
    pub end: u32,
}
