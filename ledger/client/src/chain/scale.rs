//! SCALE, as far as subnets need it: little-endian, lengths and most numbers compact.
//!
//! A node may be hostile: a length says nothing of how much there is, so nothing is reserved for it.

/// Bytes that are read from their start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale<'a> {
    rest: &'a [u8],
}

/// More was meant to be there, or something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl<'a> Scale<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// So many bytes.
    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], Unreadable> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Unreadable)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The key of an account.
    pub(crate) fn account(&mut self) -> Result<[u8; 32], Unreadable> {
        self.bytes(32)?.try_into().map_err(|_| Unreadable)
    }

    /// A compact number: two bits say how many bytes it has.
    pub(crate) fn compact(&mut self) -> Result<u128, Unreadable> {
        let first = *self.bytes(1)?.first().ok_or(Unreadable)?;
        let more = match first & 3 {
            0 => return Ok(u128::from(first >> 2)),
            1 => 1,
            2 => 3,
            _ => {
                let count = usize::from(first >> 2) + 4;
                if count > 16 {
                    return Err(Unreadable);
                }
                return Ok(number(self.bytes(count)?));
            }
        };
        let high = number(self.bytes(more)?);
        Ok((high << 6) | u128::from(first >> 2))
    }

    /// A compact number of a narrower type.
    pub(crate) fn compact_as<T: TryFrom<u128>>(&mut self) -> Result<T, Unreadable> {
        self.compact()?.try_into().map_err(|_| Unreadable)
    }

    /// `Option`: whether there is a value, which then follows.
    pub(crate) fn is_some(&mut self) -> Result<bool, Unreadable> {
        match self.bytes(1)? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(Unreadable),
        }
    }

    /// The bytes of a `Vec<u8>`.
    pub(crate) fn byte_list(&mut self) -> Result<&'a [u8], Unreadable> {
        let count = self.compact_as::<usize>()?;
        self.bytes(count)
    }

    /// The bytes of a `Vec<Compact<u8>>`.
    pub(crate) fn compact_byte_list(&mut self) -> Result<Vec<u8>, Unreadable> {
        let count = self.compact_as::<usize>()?;
        // Each has a byte at least, so a wrong count ends with the bytes.
        (0..count).map(|_| self.compact_as::<u8>()).collect()
    }
}

/// A little-endian number of at most 16 bytes.
fn number(bytes: &[u8]) -> u128 {
    bytes.iter().rev().fold(0, |number, byte| (number << 8) | u128::from(*byte))
}
