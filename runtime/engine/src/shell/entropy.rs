//! Random values, stretched from one seed of the system's.

use orchestra_schema::Digest;

/// A source of random values.
#[derive(Debug)]
pub(crate) struct Entropy {
    seed: [u8; 32],
    drawn: u64,
}

impl Entropy {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self { seed, drawn: 0 }
    }

    /// 32 random bytes.
    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        self.drawn += 1;
        let text = [&self.seed[..], &self.drawn.to_le_bytes()].concat();
        *Digest::of_bytes(&text).as_bytes()
    }

    pub(crate) fn number(&mut self) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.bytes()[..8]);
        u64::from_le_bytes(bytes)
    }

    /// From 0 to below 1, each of 2^53 values as likely.
    pub(crate) fn fraction(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
        let bits = (self.number() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// A random UUID (version 4).
    pub(crate) fn uuid(&mut self) -> String {
        let mut bytes = self.bytes();
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = |range: std::ops::Range<usize>| -> String {
            bytes[range].iter().map(|byte| format!("{byte:02x}")).collect()
        };
        format!("{}-{}-{}-{}-{}", hex(0..4), hex(4..6), hex(6..8), hex(8..10), hex(10..16))
    }

    /// Lower-case letters and digits that nobody mistakes for each other.
    pub(crate) fn word(&mut self, length: usize) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let bytes = self.bytes();
        bytes.iter().take(length).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_differ_and_have_their_form() {
        let mut entropy = Entropy::new([7; 32]);
        assert_ne!(entropy.bytes(), entropy.bytes());
        let uuid = entropy.uuid();
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"));
        assert!((0.0..1.0).contains(&entropy.fraction()));
        assert_eq!(entropy.word(6).len(), 6);
    }
}
