//! Places in a text as a client counts them: written from the protocol, not from the server.

use serde_json::{Value, json};

use super::random::Random;

/// The position of `offset`, which no `\r\n` has inside.
pub(crate) fn position(text: &str, offset: usize, is_utf8: bool) -> Value {
    let before = &text[..offset];
    let ends = before.replace("\r\n", "\n").matches(['\r', '\n']).count();
    let line = before.rfind(['\r', '\n']).map_or(before, |end| &before[end + 1..]);
    let character = if is_utf8 { line.len() } else { line.encode_utf16().count() };
    json!({ "line": ends, "character": character })
}

/// An offset that a position can tell: before a character, and not inside a `\r\n`.
pub(crate) fn any_offset(text: &str, random: &mut Random) -> usize {
    let offset = text.floor_char_boundary(random.below(text.len() + 1));
    let is_inside = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
    offset - usize::from(is_inside)
}

/// A stretch that a range can tell; hardly ever a long one.
pub(crate) fn any_stretch(text: &str, random: &mut Random) -> std::ops::Range<usize> {
    let start = any_offset(text, random);
    let length = if random.chance(5) { random.below(400) } else { random.below(8) };
    let end = text.floor_char_boundary((start + length).min(text.len()));
    let is_inside = text[..end].ends_with('\r') && text[end..].starts_with('\n');
    start..(end + usize::from(is_inside))
}
