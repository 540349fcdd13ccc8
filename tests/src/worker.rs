//! A decode worker and nothing else: the stories' decoder starts it.

fn main() {
    let limits = sportello_capture::worker::asked_for(std::env::args());
    std::process::exit(limits.map_or(64, sportello_capture::worker::run));
}
