//! Canonical JSON: the bytes of RFC 8785, in which equal documents are equal texts.

use serde_json::Value;

/// The canonical text of a document: keys sorted, no blanks, numbers as ECMAScript writes them.
///
/// RFC 8785 knows doubles alone, so integers beyond 2⁵³ are rounded as it demands; where they
/// have to stay apart, take [`Digest::of_json`](crate::Digest::of_json). Documents are at most as
/// deep as `serde_json` reads them (128).
#[must_use]
pub fn canonical(value: &Value) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value)
        .expect("a `Value` has text keys and finite numbers, and a vector takes all writes")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(value: &Value) -> String {
        String::from_utf8(canonical(value)).unwrap()
    }

    #[test]
    fn order_and_notation_do_not_matter() {
        let left: Value = serde_json::from_str(r#"{ "b": 1.0, "a": [1e2, "\u00e9"] }"#).unwrap();
        let right: Value = serde_json::from_str(r#"{"a":[100,"é"],"b":1}"#).unwrap();
        assert_eq!(text(&left), r#"{"a":[100,"é"],"b":1}"#);
        assert_eq!(text(&left), text(&right));
    }

    #[test]
    fn keys_sort_by_utf16_as_the_standard_says() {
        // U+1F600 is beyond the basic plane: its surrogates sort before U+FB33.
        assert_eq!(
            text(&json!({ "\u{fb33}": 1, "\u{1f600}": 2 })),
            "{\"\u{1f600}\":2,\"\u{fb33}\":1}"
        );
    }

    #[test]
    fn numbers_are_written_as_ecmascript_does() {
        assert_eq!(text(&json!([1e21, 1e-7, -0.0, 0.1])), "[1e+21,1e-7,0,0.1]");
    }
}
