//! JSON values as Python's `str` writes them: what the SDK of axons hashes.

use std::fmt::Write as _;

use serde_json::{Number, Value};

/// The text of a value. A string is itself; inside of lists and objects, it is quoted.
#[must_use]
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => {
            let mut text = String::new();
            repr(other, &mut text);
            text
        }
    }
}

fn repr(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("None"),
        Value::Bool(true) => text.push_str("True"),
        Value::Bool(false) => text.push_str("False"),
        Value::Number(number) => text.push_str(&number_text(number)),
        Value::String(string) => quoted(string, text),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(index, text);
                repr(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            for (index, (name, value)) in fields.iter().enumerate() {
                separate(index, text);
                quoted(name, text);
                text.push_str(": ");
                repr(value, text);
            }
            text.push('}');
        }
    }
}

fn separate(index: usize, text: &mut String) {
    if index > 0 {
        text.push_str(", ");
    }
}

/// The digits are the shortest that read back; from 10¹⁶ on and below 10⁻⁴ there is an exponent, of
/// two digits at least.
fn number_text(number: &Number) -> String {
    let Some(float) = number.as_f64().filter(|_| number.is_f64()) else {
        return number.to_string();
    };
    let scientific = format!("{float:e}");
    let (digits, exponent) = scientific.split_once('e').expect("`{:e}` writes an exponent");
    let exponent: i32 = exponent.parse().expect("`{:e}` writes a number behind the e");
    if (-4..16).contains(&exponent) {
        return format!("{float:?}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

/// In single quotes, unless it holds some and no double ones.
fn quoted(string: &str, text: &mut String) {
    let quote = if string.contains('\'') && !string.contains('"') { '"' } else { '\'' };
    text.push(quote);
    for character in string.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if c == quote => text.extend(['\\', c]),
            c if is_printable(c) => text.push(c),
            c => escaped(c, text),
        }
    }
    text.push(quote);
}

fn escaped(character: char, text: &mut String) {
    let code = u32::from(character);
    match code {
        0..=0xff => write!(text, "\\x{code:02x}"),
        0x100..=0xffff => write!(text, "\\u{code:04x}"),
        _ => write!(text, "\\U{code:08x}"),
    }
    .expect("a String takes all text");
}

/// As Python's `isprintable`: no character of the categories Other and Separator but the space.
fn is_printable(character: char) -> bool {
    static OTHERS: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
        regex::Regex::new(r"[\p{C}\p{Z}]").expect("the pattern is one of categories")
    });
    let mut buffer = [0; 4];
    character == ' ' || !OTHERS.is_match(character.encode_utf8(&mut buffer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_python_does() {
        // By Python 3.11: `str(json.loads(…))`.
        for (json, expected) in [
            (r#""a'b""#, "a'b"),
            ("null", "None"),
            ("[true, false]", "[True, False]"),
            ("0", "0"),
            ("-7", "-7"),
            ("18446744073709551615", "18446744073709551615"),
            ("1.0", "1.0"),
            ("-0.0", "-0.0"),
            ("0.1", "0.1"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            ("1e-7", "1e-07"),
            ("1.5e-9", "1.5e-09"),
            ("1e15", "1000000000000000.0"),
            ("1e16", "1e+16"),
            ("123456789012345680.0", "1.2345678901234568e+17"),
            ("1e22", "1e+22"),
            ("1e100", "1e+100"),
            ("5e-324", "5e-324"),
            ("[]", "[]"),
            ("{}", "{}"),
            (r#"["a", "b'c", "d\"e", "'\""]"#, r#"['a', "b'c", 'd"e', '\'"']"#),
            (r#"{"k": [1, null], "é": {"x": 0.5}}"#, "{'k': [1, None], 'é': {'x': 0.5}}"),
            (
                r#"["a\\b\n\r\t\u0000\u001f\u007f\u0085\u00a0\u00ad"]"#,
                r"['a\\b\n\r\t\x00\x1f\x7f\x85\xa0\xad']",
            ),
            (
                r#"["\u200b\u2028\u3000\ufeff\ue000 \u00e9\ud83d\ude00"]"#,
                "['\\u200b\\u2028\\u3000\\ufeff\\ue000 é\u{1f600}']",
            ),
            (r#"["\udb40\udc01\udbff\udfff"]"#, r"['\U000e0001\U0010ffff']"),
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(text(&value), expected, "{json}");
        }
    }
}
