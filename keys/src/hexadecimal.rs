//! Bytes as the network's tools write them: `0x` and two lower-case digits a byte.

use std::fmt::Write as _;

/// The text of bytes.
pub(crate) fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 + bytes.len() * 2);
    text.push_str("0x");
    digits(bytes, &mut text);
    text
}

/// Two digits a byte, without a prefix.
pub(crate) fn digits(bytes: &[u8], text: &mut String) {
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a String takes all text");
    }
}

/// The bytes of a text, with or without its `0x`, in either case; none where it has another length
/// or holds anything else.
pub(crate) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.strip_prefix("0x").unwrap_or(text).as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

fn digit(character: u8) -> Option<u8> {
    let digit = char::from(character).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_back_and_nothing_else_is() {
        assert_eq!(text(&[0, 10, 255]), "0x000aff");
        assert_eq!(bytes("0x000aff"), Some([0, 10, 255]));
        assert_eq!(bytes("000AFF"), Some([0, 10, 255]));
        for wrong in ["", "0x", "0x000af", "0x000afff", "0x000ag0", "0X000aff", "é000a"] {
            assert_eq!(bytes::<3>(wrong), None, "{wrong}");
        }
    }
}
