//! Each fuzz target on changed seeds, so that every run of the tests takes a few steps with it.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::targets::TARGETS;

/// Panics in this crate: those of other people's decoders are expected and answered as damage.
static OURS: AtomicUsize = AtomicUsize::new(0);

/// The same numbers on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }
}

/// A seed with some bytes changed, cut out, or said twice.
fn changed(seed: &[u8], chance: &mut Chance) -> Vec<u8> {
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

#[test]
fn no_changed_seed_brings_a_target_down() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |told| {
        if told.location().is_some_and(|place| place.file().replace('\\', "/").contains("capture/src/")) {
            OURS.fetch_add(1, Ordering::Relaxed);
            before(told);
        }
    }));
    for target in TARGETS {
        let mut chance = Chance(7);
        let seeds = (target.seeds)();
        let times = if target.name == "pdfs" { 800 } else { 2400 };
        for seed in &seeds {
            (target.run)(seed);
        }
        for _ in 0..times {
            let bytes = changed(&seeds[chance.below(seeds.len())], &mut chance);
            let fine = panic::catch_unwind(|| (target.run)(&bytes));
            assert!(fine.is_ok(), "{} does not stand {}", target.name, hex::encode(&bytes));
            let ours = OURS.load(Ordering::Relaxed);
            assert_eq!(ours, 0, "{}: a panic of ours at {}", target.name, hex::encode(&bytes));
        }
    }
    drop(panic::take_hook());
}
