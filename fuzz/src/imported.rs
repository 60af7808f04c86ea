//! Any JSON as a schema: it becomes a type on either side, and the type has what the schema accepts.
//!
//! An input is a schema and, behind it, an instance; where there is none, instances are drawn.

use orchestra_compiler::types::import::Side;
use orchestra_schema::{Draw, SampleHints, Validator};
use orchestra_tests::imported::Imported;
use serde_json::{Deserializer, Value};

/// Imports a schema, and holds its type to what the run-time check accepts.
///
/// # Panics
/// If the type refuses a value that the check accepts, or can't be written as a schema that the check
/// reads.
pub fn schema(bytes: &[u8]) {
    let mut documents = Deserializer::from_slice(bytes).into_iter::<Value>();
    let Some(Ok(schema)) = documents.next() else { return };
    let types = [Side::Input, Side::Output].map(|side| Imported::new(&schema, side));
    let Ok(validator) = Validator::new(&schema) else { return };
    for ty in &types {
        let written = Validator::new(&ty.exported);
        assert!(written.is_ok(), "{}: {written:?}", ty.exported);
    }
    let instance = match documents.next() {
        Some(Ok(instance)) => validator.accepts(&instance).then_some(instance),
        _ => validator.sample(&mut Draw::new(0, &[]), SampleHints::default()),
    };
    let Some(instance) = instance else { return };
    assert_eq!(validator.validate(&instance), Ok(()));
    if has_secrets(&schema) || has_huge_numbers(&instance) {
        return;
    }
    for ty in &types {
        assert!(ty.has(&instance), "`{ty}` refuses {instance}");
    }
}

/// Secrets aren't given as JSON.
fn has_secrets(schema: &Value) -> bool {
    schema.to_string().contains("\"x-secret\"")
}

/// Ints have 64 bits, and of a greater float nobody knows which int was meant.
fn has_huge_numbers(value: &Value) -> bool {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) => {
            number.as_i64().is_none() && number.as_f64().is_none_or(|float| float.abs() > EXACT)
        }
        Value::Array(items) => items.iter().any(has_huge_numbers),
        Value::Object(fields) => fields.values().any(has_huge_numbers),
        _ => false,
    }
}
