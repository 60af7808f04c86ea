//! Calls to copy: small files that compile as they stand and run with `orchc run FILE`.
//!
//! Arguments are those of the first example. A secret is a parameter and never stands in a source.

use orchestra_ledger_model::{Capability, Operation};
use orchestra_schema::resolve;
use orchestra_syntax::format;
use serde_json::{Map, Value};

use crate::written::{is_word, key, written};

/// A file that calls the operation `slug.name`; none where it has no example.
#[must_use]
pub fn of_operation(slug: &str, name: &str, operation: &Operation) -> Option<String> {
    let example = operation.examples.first()?;
    let call = format!("{slug}.{name}");
    let file = File {
        used: format!("use subnet {slug}"),
        call: &call,
        summary: &operation.summary,
        input: &operation.input,
        arguments: &example.input,
        holds_secret: holds_secret(&operation.output),
    };
    Some(file.text())
}

/// A file that calls the capability `family.name`; none where it has no example.
#[must_use]
pub fn of_capability(name: &str, capability: &Capability) -> Option<String> {
    let example = capability.examples.first()?;
    let family = name.split('.').next().unwrap_or_default();
    let file = File {
        used: format!("use capability {family}"),
        call: name,
        summary: &capability.summary,
        input: &capability.input,
        arguments: &example.input,
        holds_secret: holds_secret(&capability.output),
    };
    Some(file.text())
}

struct File<'a> {
    used: String,
    call: &'a str,
    summary: &'a str,
    input: &'a Value,
    arguments: &'a Value,
    /// Whether the answer may not be shown.
    holds_secret: bool,
}

impl File<'_> {
    fn text(&self) -> String {
        let mut parameters = Vec::new();
        let arguments = match self.arguments {
            Value::Object(fields) => self.fields(fields, &mut parameters),
            other => written(other),
        };
        // What holds a secret is no JSON: the call is made, and its answer stays where it is.
        let (output, value) = if self.holds_secret { ("bool", "\n  true") } else { ("json", "") };
        let text = format!(
            "{}\n\n/// {}\ntemplate example({}) -> {output} {{\n  call {} {arguments}{value}\n}}\n",
            self.used,
            self.summary.replace(['\n', '\r'], " "),
            parameters.join(", "),
            self.call,
        );
        format(&text).text
    }

    fn fields(&self, fields: &Map<String, Value>, parameters: &mut Vec<String>) -> String {
        let properties = resolve(self.input, self.input).get("properties");
        let is_secret = |name: &str| {
            let schema = properties.and_then(|all| all.get(name));
            schema.is_some_and(|it| resolve(self.input, it)["x-secret"] == true)
        };
        let mut parts = Vec::new();
        for (name, value) in fields {
            if is_secret(name) && is_word(name) {
                parameters.push(format!("{name}: secret"));
                parts.push(format!("{}: {name}", key(name)));
            } else {
                parts.push(format!("{}: {}", key(name), written(value)));
            }
        }
        if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
    }
}

fn holds_secret(schema: &Value) -> bool {
    match schema {
        Value::Object(fields) => {
            fields.get("x-secret") == Some(&Value::Bool(true)) || fields.values().any(holds_secret)
        }
        Value::Array(items) => items.iter().any(holds_secret),
        _ => false,
    }
}
