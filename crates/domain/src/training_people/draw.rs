/// Numbers that follow from a seed (SplitMix64): good enough to choose names with, useless as secrets.
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Other numbers that follow from the same, and leave these as they are.
    pub(super) const fn aside(&self) -> Self {
        Self(!self.0)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below the limit; 0 for a limit of 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        // the high half of the product is as even as 64 bits allow, and needs no second draw
        u64::try_from((u128::from(self.next()) * u128::from(limit)) >> 64).unwrap_or(0)
    }

    /// True once in so many times.
    pub(super) fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of a list, which is not empty.
    pub(super) fn of<T: Copy>(&mut self, list: &[T]) -> T {
        let limit = u64::try_from(list.len()).unwrap_or(u64::MAX);
        list[usize::try_from(self.below(limit)).unwrap_or(0)]
    }

    /// A text after a pattern: `#` is a digit, `@` a letter, `?` one of A to D, anything else itself.
    pub(super) fn pattern(&mut self, pattern: &str) -> String {
        let letter = |n: u64| char::from(b'A' + u8::try_from(n).unwrap_or(0));
        pattern
            .chars()
            .map(|sign| match sign {
                '#' => char::from(b'0' + u8::try_from(self.below(10)).unwrap_or(0)),
                '@' => letter(self.below(26)),
                '?' => letter(self.below(4)),
                other => other,
            })
            .collect()
    }
}
