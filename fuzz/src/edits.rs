//! Edits to a JSON document, four bytes each: the number of a part, what becomes of it, and with what.

use serde_json::{Value, json};

/// Edits of one input, and parts of what one copies.
const MOST_EDITS: usize = 16;
const MOST_COPIED: usize = 1000;

/// The document after the edits. Its parts have the numbers in which they are written.
pub(crate) fn edited(document: &Value, edits: &[u8]) -> Value {
    let mut document = document.clone();
    for edit in edits.chunks_exact(4).take(MOST_EDITS) {
        let &[low, high, action, with] = edit else { continue };
        apply(&mut document, usize::from(u16::from_le_bytes([low, high])), action, with);
    }
    document
}

fn apply(document: &mut Value, number: usize, action: u8, with: u8) {
    let parts = count(document);
    let path = path(document, number % parts);
    let Some(old) = document.pointer(&pointer(&path)) else { return };
    let other = self::path(document, usize::from(with) * parts / 256);
    let new = match action % 5 {
        0 => return remove(document, &path),
        1 => return repeat(document, &path),
        2 => constant(with),
        3 => nudged(old, with),
        _ => document.pointer(&pointer(&other)).cloned().unwrap_or_default(),
    };
    if let Some(old) = document.pointer_mut(&pointer(&path)).filter(|_| count(&new) <= MOST_COPIED)
    {
        *old = new;
    }
}

fn remove(document: &mut Value, path: &[String]) {
    let Some((last, above)) = path.split_last() else { return };
    match document.pointer_mut(&pointer(above)) {
        Some(Value::Array(items)) => {
            if let Ok(index) = last.parse() {
                let _item: Value = items.remove(index);
            }
        }
        Some(Value::Object(fields)) => drop(fields.shift_remove(last)),
        _ => {}
    }
}

/// An item once more; a field once more, under another name.
fn repeat(document: &mut Value, path: &[String]) {
    let Some((last, above)) = path.split_last() else { return };
    match document.pointer_mut(&pointer(above)) {
        Some(Value::Array(items)) => {
            if let Some(item) = last.parse().ok().and_then(|index: usize| items.get(index)).cloned()
            {
                items.push(item);
            }
        }
        Some(Value::Object(fields)) => {
            if let Some(field) = fields.get(last).cloned() {
                fields.insert(format!("{last}2"), field);
            }
        }
        _ => {}
    }
}

fn constant(with: u8) -> Value {
    let constants = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(0.5),
        json!(1e300),
        json!(""),
        json!("a"),
        json!("é\0"),
        json!("1e28"),
        json!([]),
        json!([null]),
        json!({}),
        json!({ "type": "json" }),
        json!({ "$ref": "#" }),
    ];
    constants[usize::from(with) % constants.len()].clone()
}

/// A number a little more or less; others as they are.
fn nudged(value: &Value, with: u8) -> Value {
    let nudge = i64::from(with) - 128;
    value.as_i64().map_or_else(|| value.clone(), |number| number.wrapping_add(nudge).into())
}

/// How many parts a value has, itself among them.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// The names that lead to a part.
fn path(document: &Value, number: usize) -> Vec<String> {
    let (mut path, mut left) = (Vec::new(), number);
    find(document, &mut left, &mut path);
    path
}

fn find(value: &Value, left: &mut usize, path: &mut Vec<String>) -> bool {
    if *left == 0 {
        return true;
    }
    *left -= 1;
    let mut below = |name: String, part: &Value| {
        path.push(name);
        let found = find(part, left, path);
        if !found {
            path.pop();
        }
        found
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().any(|(index, item)| below(index.to_string(), item))
        }
        Value::Object(fields) => fields.iter().any(|(name, field)| below(name.clone(), field)),
        _ => false,
    }
}

fn pointer(path: &[String]) -> String {
    path.iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
}
