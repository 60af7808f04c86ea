//! JSON pointers and local references.

use serde_json::Value;

/// References followed in a row; more is a circle, or meant to tire us.
const MOST_REFERENCES: usize = 64;

/// What a JSON pointer (RFC 6901) points to: `""` is the value itself, `/hits/0/url` a part. Also
/// as the fragment of a URI: `#/hits`, percent-encoded.
#[must_use]
pub fn at<'value>(value: &'value Value, pointer: &str) -> Option<&'value Value> {
    match pointer.strip_prefix('#') {
        Some(fragment) => value.pointer(&percent_decoded(fragment)?),
        None => value.pointer(pointer),
    }
}

/// The schema that a local `$ref` (`#/…`) leads to, through as many as there are; a schema
/// without one is itself. Where the way leads nowhere, in a circle or out of the document, the
/// last schema on it, which then still has its `$ref`.
#[must_use]
pub fn resolve<'value>(root: &'value Value, schema: &'value Value) -> &'value Value {
    let mut schema = schema;
    for _ in 0..MOST_REFERENCES {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let local = reference.filter(|reference| reference.starts_with('#'));
        match local.and_then(|reference| at(root, reference)) {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                bytes.push(u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?);
                rest = after;
            }
            (b'%', _) => return None,
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pointers_lead_to_parts() {
        let value = json!({ "a/b": [1, { "c%": 2 }], "": 3, "é": 4 });
        assert_eq!(at(&value, ""), Some(&value));
        assert_eq!(at(&value, "/a~1b/0"), Some(&json!(1)));
        assert_eq!(at(&value, "#/a~1b/1/c%25"), Some(&json!(2)));
        assert_eq!(at(&value, "#/%C3%A9"), Some(&json!(4)));
        assert_eq!(at(&value, "/"), Some(&json!(3)));
        for nowhere in ["/a", "/a~1b/2", "/a~1b/01", "x", "#/%", "#/%zz", "#/%ff"] {
            assert_eq!(at(&value, nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn references_are_followed_to_their_end() {
        let root = json!({
            "$defs": {
                "a": { "$ref": "#/$defs/b" },
                "b": { "type": "string" },
                "loop": { "$ref": "#/$defs/loop" },
                "nowhere": { "$ref": "#/$defs/none" },
                "away": { "$ref": "https://example.com/" },
            },
        });
        let end = |name: &str| resolve(&root, &root["$defs"][name]);
        assert_eq!(end("a"), &json!({ "type": "string" }));
        assert_eq!(end("b"), &json!({ "type": "string" }));
        for broken in ["loop", "nowhere", "away"] {
            assert!(end(broken).get("$ref").is_some(), "{broken}");
        }
    }
}
