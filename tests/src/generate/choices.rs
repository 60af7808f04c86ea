//! Random choices that are remembered.

/// Choices: from a tape, then from a seed. Without a seed, what is beyond the tape is 0.
#[derive(Clone, Debug)]
pub struct Choices {
    tape: Vec<u32>,
    at: usize,
    state: Option<u64>,
}

impl Choices {
    /// Choices of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let state = Some(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d);
        Self { tape: Vec::new(), at: 0, state }
    }

    /// Those of a tape, and nothing beyond it.
    #[must_use]
    pub fn replay(tape: Vec<u32>) -> Self {
        Self { tape, at: 0, state: None }
    }

    /// What was chosen up to now.
    #[must_use]
    pub fn tape(&self) -> &[u32] {
        &self.tape[..self.at.min(self.tape.len())]
    }

    /// A number below `count`; 0 of nothing.
    pub fn below(&mut self, count: usize) -> usize {
        let number = self.next() as usize;
        if count == 0 { 0 } else { number % count }
    }

    /// A number of a range, its ends included.
    pub fn within(&mut self, least: u64, most: u64) -> u64 {
        least + u64::from(self.next()) % (most - least + 1)
    }

    /// True in `of` of a hundred cases.
    pub fn chance(&mut self, of: u32) -> bool {
        // 0 is the simplest, so it is no.
        self.next() % 100 >= 100 - of
    }

    /// One of several.
    pub fn of<'a, T: ?Sized>(&mut self, several: &[&'a T]) -> &'a T {
        several[self.below(several.len())]
    }

    fn next(&mut self) -> u32 {
        if self.at == self.tape.len() {
            let Some(state) = &mut self.state else {
                self.at += 1;
                return 0;
            };
            // SplitMix64.
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = *state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            self.tape.push((mixed ^ (mixed >> 31)) as u32);
        }
        self.at += 1;
        self.tape.get(self.at - 1).copied().unwrap_or(0)
    }
}

/// The smallest tape that `fails` still, as far as it is found within so many `tries`.
pub fn shrunk(tape: &[u32], mut tries: usize, fails: &mut dyn FnMut(&[u32]) -> bool) -> Vec<u32> {
    let mut best = tape.to_vec();
    let mut better = true;
    while better && tries > 0 {
        better = false;
        let mut size = (best.len() / 2).max(1);
        while size > 0 && tries > 0 {
            let mut at = 0;
            while at < best.len() && tries > 0 {
                let end = (at + size).min(best.len());
                let without = [&best[..at], &best[end..]].concat();
                let mut zeroed = best.clone();
                zeroed[at..end].fill(0);
                let smaller = [without, zeroed].into_iter().find(|tape| {
                    tries = tries.saturating_sub(1);
                    *tape != best && fails(tape)
                });
                match smaller {
                    Some(tape) => {
                        at = if tape.len() < best.len() { at } else { end };
                        best = tape;
                        better = true;
                    }
                    None => at = end,
                }
            }
            size /= 2;
        }
    }
    best
}
