//! A worker and nothing else: for the crate's own tests, and for trying a file by hand.

use sportello_capture::worker;

fn main() {
    let Some(limits) = worker::asked_for(std::env::args()) else {
        std::process::exit(64);
    };
    std::process::exit(worker::run(limits));
}
