//! Repeatable chance from a seed (SplitMix64): specimens must come out the same everywhere.

pub struct Chance(u64);

impl Chance {
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Evenly between two values.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        let share = f32::from(u16::try_from(self.next() >> 48).unwrap_or(0)) / f32::from(u16::MAX);
        low + (high - low) * share
    }
}
