//! What a request costs.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Amount;
use crate::TimeSpan;

/// What an operation costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Pricing {
    /// One price.
    One(Box<Price>),
    /// Prices that add up.
    Several(#[schemars(length(min = 1))] Vec<Price>),
}

impl Pricing {
    /// The prices that add up.
    #[must_use]
    pub fn prices(&self) -> &[Price] {
        match self {
            Self::One(price) => std::slice::from_ref(price),
            Self::Several(prices) => prices,
        }
    }
}

/// A price of one unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// What is counted.
    pub unit: PriceUnit,
    /// What one unit costs; of tokens, what a million do.
    pub amount: Amount,
    /// An ISO code, `TAO`, or a provider's own credit by name.
    pub currency: String,
    /// Which attempts are charged.
    #[serde(default)]
    pub billed_on: BilledOn,
    /// The page that says so.
    #[serde(default)]
    #[schemars(extend("format" = "uri"))]
    pub source: Option<String>,
    /// The day on which it said so, `YYYY-MM-DD`.
    #[serde(default)]
    #[schemars(extend("format" = "date"))]
    pub checked_on: Option<String>,
    /// The first day of this price, `YYYY-MM-DD`.
    #[serde(default)]
    #[schemars(extend("format" = "date"))]
    pub valid_from: Option<String>,
    /// Holds only where the input has these values at these JSON Pointers.
    #[serde(default)]
    pub when: IndexMap<String, Value>,
    /// What is counted: `input:` or `output:` with a JSON Pointer.
    #[serde(default)]
    #[schemars(extend("format" = "sided-pointer"))]
    pub counts: Option<String>,
    /// JSON Pointer to the argument that limits what is counted.
    #[serde(default)]
    #[schemars(extend("format" = "json-pointer"))]
    pub limited_by: Option<String>,
    /// The most seconds that are charged.
    #[serde(default)]
    pub max: Option<TimeSpan>,
}

/// Where an answer states what the attempt really cost, be its price known or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Charged {
    /// `output:` with a JSON Pointer, or `header:` with a name.
    #[schemars(extend("format" = "sided-pointer"))]
    pub at: String,
    /// An ISO code, `TAO`, or a provider's own credit by name.
    pub currency: String,
    /// What one of what is stated there is worth: 0.000001 where that counts millionths.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub unit: Amount,
}

fn one() -> Amount {
    Amount::ONE
}

fn is_one(unit: &Amount) -> bool {
    *unit == Amount::ONE
}

/// What a price counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceUnit {
    /// Requests.
    Request,
    /// What `counts` points to: a list's items, a number, or one.
    Item,
    /// Tokens that go in, by the million.
    InputToken,
    /// Tokens that come out, by the million.
    OutputToken,
    /// Seconds.
    Second,
    /// Bytes.
    Byte,
}

impl PriceUnit {
    /// The name that entries use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Item => "item",
            Self::InputToken => "input_token",
            Self::OutputToken => "output_token",
            Self::Second => "second",
            Self::Byte => "byte",
        }
    }
}

/// Which attempts are charged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BilledOn {
    /// Those that succeed.
    Success,
    /// All that reach the service.
    #[default]
    Attempt,
}
