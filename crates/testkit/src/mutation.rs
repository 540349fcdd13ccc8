//! Changed seeds, with which ordinary tests take a few steps of each fuzz target.

#![expect(clippy::unwrap_used, reason = "made for tests: 31 bits are a size on every machine that runs them")]

/// The same numbers on every run, from the same seed.
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Less than this; nought where there is nothing less.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }
}

/// A fuzz target's seed with some bytes changed, cut out, or said twice.
pub fn changed(seed: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len());
        let length = chance.below(12).min(bytes.len() - at);
        match chance.below(5) {
            0 => bytes.truncate(at.max(1)),
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let twice = bytes[at..at + length].to_vec();
                bytes.splice(at..at, twice);
            }
            3 => bytes[at] = [0, 0xff, 0x7f, 0x80][chance.below(4)],
            _ => bytes[at] ^= 1 << chance.below(8),
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
    bytes
}
