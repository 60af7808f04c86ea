//! Which kind of number a run of digits and letters is.

use crate::kind::TokenKind;

/// The kind of `text`: digits, perhaps a fraction, perhaps an exponent, then any letters.
pub(super) fn kind(text: &str) -> TokenKind {
    let bytes = text.as_bytes();
    let mut at = digits(bytes, 0);
    let mut is_float = false;
    if bytes.get(at) == Some(&b'.') {
        is_float = true;
        at = digits(bytes, at + 1);
    }
    let number = at;
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let end = digits(bytes, at + 1 + sign);
        if end > at + 1 + sign {
            is_float = true;
            at = end;
        }
    }
    if text[..at].contains("__") || text[..at].split(['.', 'e', 'E']).any(|run| run.ends_with('_'))
    {
        return TokenKind::BadNumber;
    }
    match &text[at..] {
        "" if is_float => TokenKind::Float,
        "" => TokenKind::Int,
        // Neither duration nor money takes an exponent.
        _ if at > number => TokenKind::BadNumber,
        "ms" | "s" | "m" | "h" | "d" => TokenKind::Duration,
        currency if currency.len() >= 3 && currency.bytes().all(|b| b.is_ascii_lowercase()) => {
            TokenKind::Money
        }
        _ => TokenKind::BadNumber,
    }
}

fn digits(bytes: &[u8], from: usize) -> usize {
    let run = bytes[from..].iter().take_while(|b| b.is_ascii_digit() || **b == b'_');
    from + run.count()
}
