//! A worker and nothing else: the stories' desk and centre start it to read foreign files.

use sportello_capture::worker;
use sportello_central::report_reader;

fn main() {
    if let Some(limits) = report_reader::asked_for(std::env::args()) {
        std::process::exit(report_reader::run(limits));
    }
    let limits = worker::asked_for(std::env::args());
    std::process::exit(limits.map_or(64, worker::run));
}
