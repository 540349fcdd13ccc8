//! Each fuzz target on changed seeds, so that every run of the tests takes a few steps with it.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};

use sportello_testkit::mutation::{Chance, changed};

use crate::targets::TARGETS;

/// Panics in this crate: those of other people's decoders are expected and answered as damage.
static OURS: AtomicUsize = AtomicUsize::new(0);

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
        let mut chance = Chance::new(7);
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
