//! The JSON Schemas of entries and families, generated from their types.

use std::sync::OnceLock;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

use crate::{Family, Findings, Listing, Offer, Subnet};

/// The schema of a subnet's entry, `ledger/schema/subnet.schema.json`.
#[must_use]
pub fn subnet_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(generate::<Subnet>)
}

/// The schema of a family of capabilities, `ledger/schema/capability.schema.json`.
#[must_use]
pub fn capability_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(generate::<Family>)
}

/// The schema of what `ledger list` prints as JSON.
#[must_use]
pub fn listing_schema() -> Value {
    generate::<Listing>()
}

/// The schema of what `ledger search` prints as JSON.
#[must_use]
pub fn findings_schema() -> Value {
    generate::<Findings>()
}

/// The schema of who serves a capability, as `ledger show` prints it in JSON.
#[must_use]
pub fn comparison_schema() -> Value {
    generate::<Vec<Offer>>()
}

fn generate<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    join_lines(&mut schema);
    schema
}

/// Descriptions are doc comments, whose lines end where the source's do.
fn join_lines(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "description" => *text = text.replace('\n', " "),
                    value => join_lines(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(join_lines),
        _ => {}
    }
}
