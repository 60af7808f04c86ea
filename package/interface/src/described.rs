//! Types as an interface keeps them: whole, with names, without a database.

use orchestra_plan::shape::Format;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A type. Names are whole (`market_kit.scores.Score`) and stand for what the interface's `types`
/// says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DescribedType {
    /// What holds a mistake, so that nothing is known of it.
    Unknown,
    /// No value: items of the empty list.
    Never,
    /// Null.
    Null,
    /// Truth values.
    Bool,
    /// Any JSON.
    Json,
    /// Durations.
    Duration,
    /// Texts that are never shown.
    Secret,
    /// Amounts.
    Money {
        /// Of which currency, where it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        currency: Option<String>,
    },
    /// Whole numbers, ends included.
    Int {
        /// The least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// The greatest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    /// Numbers, ends included.
    Float {
        /// The least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        /// The greatest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
    },
    /// Texts; lengths in code points.
    String {
        /// The least length.
        #[serde(default)]
        min: u64,
        /// The greatest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u64>,
        /// What they match.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        patterns: Vec<String>,
        /// Their format.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<Format>,
    },
    /// One value, in the plan's tagged notation: ints and floats are told apart.
    Literal {
        /// The value.
        value: Value,
    },
    /// Lists.
    List {
        /// Of each item.
        item: Box<Self>,
        /// The least number.
        #[serde(default)]
        min: u64,
        /// The greatest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u64>,
    },
    /// Lists of fixed length.
    Tuple {
        /// Of each item.
        items: Vec<Self>,
    },
    /// Objects with any keys.
    Map {
        /// Of each value.
        of: Box<Self>,
    },
    /// Objects with known fields.
    Record {
        /// In the order of the source.
        fields: Vec<DescribedField>,
        /// Of further fields; none: there are none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rest: Option<Box<Self>>,
    },
    /// One of several; null among them is what `?` writes.
    Union {
        /// At least two.
        arms: Vec<Self>,
    },
    /// A type by its name.
    Named {
        /// With its module.
        name: String,
        /// What its type parameters stand for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        arguments: Vec<Self>,
    },
    /// A type parameter.
    Parameter {
        /// Its name.
        name: String,
    },
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DescribedField {
    /// Its name.
    pub name: String,
    /// Whether it may be absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Its type where it is there.
    #[serde(rename = "of")]
    pub ty: DescribedType,
}

impl DescribedType {
    /// The same with `arguments` in place of the type parameters called `names`; others stay.
    #[must_use]
    pub fn with(&self, names: &[String], arguments: &[Self]) -> Self {
        if names.is_empty() {
            return self.clone();
        }
        let of = |ty: &Self| ty.with(names, arguments);
        let all = |types: &[Self]| types.iter().map(of).collect();
        match self {
            Self::Parameter { name } => {
                let at = names.iter().position(|known| known == name);
                at.and_then(|at| arguments.get(at)).cloned().unwrap_or_else(|| self.clone())
            }
            Self::List { item, min, max } => {
                Self::List { item: Box::new(of(item)), min: *min, max: *max }
            }
            Self::Tuple { items } => Self::Tuple { items: all(items) },
            Self::Map { of: value } => Self::Map { of: Box::new(of(value)) },
            Self::Record { fields, rest } => Self::Record {
                fields: fields
                    .iter()
                    .map(|field| DescribedField { ty: of(&field.ty), ..field.clone() })
                    .collect(),
                rest: rest.as_ref().map(|rest| Box::new(of(rest))),
            },
            Self::Union { arms } => Self::Union { arms: all(arms) },
            Self::Named { name, arguments } => {
                Self::Named { name: name.clone(), arguments: all(arguments) }
            }
            other => other.clone(),
        }
    }
}
