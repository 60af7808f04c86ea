//! The two cases that are estimated.

/// The two cases that are estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Case {
    /// Whatever fails and whoever has to be asked.
    Worst,
    /// One attempt at the middle of its times, the middle of every size.
    Typical,
}

impl Case {
    /// What a number from `least` to `most` is taken for.
    pub(super) fn of(self, least: u64, most: u64) -> u64 {
        match self {
            Self::Worst => most,
            Self::Typical => least + most.saturating_sub(least).div_ceil(2),
        }
    }

    /// How often a `repeat` of at most `max` runs.
    pub(super) fn rounds(self, max: u32) -> u64 {
        let max = u64::from(max);
        if self == Self::Worst { max } else { max.div_ceil(2) }
    }
}
