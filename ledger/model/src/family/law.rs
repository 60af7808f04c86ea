//! What every provider of a capability keeps.

use std::{borrow::Cow, str::FromStr};

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;

/// A comparison of two sides, each a number or a path from `input` or `output`, perhaps with
/// `.len()`: `output.hits.len() <= input.limit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    text: String,
    left: Side,
    comparison: Comparison,
    right: Side,
}

/// How two sides are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `<=`
    AtMost,
    /// `<`
    Less,
    /// `>=`
    AtLeast,
    /// `>`
    Greater,
}

/// One side of a law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// A number.
    Number(Decimal),
    /// What stands at a path.
    Path {
        /// Where the path begins.
        root: SideRoot,
        /// Names of fields, outermost first.
        fields: Vec<String>,
        /// Whether the length is meant: of a list its items, of a text its characters.
        length: bool,
    },
}

/// Where a path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SideRoot {
    /// What was asked.
    Input,
    /// What was answered.
    Output,
}

/// The text isn't a law.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotALaw(String);

/// Longer operators stand before those that they begin with.
const COMPARISONS: [(&str, Comparison); 5] = [
    ("==", Comparison::Equal),
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

impl Law {
    /// The law as it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The two sides, left first.
    #[must_use]
    pub const fn sides(&self) -> [&Side; 2] {
        [&self.left, &self.right]
    }

    /// Whether it holds between an input and an output. An absent input reads as the default that
    /// `input_schema` states for it; where a side is null, the law holds.
    #[must_use]
    pub fn holds(&self, input: &Value, output: &Value, input_schema: &Value) -> bool {
        let left = self.left.value(input, output, input_schema);
        let right = self.right.value(input, output, input_schema);
        if left.is_null() || right.is_null() {
            return true;
        }
        match (number(&left), number(&right)) {
            (Some(left), Some(right)) => match self.comparison {
                Comparison::Equal => left == right,
                Comparison::AtMost => left <= right,
                Comparison::Less => left < right,
                Comparison::AtLeast => left >= right,
                Comparison::Greater => left > right,
            },
            _ => self.comparison == Comparison::Equal && left == right,
        }
    }
}

impl Side {
    fn value(&self, input: &Value, output: &Value, input_schema: &Value) -> Value {
        let (root, fields, length) = match self {
            Self::Number(number) => {
                return serde_json::from_str(&number.to_string())
                    .expect("a decimal is a number in JSON");
            }
            Self::Path { root, fields, length } => (root, fields, length),
        };
        let start = if *root == SideRoot::Input { input } else { output };
        let found = fields.iter().try_fold(start, |value, field| value.get(field));
        let value = match (found, root) {
            (Some(value), _) => value.clone(),
            (None, SideRoot::Input) => default_of(input_schema, fields),
            (None, SideRoot::Output) => Value::Null,
        };
        if !length {
            return value;
        }
        match value {
            Value::Array(items) => items.len().into(),
            Value::Object(fields) => fields.len().into(),
            Value::String(text) => text.chars().count().into(),
            other => other,
        }
    }
}

fn default_of(schema: &Value, fields: &[String]) -> Value {
    let field = |schema: &Value, name: &String| schema.get("properties")?.get(name).cloned();
    let found = fields.iter().try_fold(schema.clone(), |schema, name| field(&schema, name));
    found.and_then(|schema| schema.get("default").cloned()).unwrap_or(Value::Null)
}

fn number(value: &Value) -> Option<Decimal> {
    let text = value.as_number()?.to_string();
    Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

impl FromStr for Law {
    type Err = NotALaw;

    fn from_str(text: &str) -> Result<Self, NotALaw> {
        let found = COMPARISONS.iter().find_map(|(operator, comparison)| {
            text.split_once(operator).map(|(left, right)| (left, *comparison, right))
        });
        let (left, comparison, right) = found.ok_or_else(|| {
            NotALaw("a law compares two sides with `==`, `<=`, `<`, `>=` or `>`".to_owned())
        })?;
        Ok(Self { text: text.to_owned(), left: left.parse()?, comparison, right: right.parse()? })
    }
}

impl FromStr for Side {
    type Err = NotALaw;

    fn from_str(text: &str) -> Result<Self, NotALaw> {
        let text = text.trim();
        if let Ok(number) = Decimal::from_str_exact(text) {
            return Ok(Self::Number(number));
        }
        let (path, length) = match text.strip_suffix(".len()") {
            Some(path) => (path, true),
            None => (text, false),
        };
        let mut words = path.split('.');
        let root = match words.next() {
            Some("input") => SideRoot::Input,
            Some("output") => SideRoot::Output,
            _ => {
                let message =
                    format!("`{text}` is neither a number nor a path from `input` or `output`");
                return Err(NotALaw(message));
            }
        };
        let fields: Vec<String> = words.map(str::to_owned).collect();
        let is_name = |word: &String| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        match fields.iter().find(|word| !is_name(word)) {
            Some(word) => Err(NotALaw(format!("`{word}` in `{text}` isn't the name of a field"))),
            None => Ok(Self::Path { root, fields, length }),
        }
    }
}

impl Serialize for Law {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Law {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Law {
    fn schema_name() -> Cow<'static, str> {
        "Law".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Compares two sides with `==`, `<=`, `<`, `>=` or `>`, each a number or a path from `input` or `output`, perhaps with `.len()`.",
            "type": "string",
            "format": "law"
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn holds(law: &str, input: Value, output: Value) -> bool {
        let schema = json!({ "properties": { "limit": { "default": 2 } } });
        law.parse::<Law>().unwrap().holds(&input, &output, &schema)
    }

    #[test]
    fn a_list_is_measured_against_the_input_or_its_default() {
        let law = "output.hits.len() <= input.limit";
        assert!(holds(law, json!({ "limit": 3 }), json!({ "hits": [1, 2, 3] })));
        assert!(!holds(law, json!({ "limit": 2 }), json!({ "hits": [1, 2, 3] })));
        assert!(!holds(law, json!({}), json!({ "hits": [1, 2, 3] })));
    }

    #[test]
    fn a_side_that_is_null_makes_it_hold() {
        assert!(holds("output.count == input.other", json!({}), json!({ "count": 1 })));
        assert!(holds("output.count > 5", json!({}), json!({})));
    }

    #[test]
    fn numbers_and_texts_are_compared() {
        assert!(holds("output.score < 1", json!({}), json!({ "score": 0.5 })));
        assert!(holds(
            "output.label == input.label",
            json!({ "label": "a" }),
            json!({ "label": "a" })
        ));
        assert!(!holds(
            "output.label == input.label",
            json!({ "label": "a" }),
            json!({ "label": "b" })
        ));
    }

    #[test]
    fn what_is_no_law_is_refused_with_the_reason() {
        let why = |text: &str| text.parse::<Law>().unwrap_err().to_string();
        assert!(why("output.hits").contains("compares two sides"));
        assert!(why("hits <= 3").contains("`hits` is neither"));
        assert!(why("output..a <= 3").contains("isn't the name of a field"));
        assert!(why("output.a! <= 3").contains("`a!`"));
    }
}
