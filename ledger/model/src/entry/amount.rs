//! An amount of money, exactly.

use std::{borrow::Cow, fmt, str::FromStr};

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// An amount, zero or more, written as a decimal string: never a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

/// The text isn't a decimal number of zero or more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an amount like \"0.0025\"")]
pub struct NotAnAmount;

impl Amount {
    /// One.
    pub const ONE: Self = Self(Decimal::ONE);

    /// The number.
    #[must_use]
    pub const fn decimal(self) -> Decimal {
        self.0
    }
}

impl FromStr for Amount {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) {
            return Err(NotAnAmount);
        }
        Decimal::from_str_exact(text).map(Self).map_err(|_| NotAnAmount)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A decimal number of zero or more, as a string: never a float.",
            "type": "string",
            "pattern": "^[0-9]+(\\.[0-9]+)?$",
            "format": "amount"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_keeps_its_digits() {
        assert_eq!("0.00250".parse::<Amount>().unwrap().to_string(), "0.00250");
        assert_eq!("12".parse::<Amount>().unwrap().decimal(), Decimal::from(12));
    }

    #[test]
    fn what_is_no_plain_decimal_is_refused() {
        for text in ["", "-1", "+1", "1e3", ".5", "5.", "1_000", "0.1 ", "1.2.3"] {
            assert_eq!(text.parse::<Amount>(), Err(NotAnAmount), "{text:?}");
        }
        let beyond = "9".repeat(40);
        assert_eq!(beyond.parse::<Amount>(), Err(NotAnAmount));
    }
}
