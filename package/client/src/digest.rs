//! Digests as OCI writes them.

use std::{fmt, fmt::Write as _, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest as _, Sha256};

const ALGORITHM: &str = "sha256:";

/// What bytes are known by: `sha256:` and 64 small hexadecimal digits. Other algorithms, which the
/// specification allows, are refused by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentDigest(String);

/// A text that is no such digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no digest: it is `sha256:` and 64 digits of 0-9 and a-f")]
pub struct DigestError(String);

impl ContentDigest {
    /// That of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut text = ALGORITHM.to_owned();
        for byte in Sha256::digest(bytes) {
            write!(text, "{byte:02x}").expect("a String takes all text");
        }
        Self(text)
    }

    /// The digits alone.
    #[must_use]
    pub fn hexadecimal(&self) -> &str {
        &self.0[ALGORITHM.len()..]
    }

    /// With its algorithm.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ContentDigest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let digits = text.strip_prefix(ALGORITHM);
        if digits.is_some_and(|digits| digits.len() == 64 && digits.bytes().all(is_digit)) {
            return Ok(Self(text.to_owned()));
        }
        Err(DigestError(text.chars().take(80).collect()))
    }
}

impl Serialize for ContentDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ContentDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_written_in_one_way() {
        // The empty descriptor of the image specification.
        let empty = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(ContentDigest::of(b"{}").as_str(), empty);
        assert_eq!(empty.parse(), Ok(ContentDigest::of(b"{}")));
        for wrong in [
            "",
            "sha256:",
            &empty[..70],
            &empty.to_uppercase(),
            &format!("{empty}0"),
            &empty.replace("sha256", "sha512"),
            "sha256:../../../../../../../../../../../../../../../../../../../../../../etc/passwd",
        ] {
            assert!(wrong.parse::<ContentDigest>().is_err(), "{wrong}");
        }
    }
}
