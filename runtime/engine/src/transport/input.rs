//! An operation's arguments on their way out: JSON, with secrets apart.

use orchestra_plan::Value;
use serde_json::{Map, Value as Json};

/// An operation's arguments as JSON, secrets apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Input {
    /// What is a secret is `[redacted]`.
    pub(crate) fields: Map<String, Json>,
    /// Pointers to secrets, with their handles.
    secrets: Vec<(String, String)>,
}

impl Input {
    /// The arguments of an operation.
    pub(crate) fn of(value: &Value) -> Result<Self, String> {
        let Value::Record(record) = value else {
            return Err("the arguments aren't a record".to_owned());
        };
        let mut secrets = Vec::new();
        let mut parts = vec![(String::new(), value)];
        while let Some((at, value)) = parts.pop() {
            match value {
                Value::Secret(handle) => secrets.push((at, handle.to_string())),
                Value::List(items) => {
                    let items = items.iter().enumerate();
                    parts.extend(items.map(|(index, item)| (format!("{at}/{index}"), item)));
                }
                Value::Record(fields) => {
                    let fields = fields.iter();
                    parts.extend(fields.map(|(name, value)| (at.clone() + &step(name), value)));
                }
                _ => {}
            }
        }
        let fields = record.iter().map(|(name, value)| (name.to_string(), value.to_json()));
        Ok(Self { fields: fields.collect(), secrets })
    }

    /// Whether a part of it is a secret.
    pub(crate) fn holds_secrets(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// The secrets in a field: pointers within it, with their handles.
    pub(crate) fn secrets_in(&self, field: &str) -> impl Iterator<Item = (&str, &str)> {
        let at = step(field);
        self.secrets.iter().filter_map(move |(pointer, handle)| {
            let within = pointer.strip_prefix(&at)?;
            (within.is_empty() || within.starts_with('/')).then_some((within, handle.as_str()))
        })
    }
}

/// A field's step in a pointer.
pub(super) fn step(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}
