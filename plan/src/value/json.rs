//! Values and plain JSON, as users write and see it.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::{Value, duration};

impl Value {
    /// The value as users see it: durations and amounts as their literals, secrets as
    /// `[redacted]`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => json!(value),
            Self::Int(value) => json!(value),
            Self::Float(value) => json!(value),
            Self::String(value) => json!(&**value),
            Self::Duration(value) => json!(duration::text(*value)),
            Self::Money(value) => json!(value.to_string()),
            Self::Secret(_) => json!("[redacted]"),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Record(fields) => Json::Object(
                fields.iter().map(|(name, value)| (name.to_string(), value.to_json())).collect(),
            ),
        }
    }

    /// A JSON value as it stands: whole numbers within 64 bits are ints, others floats; texts stay
    /// texts. What type it has is told by [`crate::Shape::decode`].
    #[must_use]
    pub fn from_json(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => match number.as_i64() {
                Some(value) => Self::Int(value),
                None => number.as_f64().map_or(Self::Null, Self::Float),
            },
            Json::String(value) => Self::String(value.as_str().into()),
            Json::Array(items) => Self::List(Arc::new(items.iter().map(Self::from_json).collect())),
            Json::Object(fields) => Self::Record(Arc::new(
                fields
                    .iter()
                    .map(|(name, value)| (name.as_str().into(), Self::from_json(value)))
                    .collect(),
            )),
        }
    }

    /// A text.
    #[must_use]
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::String(text.into())
    }

    /// A list or tuple.
    #[must_use]
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(Arc::new(items))
    }
}
