//! What currencies are worth in each other.

use std::{borrow::Cow, collections::BTreeMap};

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// US dollars for one of a currency, by its lower-case name; texts in JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates(BTreeMap<String, Decimal>);

impl Rates {
    /// Whether none is stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// An amount in another currency; none where a rate is missing, or the result beyond decimals.
    #[must_use]
    pub fn convert(&self, amount: Decimal, from: &str, to: &str) -> Option<Decimal> {
        if from == to {
            return Some(amount);
        }
        amount.checked_mul(self.usd(from)?)?.checked_div(self.usd(to)?)
    }

    fn usd(&self, currency: &str) -> Option<Decimal> {
        match self.0.get(currency) {
            Some(usd) => Some(*usd),
            None => (currency == "usd").then_some(Decimal::ONE),
        }
    }
}

impl FromIterator<(String, Decimal)> for Rates {
    fn from_iter<I: IntoIterator<Item = (String, Decimal)>>(rates: I) -> Self {
        Self(rates.into_iter().collect())
    }
}

impl Serialize for Rates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let texts = self.0.iter().map(|(name, usd)| (name, usd.normalize().to_string()));
        serializer.collect_map(texts)
    }
}

impl<'de> Deserialize<'de> for Rates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = BTreeMap::<String, String>::deserialize(deserializer)?;
        let rate = |(name, text): (String, String)| {
            let usd = Decimal::from_str_exact(&text).map_err(D::Error::custom)?;
            let is_rate = usd > Decimal::ZERO;
            is_rate.then_some((name, usd)).ok_or_else(|| D::Error::custom("a rate is above 0"))
        };
        texts.into_iter().map(rate).collect()
    }
}

impl JsonSchema for Rates {
    fn schema_name() -> Cow<'static, str> {
        "Rates".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "US dollars for one of a currency.",
            "type": "object",
            "additionalProperties": { "type": "string" }
        })
    }
}
