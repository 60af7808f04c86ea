//! Digests: names for contents, the same on every machine.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::canonical::canonical;

/// A BLAKE3 digest of 256 bits, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// The largest magnitude up to which every integer is a double.
const EXACT: u64 = 1 << 53;

impl Digest {
    /// The digest of a document: of its [`canonical`] text. Where integers don't survive that
    /// (beyond 2⁵³), the same text with them as strings follows after a zero byte, so that
    /// documents that differ have digests that differ.
    #[must_use]
    pub fn of_json(value: &Value) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&canonical(value));
        if has_wide_integer(value) {
            let mut exact = value.clone();
            spell_wide_integers(&mut exact);
            hasher.update(&[0]);
            hasher.update(&canonical(&exact));
        }
        Self(*hasher.finalize().as_bytes())
    }

    /// The digest of bytes as they are.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

fn is_wide(value: &Value) -> bool {
    let Value::Number(number) = value else { return false };
    let magnitude = number.as_i64().map(i64::unsigned_abs).or_else(|| number.as_u64());
    magnitude.is_some_and(|magnitude| magnitude > EXACT)
}

fn has_wide_integer(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_wide_integer),
        Value::Object(fields) => fields.values().any(has_wide_integer),
        leaf => is_wide(leaf),
    }
}

fn spell_wide_integers(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(spell_wide_integers),
        Value::Object(fields) => fields.values_mut().for_each(spell_wide_integers),
        leaf if is_wide(leaf) => *leaf = Value::String(leaf.to_string()),
        _ => {}
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Digest({self})")
    }
}

/// A text that is no digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest has 64 lower-case hexadecimal digits")]
pub struct DigestError;

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let digits: &[u8; 64] = text.as_bytes().try_into().map_err(|_| DigestError)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

fn digit(character: u8) -> Result<u8, DigestError> {
    match character {
        b'0'..=b'9' => Ok(character - b'0'),
        b'a'..=b'f' => Ok(character - b'a' + 10),
        _ => Err(DigestError),
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_digest_is_that_of_the_canonical_text() {
        let digest = Digest::of_json(&json!({ "b": 1.0, "a": 2 }));
        assert_eq!(digest, Digest::of_json(&json!({ "a": 2, "b": 1 })));
        assert_eq!(digest, Digest::of_bytes(br#"{"a":2,"b":1}"#));
        assert_ne!(digest, Digest::of_json(&json!({ "a": 2, "b": "1" })));
        // The published test vector of the empty input.
        let empty = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
        assert_eq!(Digest::of_bytes(b"").to_string(), empty);
    }

    #[test]
    fn wide_integers_stay_apart() {
        let (low, high) = (json!([9_007_199_254_740_992_u64]), json!([9_007_199_254_740_993_u64]));
        assert_eq!(canonical(&low), canonical(&high));
        assert_ne!(Digest::of_json(&low), Digest::of_json(&high));
        assert_ne!(Digest::of_json(&json!(i64::MIN)), Digest::of_json(&json!(i64::MIN + 1)));
    }

    #[test]
    fn digests_are_read_back_and_nothing_else_is() {
        let digest = Digest::of_bytes(b"x");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert_eq!(serde_json::from_value::<Digest>(json!(digest)).unwrap(), digest);
        let upper = digest.to_string().to_uppercase();
        for wrong in ["", "af", &upper, &"é".repeat(32), &"0".repeat(65)] {
            assert_eq!(wrong.parse::<Digest>(), Err(DigestError), "{wrong}");
        }
    }
}
