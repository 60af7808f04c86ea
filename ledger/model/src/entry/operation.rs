//! What can be asked of a subnet.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Binding, Charged, Latency, Limits, Price, Pricing};

/// One thing that can be asked: its meaning, its form and how it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// What it does, in one line.
    pub summary: String,
    /// What a caller should know beyond the summary.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether it changes anything in the world.
    pub effect: Effect,
    /// What a repeated request does.
    pub idempotency: Idempotency,
    /// JSON Pointer to the text in the output that a model wrote (`""`: the output itself); null
    /// where none did.
    #[serde(default)]
    #[schemars(extend("format" = "json-pointer"))]
    pub generates_text: Option<String>,
    /// How it is sent.
    pub binding: Binding,
    /// JSON Schema 2020-12 of what it takes: an object.
    #[schemars(extend("format" = "json-schema"))]
    pub input: Arc<Value>,
    /// JSON Schema 2020-12 of what it answers.
    #[schemars(extend("format" = "json-schema"))]
    pub output: Arc<Value>,
    /// Inputs with their outputs.
    #[serde(default)]
    pub examples: Vec<Example>,
    /// What it costs: a price, or a list of prices that add up; null while unknown, which isn't
    /// zero.
    #[serde(default)]
    pub pricing: Option<Pricing>,
    /// Where an answer states what it really cost.
    #[serde(default)]
    pub charged: Option<Charged>,
    /// How much may be asked of it.
    #[serde(default)]
    pub limits: Option<Limits>,
    /// How long answers take.
    #[serde(default)]
    pub latency: Option<Latency>,
    /// Set when it shouldn't be called any more.
    #[serde(default)]
    pub deprecated: Option<Deprecated>,
    /// The entry's revision that brought it.
    #[serde(default)]
    pub since: Option<u32>,
    /// How sure we are of what is said here.
    pub confidence: Confidence,
}

impl Operation {
    /// The prices that add up to what it costs; `None` while unknown.
    #[must_use]
    pub fn prices(&self) -> Option<&[Price]> {
        self.pricing.as_ref().map(Pricing::prices)
    }
}

/// Whether an operation changes anything in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It only answers.
    Read,
    /// It changes something.
    Write,
}

/// What a repeated request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Idempotency {
    /// Nothing new: repeat at will.
    Safe,
    /// Nothing new, if it carries the same key in `binding.idempotency_header`.
    Keyed,
    /// It may buy or write twice.
    None,
}

/// How sure we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Official and complete documentation, or seen to work.
    High,
    /// Documentation with gaps.
    Medium,
    /// Put together from traces.
    Low,
}

/// An operation that shouldn't be called any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deprecated {
    /// The entry's revision since which it is.
    pub since: u32,
    /// Why.
    #[serde(default)]
    pub note: Option<String>,
    /// The operation to call instead.
    #[serde(default, rename = "use")]
    pub instead: Option<String>,
    /// Whether it can't be called any more at all.
    #[serde(default)]
    pub withdrawn: bool,
}

/// An input with an output that answers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What is asked.
    pub input: Value,
    /// What is answered.
    pub output: Value,
}
