#![no_main]

use libfuzzer_sys::fuzz_target;
use sportello_fuzz::{cards, run};

fuzz_target!(|bytes: &[u8]| run(cards::card_answers, bytes));
