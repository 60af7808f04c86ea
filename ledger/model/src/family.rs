//! The form of a family of capabilities.

mod law;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Example;

pub use law::{Comparison, Law, Side, SideRoot};

/// Capabilities that belong together: interfaces that several subnets can serve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The first half of every capability's name, and the name of the file.
    #[schemars(extend("format" = "name"))]
    pub family: String,
    /// Counts up with every change.
    pub version: u32,
    /// What the capabilities have in common, in one line.
    pub summary: String,
    /// The capabilities, by the second half of their names.
    pub capabilities: IndexMap<String, Capability>,
}

/// An interface that several subnets can serve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capability {
    /// What it does, in one line.
    pub summary: String,
    /// Counts up with every change.
    pub version: u32,
    /// JSON Pointer to the text in the output that a model wrote; null where none did.
    #[serde(default)]
    #[schemars(extend("format" = "json-pointer"))]
    pub generates_text: Option<String>,
    /// JSON Schema 2020-12 of what it takes: an object.
    #[schemars(extend("format" = "json-schema"))]
    pub input: Value,
    /// JSON Schema 2020-12 of what it answers.
    #[schemars(extend("format" = "json-schema"))]
    pub output: Value,
    /// Inputs with their outputs.
    #[serde(default)]
    pub examples: Vec<Example>,
    /// What every provider keeps, between input and output.
    #[serde(default)]
    pub laws: Vec<Law>,
}
