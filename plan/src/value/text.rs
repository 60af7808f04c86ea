//! Values as interpolated text, and their digests.

use orchestra_schema::Digest;

use super::{Value, duration};

impl Value {
    /// The value as interpolated: texts as they are, floats as the shortest text that reads back
    /// (`1.0`), amounts and durations as their literals, secrets as `[redacted]`, lists and
    /// records as indented JSON.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            // JSON's notation has a plus sign that reads back without.
            Self::Float(_) => self.to_json().to_string().replace("e+", "e"),
            Self::String(value) => value.to_string(),
            Self::Duration(value) => duration::text(*value),
            Self::Money(value) => value.to_string(),
            Self::Secret(_) => "[redacted]".into(),
            Self::List(_) | Self::Record(_) => format!("{:#}", self.to_json()),
        }
    }

    /// BLAKE3 of the canonical form of [`Value::to_json`]: equal values have equal digests.
    #[must_use]
    pub fn hash(&self) -> Digest {
        Digest::of_json(&self.to_json())
    }
}
