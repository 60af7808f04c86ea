//! Text of others, made safe to print.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` with escape, control and bidirectional characters written as `\u{…}`; newlines and tabs
/// stay. What a provider or a source says must not steer the terminal.
#[must_use]
pub fn escape_controls(text: &str) -> Cow<'_, str> {
    if !marked(text).any(|(_, is_unsafe)| is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for (character, is_unsafe) in marked(text) {
        if is_unsafe {
            write!(safe, "\\u{{{:x}}}", u32::from(character)).expect("a String takes all text");
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// `text` of the same length in bytes, without such characters: spans into it stay true.
#[must_use]
pub(crate) fn mask_controls(text: &str) -> Cow<'_, str> {
    if !marked(text).any(|(_, is_unsafe)| is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mask = |(character, is_unsafe): (char, bool)| match (is_unsafe, character.len_utf8()) {
        (false, _) => character,
        (true, 1) => '?',
        (true, 2) => '¿',
        (true, _) => char::REPLACEMENT_CHARACTER,
    };
    Cow::Owned(marked(text).map(mask).collect())
}

/// Each character, and whether it would steer a terminal. A `\r` does unless it ends a line: what
/// follows would be written over what stands there.
fn marked(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut characters = text.chars().peekable();
    std::iter::from_fn(move || {
        let character = characters.next()?;
        let is_unsafe = match character {
            '\n' | '\t' => false,
            '\r' => characters.peek() != Some(&'\n'),
            _ => character.is_control() || is_bidirectional(character),
        };
        Some((character, is_unsafe))
    })
}

/// Whether `character` changes the direction in which text is shown.
#[must_use]
pub const fn is_bidirectional(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown_not_obeyed() {
        assert_eq!(escape_controls("a\u{1b}[31mb\n\u{202e}c"), "a\\u{1b}[31mb\n\\u{202e}c");
        assert_eq!(escape_controls("true\rfalse\r\n\r"), "true\\u{d}false\r\n\\u{d}");
        assert!(matches!(escape_controls("plain — ü"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_mask_keeps_every_offset() {
        let text = "\u{1b}\u{85}\u{2066}x";
        assert_eq!(mask_controls(text).len(), text.len());
        assert_eq!(mask_controls(text).find('x'), text.find('x'));
    }
}
