//! Values of the language, with their two notations: JSON as users see it ([`Value::to_json`]) and
//! the tagged one of plans and journals (serde), which keeps ints, floats, durations and amounts
//! apart.

pub mod duration;
mod json;
mod order;
mod text;

use std::{fmt, sync::Arc};

use indexmap::IndexMap;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::json;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Null.
    Null,
    /// A truth value.
    Bool(bool),
    /// A 64-bit integer.
    Int(i64),
    /// A finite 64-bit float.
    Float(f64),
    /// A text; formats (datetime, url …) are texts too.
    String(Arc<str>),
    /// A duration in milliseconds.
    Duration(i64),
    /// An amount.
    Money(Money),
    /// A secret, by the handle under which the engine holds its text.
    Secret(Arc<str>),
    /// A list or tuple.
    List(Arc<Vec<Value>>),
    /// A record or map, in the order of its type or of insertion; the order isn't part of it.
    Record(Arc<IndexMap<Arc<str>, Value>>),
}

/// An amount of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(into = "String", try_from = "String")]
#[schemars(with = "String")]
pub struct Money {
    /// How much.
    pub amount: Decimal,
    /// Of what: lower-case letters.
    pub currency: Arc<str>,
}

impl fmt::Display for Money {
    /// The amount without trailing zeros, then the currency: `0.5usd`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount.normalize(), self.currency)
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.to_string()
    }
}

impl TryFrom<String> for Money {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no amount"))
    }
}

impl Money {
    /// Reads what `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let split = text.find(|c: char| c.is_ascii_lowercase())?;
        let (amount, currency) = text.split_at(split);
        let valid = currency.len() >= 3 && currency.chars().all(|c| c.is_ascii_lowercase());
        let amount = Decimal::from_str_exact(amount).ok()?;
        valid.then(|| Self { amount, currency: currency.into() })
    }
}

/// Integers beyond this are strings in the tagged notation, since canonical JSON knows doubles
/// only.
const EXACT_IN_DOUBLE: u64 = 1 << 53;

impl Value {
    /// The tagged notation.
    #[must_use]
    pub fn to_tagged(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(value) => json!(value),
            Self::Int(value) if value.unsigned_abs() <= EXACT_IN_DOUBLE => json!(value),
            Self::Int(value) => json!({ "int": value.to_string() }),
            Self::Float(value) => json!({ "float": value }),
            Self::String(value) => json!(value),
            Self::Duration(value) => json!({ "duration": value.to_string() }),
            Self::Money(value) => json!({ "money": value.to_string() }),
            Self::Secret(handle) => json!({ "secret": handle }),
            Self::List(items) => items.iter().map(Self::to_tagged).collect(),
            Self::Record(fields) => {
                let fields: serde_json::Map<_, _> = fields
                    .iter()
                    .map(|(name, value)| (name.to_string(), value.to_tagged()))
                    .collect();
                json!({ "record": fields })
            }
        }
    }

    /// Reads the tagged notation.
    ///
    /// # Errors
    /// What is wrong, where `tagged` isn't in that notation.
    pub fn from_tagged(tagged: &serde_json::Value) -> Result<Self, String> {
        use serde_json::Value as Json;
        Ok(match tagged {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(value) => {
                Self::Int(value.as_i64().ok_or_else(|| format!("{value} isn't an integer"))?)
            }
            Json::String(value) => Self::String(value.as_str().into()),
            Json::Array(items) => {
                Self::List(Arc::new(items.iter().map(Self::from_tagged).collect::<Result<_, _>>()?))
            }
            Json::Object(object) => {
                let mut entries = object.iter();
                let (Some((tag, value)), None) = (entries.next(), entries.next()) else {
                    return Err("a tagged value has one field".into());
                };
                Self::from_tag(tag, value).ok_or_else(|| format!("{value} isn't a {tag}"))?
            }
        })
    }

    fn from_tag(tag: &str, value: &serde_json::Value) -> Option<Self> {
        Some(match tag {
            "int" => Self::Int(value.as_str()?.parse().ok()?),
            "float" => Self::Float(value.as_f64()?),
            "duration" => Self::Duration(value.as_str()?.parse().ok()?),
            "money" => Self::Money(Money::parse(value.as_str()?)?),
            "secret" => Self::Secret(value.as_str()?.into()),
            "record" => {
                let fields = value.as_object()?.iter();
                let fields: Result<IndexMap<_, _>, _> = fields
                    .map(|(name, value)| Ok((name.as_str().into(), Self::from_tagged(value)?)))
                    .collect::<Result<_, String>>();
                Self::Record(Arc::new(fields.ok()?))
            }
            _ => return None,
        })
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_tagged().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tagged = serde_json::Value::deserialize(deserializer)?;
        Self::from_tagged(&tagged).map_err(D::Error::custom)
    }
}

impl JsonSchema for Value {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<Self>();
        schemars::json_schema!({
            "description": "A value, tagged: an object has one field, which names its kind.",
            "anyOf": [
                { "type": ["null", "boolean", "integer", "string"] },
                { "type": "array", "items": value },
                {
                    "type": "object",
                    "properties": {
                        "int": { "type": "string" },
                        "float": { "type": "number" },
                        "duration": { "type": "string", "description": "Milliseconds." },
                        "money": { "type": "string" },
                        "secret": { "type": "string", "description": "A handle, never the text." },
                        "record": { "type": "object", "additionalProperties": value }
                    },
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": false
                }
            ]
        })
    }
}
