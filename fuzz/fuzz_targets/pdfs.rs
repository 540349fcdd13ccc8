#![no_main]

use libfuzzer_sys::fuzz_target;
use sportello_fuzz::{run, targets};

fuzz_target!(|bytes: &[u8]| run(targets::pdfs, bytes));
