//! The bytes of a document as JSON values, or where they aren't any.

use serde_json::Value;

use super::{Position, Refusal, yaml};

/// Bytes of a document. The largest that are known have a fifth of it.
pub(crate) const LARGEST: usize = 64 << 20;

/// Reads a document: JSON where it begins like JSON, else YAML 1.2.
///
/// # Errors
/// Where it is too large, not UTF-8, neither JSON nor YAML, or meant to tire its reader.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Result<Value, Refusal> {
    if bytes.len() > LARGEST {
        let message = format!("it is larger than {} MiB", LARGEST >> 20);
        return Err(Refusal::new(file, message));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        Refusal::new(file, "this byte isn't UTF-8").at(Position::after(&before))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_yaml = file.ends_with(".yaml") || file.ends_with(".yml");
    // What YAML writes in one line begins like JSON too.
    if text.trim_start().starts_with(['{', '[']) {
        match serde_json::from_str(text) {
            Ok(value) => return Ok(value),
            Err(error) if !is_yaml => return Err(not_json(file, &error)),
            Err(_) => {}
        }
    }
    yaml::read(file, text)
}

fn not_json(file: &str, error: &serde_json::Error) -> Refusal {
    let shown = error.to_string();
    let reason = shown.split(" at line ").next().unwrap_or(&shown);
    let place = Position { line: error.line(), column: error.column().max(1) };
    Refusal::new(file, format!("this isn't JSON: {reason}")).at(place)
}
