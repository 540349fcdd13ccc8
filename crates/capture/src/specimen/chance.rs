//! Repeatable chance from a seed (SplitMix64): specimens must come out the same everywhere.

pub struct Chance(u64);

impl Chance {
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A stream of its own for one purpose, so that a draw more in one place changes nothing in another.
    pub fn apart(seed: u64, purpose: u64) -> Self {
        let mut mixed = Self(seed ^ purpose.wrapping_mul(0xd134_2543_de82_ef95));
        Self(mixed.next())
    }

    pub fn next(&mut self) -> u64 {
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

    /// Evenly around a value.
    pub fn around(&mut self, middle: f32, spread: f32) -> f32 {
        self.between(middle - spread, middle + spread)
    }

    /// A number below the limit; 0 for a limit of 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u128::try_from(limit).unwrap_or(0);
        usize::try_from((u128::from(self.next()) * limit) >> 64).unwrap_or(0)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of a list, which is not empty.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// A text after a pattern: `#` is a digit, `@` a letter, `*` either, `?` one of A to D, anything else itself.
    pub fn pattern(&mut self, pattern: &str) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let mut one_of = |from: usize, to: usize| char::from(LETTERS[from + self.below(to - from)]);
        let letter = |sign| match sign {
            '#' => one_of(26, 36),
            '@' => one_of(0, 26),
            '*' => one_of(0, 36),
            '?' => one_of(0, 4),
            other => other,
        };
        pattern.chars().map(letter).collect()
    }
}

/// Smooth noise over a plane: wood, cloth, rubbed-off ink, blotches of a sensor.
#[derive(Clone, Copy)]
pub struct Noise(u32);

impl Noise {
    pub fn of(seed: u64) -> Self {
        Self(u32::try_from(Chance::of(seed).next() >> 32).unwrap_or(0))
    }

    /// Between −1 and 1; its features are about one unit large.
    pub fn at(self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (smooth(x - left), smooth(y - top));
        let (column, row) = (lattice(left), lattice(top));
        let upper = mix(self.knot(column, row), self.knot(column.wrapping_add(1), row), fx);
        let next = row.wrapping_add(1);
        let lower = mix(self.knot(column, next), self.knot(column.wrapping_add(1), next), fx);
        mix(upper, lower, fy)
    }

    fn knot(self, column: u32, row: u32) -> f32 {
        let mut h = self.0 ^ column.wrapping_mul(0x9e37_79b1) ^ row.wrapping_mul(0x85eb_ca77);
        h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
        h = (h ^ (h >> 12)).wrapping_mul(0x297a_2d39);
        let high = u16::try_from((h ^ (h >> 15)) >> 16).unwrap_or(0);
        f32::from(high) / 32_767.5 - 1.0
    }
}

/// From 0 to 1 without an edge at either end.
pub fn smooth(share: f32) -> f32 {
    let t = share.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Some of one and some of the other.
pub fn mix(one: f32, other: f32, share: f32) -> f32 {
    one + (other - one) * share
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a knot's name, wrapping on purpose"
)]
fn lattice(value: f32) -> u32 {
    value as i32 as u32
}

/// A wave of height 1 as a sine is, `turns` being whole periods; cheap, since grounds ask it millions of times.
pub fn wave(turns: f32) -> f32 {
    let t = turns - turns.floor() - 0.5;
    let y = 8.0 * t * (2.0 * t.abs() - 1.0);
    y * (0.775 + 0.225 * y.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_draws_the_same_and_purposes_differ() {
        assert_eq!(Chance::of(7).pattern("@@#####?*"), Chance::of(7).pattern("@@#####?*"), "the same seed");
        assert_ne!(
            Chance::apart(7, 1).next(),
            Chance::apart(7, 2).next(),
            "purposes do not follow each other"
        );
    }

    #[test]
    fn waves_are_nearly_sines() {
        for step in 0..100_u8 {
            let turns = f32::from(step) / 37.0;
            let off = wave(turns) - (turns * std::f32::consts::TAU).sin();
            assert!(off.abs() < 0.02, "at {turns}: {off}");
        }
    }

    #[test]
    fn noise_is_within_bounds_and_smooth() {
        let noise = Noise::of(3);
        for step in 0..500_u16 {
            let x = f32::from(step) * 0.01;
            assert!(noise.at(x, -x).abs() <= 1.0, "a height");
            assert!((noise.at(x, 0.3) - noise.at(x + 0.01, 0.3)).abs() < 0.05, "no step at {x}");
        }
    }
}
