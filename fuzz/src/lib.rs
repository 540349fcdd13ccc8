//! The fuzz targets and their seeds are those of the crates' own tests, which run them for a while on every occasion.

#![allow(dead_code, reason = "the tests make more files than the fuzzers start from")]

#[path = "../../crates/token/tests/card_answers/acts.rs"]
mod acts;
#[path = "../../crates/token/tests/card_answers/targets.rs"]
pub mod cards;
#[path = "../../crates/capture/tests/foreign_files/made/mod.rs"]
mod made;
#[path = "../../crates/capture/tests/foreign_files/targets.rs"]
pub mod targets;

/// Runs one target. A panic in other people's decoders is answered as damage and is no finding; one of ours is.
pub fn run(target: fn(&[u8]), bytes: &[u8]) {
    static HOOK: std::sync::Once = std::sync::Once::new();
    HOOK.call_once(|| {
        let ends = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |told| {
            let foreign = told.location().is_some_and(|place| place.file().contains("registry"));
            if !foreign {
                ends(told);
            }
        }));
    });
    target(bytes);
}
