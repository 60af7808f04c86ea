//! What a job may come to: worst case and typical, as a whole and node by node.
//!
//! The compiler computes it from prices, limits and latencies of the Ledger and from the sizes in
//! types; an engine only holds it against what the user set aside. What isn't bounded, or not
//! known, is none and never a guess; [`Bounds::gaps`] say why.

mod words;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Mark, policy::Millis};

pub use words::{bought, time_in_words};

/// Amounts by currency, in lower case.
pub type Amounts = BTreeMap<String, Decimal>;

/// What a job may come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bounds {
    /// At most, whatever fails and whoever has to be asked.
    pub worst: Bound,
    /// One attempt a call at the middle of its times, the middle of every size.
    pub typical: Bound,
    /// Of each node that calls, for one run of the block that it stands in: by its path, the
    /// template's name first.
    pub nodes: BTreeMap<String, NodeBounds>,
    /// Why something of `worst` or `typical` is none.
    pub gaps: Vec<Gap>,
}

/// What one node may come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NodeBounds {
    /// At most.
    pub worst: Bound,
    /// Typically.
    pub typical: Bound,
}

/// A bound of each kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bound {
    /// Requests to services.
    pub calls: Option<u64>,
    /// By currency; an empty one says that nothing is bought.
    #[schemars(with = "Option<BTreeMap<String, String>>")]
    #[serde(with = "amounts")]
    pub cost: Option<Amounts>,
    /// Along the critical path.
    pub time: Option<Millis>,
}

/// Why a bound is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// Whether it is the worst case's that is none.
    pub worst: bool,
    /// What is none.
    pub of: Measure,
    /// Why, as a sentence without its full stop.
    pub why: String,
    /// Where it comes from.
    pub mark: Mark,
}

/// What is bounded.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Requests.
    Calls,
    /// Money.
    Cost,
    /// Time.
    Time,
}

/// Amounts as texts: JSON numbers would be doubles.
mod amounts {
    use std::{collections::BTreeMap, str::FromStr as _};

    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    use super::Amounts;

    pub(super) fn serialize<S: Serializer>(
        amounts: &Option<Amounts>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let texts = |amounts: &Amounts| -> BTreeMap<String, String> {
            let text = |amount: &Decimal| amount.normalize().to_string();
            amounts.iter().map(|(currency, amount)| (currency.clone(), text(amount))).collect()
        };
        amounts.as_ref().map(texts).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Amounts>, D::Error> {
        let Some(texts) = Option::<BTreeMap<String, String>>::deserialize(deserializer)? else {
            return Ok(None);
        };
        let amounts = texts.into_iter().map(|(currency, text)| {
            let amount = Decimal::from_str(&text).map_err(D::Error::custom)?;
            Ok((currency, amount))
        });
        amounts.collect::<Result<_, _>>().map(Some)
    }
}
