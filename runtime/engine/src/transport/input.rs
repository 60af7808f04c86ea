//! An operation's arguments on their way out: JSON, with secrets apart.

use orchestra_plan::Value;
use serde_json::{Map, Value as Json};

/// An operation's arguments as JSON, secrets apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Input {
    /// A field that is a secret holds its handle.
    pub(crate) fields: Map<String, Json>,
    /// Fields that are secrets, with their handles.
    pub(crate) secrets: Vec<(String, String)>,
}

impl Input {
    /// The arguments of an operation. A secret deeper inside is refused: its text would have to
    /// stand in a body.
    pub(crate) fn of(value: &Value) -> Result<Self, String> {
        let Value::Record(record) = value else {
            return Err("the arguments aren't a record".to_owned());
        };
        let mut input = Self::default();
        for (name, value) in record.iter() {
            let json = match value {
                Value::Secret(handle) => {
                    input.secrets.push((name.to_string(), handle.to_string()));
                    Json::String(handle.to_string())
                }
                value if holds_secret(value) => {
                    return Err(format!(
                        "`{name}` holds a secret; this version sends secrets in headers and \
                         queries only"
                    ));
                }
                value => value.to_json(),
            };
            input.fields.insert(name.to_string(), json);
        }
        Ok(input)
    }
}

fn holds_secret(value: &Value) -> bool {
    match value {
        Value::Secret(_) => true,
        Value::List(items) => items.iter().any(holds_secret),
        Value::Record(fields) => fields.values().any(holds_secret),
        _ => false,
    }
}
