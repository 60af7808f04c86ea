//! Any text read into any shape: what comes out is of the shape, and what is said of what doesn't fit
//! is short.
//!
//! An input is a line that says the shape (see [`crate::shapes`]) and, behind it, the text.

use std::collections::BTreeMap;

use orchestra_plan::{Misfit, Shape, Value};

use crate::shapes;

/// Reads a text into a shape: as a text in which JSON may lie, and as JSON.
///
/// # Panics
/// If what was read isn't of the shape, or a misfit is too long to be shown to a model.
pub fn into(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (code, text) = bytes.split_at(end);
    let (shape, named) = shapes::read(code);
    let text = String::from_utf8_lossy(text.get(1..).unwrap_or_default());
    assert_of_shape(&shape.read_into(&Value::text(&*text), &named), &shape, &named);
    let Ok(json) = serde_json::from_str(&text) else { return };
    let decoded = shape.decode(&json, &named);
    assert_of_shape(&decoded, &shape, &named);
    if !json.is_string() {
        assert_eq!(shape.read_into(&Value::from_json(&json), &named), decoded);
    }
}

fn assert_of_shape(read: &Result<Value, Misfit>, shape: &Shape, named: &BTreeMap<String, Shape>) {
    match read {
        Ok(value) => {
            let again = shape.convert(value, named);
            assert!(again.as_ref().is_ok_and(|again| again.equals(value)), "{value:?}: {again:?}");
        }
        Err(misfit) => {
            let length = misfit.to_string().chars().count();
            assert!(length <= 2000, "{length} characters: {misfit}");
        }
    }
}
