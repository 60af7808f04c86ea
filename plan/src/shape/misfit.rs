//! Why a value isn't of a shape.

use std::fmt;

use crate::value::Value;

/// A value, or a part of it, that isn't what its shape demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// JSON pointer to the part; empty for the whole value.
    pub path: String,
    /// What it must be: `an integer of at most 5`.
    pub constraint: String,
    /// The part as JSON, cut; secrets, and what stands where one is expected, are redacted.
    pub value: String,
}

/// Most characters of the value, the path and the constraint; with the words between them a
/// misfit's text stays below 2,000.
const LONGEST: (usize, usize, usize) = (300, 500, 1000);

impl Misfit {
    pub(super) fn new(constraint: impl Into<String>, value: &Value) -> Self {
        Self { path: String::new(), constraint: constraint.into(), value: cut_json(value) }
    }

    /// The same misfit, seen from the value that holds the part.
    pub(super) fn below(mut self, name: &str) -> Self {
        let name = name.replace('~', "~0").replace('/', "~1");
        self.path.insert_str(0, &name);
        self.path.insert(0, '/');
        self
    }
}

impl fmt::Display for Misfit {
    /// At most 2,000 characters, fit to be shown to whoever made the value, a model as well.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            formatter.write_str("the value")?;
        } else {
            write!(formatter, "`{}`", cut(self.path.clone(), LONGEST.1))?;
        }
        let constraint = cut(self.constraint.clone(), LONGEST.2);
        write!(formatter, " must be {constraint}, but is {}", self.value)
    }
}

impl std::error::Error for Misfit {}

fn cut(text: String, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The value as JSON, at least so far as it is shown: a large one isn't written whole.
fn shown(value: &Value, room: usize) -> String {
    match value {
        Value::String(text) => {
            let text: String = text.chars().take(room + 1).collect();
            Value::text(text).to_json().to_string()
        }
        Value::List(items) => {
            let mut text = String::from("[");
            for (index, item) in items.iter().enumerate() {
                if text.len() > room {
                    break;
                }
                let comma = if index == 0 { "" } else { "," };
                text.extend([comma, &shown(item, room)]);
            }
            text + "]"
        }
        Value::Record(fields) => {
            let mut text = String::from("{");
            for (index, (name, value)) in fields.iter().enumerate() {
                if text.len() > room {
                    break;
                }
                let comma = if index == 0 { "" } else { "," };
                let name = shown(&Value::String(name.clone()), room);
                text.extend([comma, &name, ":", &shown(value, room)]);
            }
            text + "}"
        }
        scalar => scalar.to_json().to_string(),
    }
}

/// The value as JSON, cut: for messages.
pub(crate) fn cut_json(value: &Value) -> String {
    cut(shown(value, LONGEST.0), LONGEST.0)
}
