//! What base64 makes of a value.
//!
//! Base64 turns three bytes into four characters, so that a value inside a longer text is encoded
//! in one of three ways, by its offset modulo three; its first and last character may depend on
//! the neighbours and are left out of the search, and taken into what is struck out.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Forms shorter than this turn up by chance.
const SHORTEST: usize = 6;

/// The characters that stand in every encoding of a text that holds the value, in both alphabets.
pub(super) fn forms(value: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for offset in 0..3 {
        let mut shifted = vec![0; offset];
        shifted.extend_from_slice(value);
        // Characters that hold a bit of the bytes before, and of those after.
        let first = (offset * 8).div_ceil(6);
        let last = shifted.len() * 8 / 6;
        for text in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
            let stable = text[first..last].to_owned();
            if stable.len() >= SHORTEST && !forms.contains(&stable) {
                forms.push(stable);
            }
        }
    }
    forms
}

/// A match with the half-known characters at its ends and the padding.
pub(super) fn widen(text: &str, start: usize, end: usize) -> (usize, usize) {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let bytes = text.as_bytes();
    let start = start - usize::from(start > 0 && is_digit(&bytes[start - 1]));
    let end = end + usize::from(bytes.get(end).is_some_and(is_digit));
    let padding = bytes[end..].iter().take(2).take_while(|byte| **byte == b'=').count();
    (start, end + padding)
}
