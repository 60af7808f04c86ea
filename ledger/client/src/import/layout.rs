//! The text of an entry's file, laid out as those of the Ledger: what fits a line stands on one.

use serde_json::Value;

/// Columns of a line.
const WIDTH: usize = 120;

/// The file's text, with a newline at its end.
pub(crate) fn text(entry: &Value) -> String {
    let mut text = String::new();
    write(entry, 0, 0, true, &mut text);
    text.push('\n');
    text
}

/// Writes a value that begins in `column` and is followed by a comma or nothing.
fn write(value: &Value, indent: usize, column: usize, broken: bool, text: &mut String) {
    let room = WIDTH.saturating_sub(column + 1);
    if !broken && let Some(line) = on_one_line(value, room) {
        text.push_str(&line);
        return;
    }
    let inner = " ".repeat(indent + 2);
    let last = |index, length| if index + 1 == length { "\n" } else { ",\n" };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            text.push_str("{\n");
            for (index, (name, value)) in fields.iter().enumerate() {
                let key = format!("{inner}{}: ", Value::from(name.as_str()));
                text.push_str(&key);
                write(value, indent + 2, key.chars().count(), false, text);
                text.push_str(last(index, fields.len()));
            }
            text.push_str(&" ".repeat(indent));
            text.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            text.push_str("[\n");
            for (index, item) in items.iter().enumerate() {
                text.push_str(&inner);
                write(item, indent + 2, indent + 2, false, text);
                text.push_str(last(index, items.len()));
            }
            text.push_str(&" ".repeat(indent));
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// The value on one line, if that takes no more than `room` columns.
fn on_one_line(value: &Value, room: usize) -> Option<String> {
    let mut line = String::new();
    let mut room = room;
    flow(value, &mut room, &mut line).then_some(line)
}

fn flow(value: &Value, room: &mut usize, line: &mut String) -> bool {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (index, (name, value)) in fields.iter().enumerate() {
                let before = if index == 0 { "{ " } else { ", " };
                let key = format!("{before}{}: ", Value::from(name.as_str()));
                if !put(&key, room, line) || !flow(value, room, line) {
                    return false;
                }
            }
            put(" }", room, line)
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                let before = if index == 0 { "[" } else { ", " };
                if !put(before, room, line) || !flow(item, room, line) {
                    return false;
                }
            }
            put("]", room, line)
        }
        scalar => put(&scalar.to_string(), room, line),
    }
}

/// Whether there was room for it.
fn put(text: &str, room: &mut usize, line: &mut String) -> bool {
    line.push_str(text);
    match room.checked_sub(text.chars().count()) {
        Some(left) => *room = left,
        None => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use orchestra_ledger_model::check::embedded_files;

    use super::*;

    #[test]
    fn the_ledgers_own_entries_are_laid_out_alike() {
        let subnets = embedded_files();
        let mut same = 0;
        for (name, own) in &subnets {
            let value: Value = serde_json::from_str(own).unwrap();
            same += usize::from(text(&value) == *own);
            assert_eq!(serde_json::from_str::<Value>(&text(&value)).unwrap(), value, "{name}");
        }
        assert!(same * 2 > subnets.len(), "only {same} of {}", subnets.len());
    }
}
